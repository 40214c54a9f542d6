import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, jobRow, jobs, openTerminal, tab, terminalOf } from './user.ts';

test('the page is locked down: nothing global, no eval, no navigation, no new window', async ({ app, gitlab }) => {
  const { page } = app;
  const outside = await gitlab();
  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  const home = page.url();

  expect(await page.evaluate(() => '__jobdeck' in window)).toBe(false);
  expect(await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window))).toEqual([]);

  await page.evaluate((url) => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const inline = document.createElement('script');
    inline.textContent = 'window.inlineRan = true';
    const foreign = document.createElement('script');
    foreign.src = `${url}/x.js`;
    const frame = document.createElement('iframe');
    frame.src = url;
    document.head.append(inline, foreign);
    document.body.append(frame);
    fetch(url).catch(() => undefined);
  }, outside.url);
  for (const directive of ['script-src', 'frame-src', 'connect-src']) {
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { violations: string[] }).violations.join(' ')))
      .toContain(directive);
  }
  expect(await page.evaluate(() => 'inlineRan' in window)).toBe(false);
  expect(outside.seen).toEqual([]);

  await page.evaluate((url) => window.open(url), outside.url).catch(() => undefined);
  if (app.door === 'electron') {
    await page.evaluate((url) => window.location.assign(url), outside.url).catch(() => undefined);
    // Asked in the page itself: Playwright's locators would wait for a navigation that never comes.
    const place = () => page.evaluate(() => [location.href, document.querySelector('input[name=address]') !== null]);
    await expect.poll(place).toEqual([home, true]);
    expect(outside.seen).toEqual([]);
  }
});

test('from first run to a shell by keyboard alone', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('unit:keys');
  const { page } = app;
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
    });
  /** Tab until the wanted control has the focus, as someone without a mouse would. */
  const tabTo = async (wanted: () => Promise<boolean>) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await wanted()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way there by Tab; the focus is on "${await focused()}"`);
  };
  const has = (label: string) => async () =>
    page
      .getByLabel(label)
      .first()
      .evaluate((field) => field === document.activeElement);

  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  await tabTo(has('GitLab URL'));
  await page.keyboard.type(scene.account.url);
  // The desktop door proposes its sign-in window first.
  const paste = page.getByRole('button', { name: 'Use a token instead' });
  await expect(page.getByLabel('Access token').or(paste)).toBeVisible();
  if (await paste.isVisible()) {
    await tabTo(() => paste.evaluate((button) => button === document.activeElement));
    await page.keyboard.press('Enter');
  }
  await tabTo(has('Access token'));
  await page.keyboard.type(scene.account.token);
  await tabTo(has('Session cookie'));
  await page.keyboard.type(scene.account.cookie);
  await page.keyboard.press('Enter');
  await expect(jobRow(page, 'unit:keys')).toBeVisible({ timeout: 30_000 });

  const grid = jobs(page).getByRole('treegrid');
  await tabTo(() => grid.evaluate((element) => element.contains(document.activeElement)));
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('[role=row]:focus')).toContainText('unit:keys', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.keyboard.press('Enter');
  await expect(tab(page, 'unit:keys')).toBeVisible();
  const terminal = terminalOf(page);
  await expect(terminal.input).toBeFocused();
  await page.keyboard.type("printf 'typed-%s\\n' blind");
  await page.keyboard.press('Enter');
  await terminal.shows('typed-blind');
});

test('keys that shells live by go to the shell', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('unit:keys');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'unit:keys');
  await terminal.enter("stty -echo; printf 'rea%s\\n' dy; stty raw; head -c 6 | od -An -tx1; stty sane");
  await terminal.shows('ready');
  await terminal.input.focus();
  for (const key of ['Control+c', 'Control+r', 'Control+w', 'Control+k', 'Control+p', 'Control+f']) {
    await page.keyboard.press(key);
  }
  await terminal.shows('03 12 17 0b 10 06');
  // no terminal has a code for this one, so it is the window's; and back again the keyboard is the shell's
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Transcripts…' }).click();
  await expect(page.getByRole('dialog', { name: 'Transcripts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(terminal.input).toBeFocused();
});

async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: engine } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await engine.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map((node) => node.target.join(' '))
            .slice(0, 3)
            .join(' | ')}`,
      );
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`no serious accessibility violation in the ${theme} theme`, async ({ launch, gitlab }) => {
    const scene = setScene(await gitlab());
    scene.job('unit:a11y');
    const { page } = await launch({ preferences: { theme, screenReader: true } });
    await expect(page.getByLabel('GitLab URL')).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
    await addAccount(page, scene.account);
    await expect(jobRow(page, 'unit:a11y')).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
    const terminal = await openTerminal(page, 'unit:a11y');
    await terminal.enter("printf 'o%s\\n' k");
    await terminal.shows('ok');
    expect(await seriousViolations(page)).toEqual([]);
  });
}
