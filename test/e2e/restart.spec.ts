import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { filesBelow, filesWith } from './files.ts';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { closeDialog, openSettings } from './settings.ts';
import { addAccount, ended, jobRow, jobs, notices, openTerminal, tab, terminalOf } from './user.ts';

const PASSPHRASE = 'correct horse battery';

/** These runs have no keyring, so a passphrase is what can protect secrets. */
async function protectWithPassphrase(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Protect with a passphrase/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Protect with a passphrase' });
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('Once more').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Protect' }).click();
  await expect(dialog).toBeHidden();
}

/** The window that shows the tab. */
async function pageWith(app: { pages(): readonly Page[] }, name: string): Promise<Page> {
  const found: Page[] = [];
  await expect
    .poll(async () => {
      for (const page of app.pages()) if ((await tab(page, name).count()) > 0) found.push(page);
      return found.length;
    })
    .toBeGreaterThan(0);
  return found[0] as Page;
}

async function unlock(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Unlock/ })
    .first()
    .click({ timeout: 30_000 });
  const dialog = page.getByRole('dialog', { name: 'Unlock the vault' });
  await dialog.getByLabel('Passphrase').fill('not the passphrase');
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(dialog).toBeHidden();
}

/** The names of the accounts in the list, from top to bottom. */
async function order(page: Page, names: readonly string[]): Promise<string[]> {
  const text = (await jobs(page).textContent()) ?? '';
  return [...names].filter((name) => text.includes(name)).sort((a, b) => text.indexOf(a) - text.indexOf(b));
}

test('after a restart accounts, their order, settings and, unlocked, the jobs are there', async ({ app, gitlab }) => {
  test.slow();
  const first = setScene(await gitlab());
  const second = setScene(await gitlab({ root: '/gitlab' }));
  first.job('first:job');
  second.job('second:job');
  const names = [first, second].map(({ instance }) => new URL(instance.url).host);
  await protectWithPassphrase(app.page);
  await addAccount(app.page, first.account);
  await addAccount(app.page, second.account);
  await openSettings(app.page);
  await app.page.getByRole('dialog').getByRole('radio', { name: 'Dark' }).click();
  await closeDialog(app.page);
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(jobRow(app.page, 'second:job')).toBeVisible();
  expect(await order(app.page, names)).toEqual(names);

  await app.restart();
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // What was known before came with the page, and was in its first picture.
  expect(await app.page.evaluate(() => performance.getEntriesByName('first-list').length)).toBe(1);
  // Locked, the accounts are shown all the same.
  await expect.poll(() => order(app.page, names)).toEqual(names);
  await unlock(app.page);
  await expect(jobRow(app.page, 'first:job')).toBeVisible({ timeout: 30_000 });
  await expect(jobRow(app.page, 'second:job')).toBeVisible();
  const terminal = await openTerminal(app.page, 'second:job');
  await terminal.enter("printf 'after-%s\\n' restart");
  await terminal.shows('after-restart');
});

test('after a restart the tabs are back where they stood, in their windows, and connect again', async ({
  app,
  gitlab,
  door,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  for (const name of ['left:side', 'right:side', 'third:job']) scene.job(name);
  await protectWithPassphrase(app.page);
  await addAccount(app.page, scene.account);
  await openTerminal(app.page, 'third:job');
  if (door === 'electron') {
    await tab(app.page, 'third:job').click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: 'Move to a new window' }).click();
    await expect.poll(() => app.pages().length).toBe(2);
  }
  await openTerminal(app.page, 'left:side');
  await openTerminal(app.page, 'right:side');
  await app.page.keyboard.press('Control+Shift+S');
  await app.page.getByPlaceholder(/^Show below/).fill('left:side');
  await app.page.keyboard.press('Enter');
  await expect(terminalOf(app.page, 'left:side').input).toBeFocused();
  await terminalOf(app.page, 'left:side').enter("printf '\\033[31mbefore-%s\\033[0m\\n' restart");
  await terminalOf(app.page, 'left:side').shows('before-restart');

  await app.restart();
  // which of the windows comes first is not said
  const page = await pageWith(app, 'right:side');
  const panes = page.getByRole('tabpanel');
  await tab(page, 'right:side').click();
  await expect(panes).toHaveCount(2);
  // what the two showed can be read only now
  await unlock(app.page);
  const upper = await page.getByRole('tabpanel', { name: 'right:side' }).boundingBox();
  const lower = await page.getByRole('tabpanel', { name: 'left:side' }).boundingBox();
  expect(lower?.y).toBeGreaterThanOrEqual((upper?.y ?? 0) + (upper?.height ?? 0));
  await expect(ended(page).first()).toContainText('Jobdeck was closed');
  if (door === 'electron') {
    await expect.poll(() => app.pages().length).toBe(2);
    const other = app.pages().find((one) => one !== page);
    if (other === undefined) throw new Error('the second window is not there');
    await expect(tab(other, 'third:job')).toBeVisible();
    await expect(tab(other, 'left:side')).toHaveCount(0);
    await expect(tab(page, 'third:job')).toHaveCount(0);
  } else await expect(tab(page, 'third:job')).toBeVisible();

  const left = terminalOf(page, 'left:side');
  // what it showed is there as it was, and where it ended
  await left.shows(/before-restart\n(.*\n)+──── ended · \d+ \w{3}, [\d:]{8} · Jobdeck was closed ────/);
  await page
    .getByRole('tabpanel', { name: 'left:side' })
    .getByRole('button', { name: 'Reconnect', exact: true })
    .click();
  await expect(tab(page, 'left:side')).toHaveAccessibleDescription(/open/, { timeout: 60_000 });
  await left.enter("printf 'again-%s\\n' here");
  await left.shows('again-here');
  expect(await left.screen()).toMatch(/before-restart\n(.*\n)+──── new shell · [\d:]{8} ────\n(.*\n)*again-here/);

  // a page that is loaded anew has both again
  await page.reload();
  await tab(page, 'left:side').click();
  await left.shows(/before-restart\n(.*\n)+──── new shell · [\d:]{8} ────\n(.*\n)*again-here/);

  // on the browser door the third is in this window, too
  if (door === 'electron') return;
  await page.getByRole('button', { name: 'Reconnect all 2' }).click();
  for (const name of ['right:side', 'third:job']) {
    await expect(tab(page, name)).toHaveAccessibleDescription(/open/, { timeout: 60_000 });
  }
});

test('started with every server away, it shows the accounts and says so; they come back by themselves', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab());
  scene.job('build:all');
  await protectWithPassphrase(app.page);
  await addAccount(app.page, scene.account);
  await app.stop();
  scene.instance.offline();
  await app.start();
  await unlock(app.page);
  const name = new URL(scene.instance.url).host;
  await expect.poll(() => order(app.page, [name])).toEqual([name]);
  await expect(app.page.getByText(/cannot be reached|no connection|offline|unreachable/i).first()).toBeVisible();
  await scene.instance.online();
  await app.page
    .getByRole('button', { name: /retry|try again|refresh/i })
    .first()
    .click();
  await expect(jobRow(app.page, 'build:all')).toBeVisible({ timeout: 60_000 });
});

test('a corrupt settings file and an unreadable vault lose nothing and are reported', async ({ app, gitlab }) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('build:all');
  await protectWithPassphrase(app.page);
  await addAccount(app.page, scene.account);
  await app.stop();

  const settings = join(app.dataDir, 'settings.json');
  const vault = readdirSync(app.dataDir)
    .filter((name) => /vault/.test(name) && !/last-good/.test(name))
    .map((name) => join(app.dataDir, name));
  expect(vault).toHaveLength(1);
  for (const file of [settings, ...vault]) expect(statSync(file).mode & 0o077).toBe(0);
  const damaged = '{"version":1,"accounts":[{"id":';
  writeFileSync(settings, damaged);
  truncateSync(vault[0] as string, Math.floor(statSync(vault[0] as string).size / 2));
  const torn = readFileSync(vault[0] as string, 'utf8');

  await app.start();
  await unlock(app.page);
  await expect(jobRow(app.page, 'build:all')).toBeVisible({ timeout: 30_000 });
  await expect(notices(app.page)).toContainText(/settings could not be read/i);
  await expect(notices(app.page)).toContainText(/vault could not be read/i);
  const kept = [...filesBelow(app.dataDir).values()];
  expect(kept).toContain(damaged);
  expect(kept).toContain(torn);
});

test('without a keyring and without a passphrase the window says that secrets are forgotten', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab());
  await addAccount(app.page, scene.account);
  await openSettings(app.page);
  await app.page.getByRole('dialog').getByRole('tab', { name: 'Vault' }).click();
  await expect(app.page.getByRole('dialog')).toContainText(/memory|until (you close|jobdeck|the app)/i);
  await closeDialog(app.page);
  await app.restart();
  await expect(jobs(app.page)).toContainText(new URL(scene.instance.url).host);
  for (const secret of [scene.token, scene.cookie]) expect(filesWith(app.dataDir, secret)).toEqual([]);
});
