import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, preview } from 'vite';

export interface Harness {
  readonly open: (query?: string) => Promise<Page>;
  readonly dispose: () => Promise<void>;
}

/** Builds a page of the harness as the product is built, by itself the terminal area, and opens it in a real Chromium. */
export async function openHarness(html = new URL('index.html', import.meta.url)): Promise<Harness> {
  const name = basename(html.pathname);
  const outDir = await mkdtemp(join(tmpdir(), 'jobdeck-area-'));
  const shared = {
    root: fileURLToPath(new URL('.', html)),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome108',
      minify: false,
      rollupOptions: { input: fileURLToPath(html) },
    },
  } as const;
  await build({ ...shared, plugins: [react()] });
  const server = await preview({ ...shared, plugins: [], preview: { host: '127.0.0.1', port: 0 } });
  const address = server.resolvedUrls?.local[0] ?? '';
  let browser: Browser | null = null;
  try {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
  } catch (error) {
    await server.close();
    throw error;
  }
  const opened = browser;
  return {
    async open(query = '') {
      const context = await opened.newContext({ viewport: { width: 1120, height: 720 } });
      const page = await context.newPage();
      await page.goto(`${address}${name === 'index.html' ? '' : name}${query}`);
      return page;
    },
    async dispose() {
      await opened.close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
