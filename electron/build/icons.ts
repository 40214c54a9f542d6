/**
 * `npm run icons`: draws assets/icon.svg in every size and form that packages need. What it writes is committed, so
 * that packaging needs no browser. Uses Debian's Chromium, or the one that CHROMIUM names.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { icnsOf, icoOf, type SizedPng } from './icon-files.ts';

const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
const SIZES_PX = [16, 32, 48, 64, 128, 256, 512, 1024];
const SIDE = 64;

/** Apple's grid leaves a margin: of 1024 px an icon's body takes 824. */
const MAC_SIDE = (SIDE * 1024) / 824;
const MAC_START = (SIDE - MAC_SIDE) / 2;

async function draw(browser: Browser, svg: string): Promise<SizedPng[]> {
  const page = await browser.newPage();
  const drawn: SizedPng[] = [];
  for (const sizePx of SIZES_PX) {
    await page.setViewportSize({ width: sizePx, height: sizePx });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${sizePx}px;height:${sizePx}px}</style>${svg}`);
    drawn.push({ sizePx, png: await page.screenshot({ omitBackground: true }) });
  }
  await page.close();
  return drawn;
}

async function makeIcons(): Promise<void> {
  const svg = readFileSync(join(ASSETS, 'icon.svg'), 'utf8');
  const viewBox = `viewBox="0 0 ${SIDE} ${SIDE}"`;
  if (!svg.includes(viewBox)) throw new Error(`assets/icon.svg must have ${viewBox}`);
  const withMargin = svg.replace(viewBox, `viewBox="${MAC_START} ${MAC_START} ${MAC_SIDE} ${MAC_SIDE}"`);

  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium' });
  try {
    const plain = await draw(browser, svg);
    mkdirSync(join(ASSETS, 'icons'), { recursive: true });
    for (const { sizePx, png } of plain) writeFileSync(join(ASSETS, 'icons', `${sizePx}x${sizePx}.png`), png);
    writeFileSync(join(ASSETS, 'icon.ico'), icoOf(plain));
    writeFileSync(join(ASSETS, 'icon.icns'), icnsOf(await draw(browser, withMargin)));
  } finally {
    await browser.close();
  }
}

makeIcons().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
