/** Keyrings as they are met: not there, exchanged for another, back again, locked. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { desktopOnly } from './desktop.ts';
import { filesBelow, filesWith } from './files.ts';
import { expect, test } from './fixtures.ts';
import { inKeyringSession, lackingForKeyrings } from './keyrings.ts';
import { type Scene, setScene } from './scene.ts';
import { addAccount, jobRow, jobs, notices, openTerminal } from './user.ts';

desktopOnly();

const memoryOnly = (page: Page) => page.getByRole('button', { name: 'Secrets in memory only' });
const vaultOf = (dataDir: string) => readFileSync(join(dataDir, 'vault.json'), 'utf8');
const hostOf = (scene: Scene) => new URL(scene.instance.url).host;

function expectNothingPlain(folder: string, scenes: readonly Scene[]): void {
  expect(filesBelow(folder).size).toBeGreaterThan(0);
  for (const { token, cookie } of scenes) {
    for (const secret of [token, cookie]) expect(filesWith(folder, secret)).toEqual([]);
  }
}

/** Gives an account its credentials again, as its user would. */
async function giveAgain(page: Page, { instance, token, cookie }: Scene): Promise<void> {
  const account = page.getByRole('contentinfo').getByRole('button', { name: new URL(instance.url).host });
  await account.click();
  await page.getByLabel('New access token').fill(token);
  await page.getByLabel('New session cookie').fill(cookie);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 });
}

test('without a keyring the app says that secrets are in memory only, and writes none', async ({ launch, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('build:open');
  const app = await launch({ electronArgs: ['--password-store=gnome-libsecret'] });
  await addAccount(app.page, scene.account);
  await expect(jobRow(app.page, 'build:open')).toBeVisible();
  await memoryOnly(app.page).click();
  await expect(app.page.getByRole('dialog')).toContainText(/no keyring/);
  await expect(app.page.getByRole('dialog')).toContainText('kept in memory only, until Jobdeck is closed');

  await app.restart();
  await expect(jobs(app.page)).toContainText(hostOf(scene));
  await expect(memoryOnly(app.page)).toBeVisible();
  await app.stop();
  expect(existsSync(join(app.dataDir, 'vault.json'))).toBe(false);
  expectNothingPlain(app.dataDir, [scene]);
});

test.describe('with a keyring', () => {
  const lacking = lackingForKeyrings();
  test.skip(lacking !== null, lacking ?? '');
  test.slow();

  test('exchanged for another it costs nothing but the typing, and back again it has the rest', async ({
    launch,
    gitlab,
    folder,
  }) => {
    const scenes = [setScene(await gitlab()), setScene(await gitlab(), 'ines')] as const;
    const [again, left] = scenes;
    again.job('build:again');
    left.job('build:left');
    const keyring = (name: string) => inKeyringSession(folder, join(folder, name), 'unlocked');

    const first = await launch(keyring('keyring-a'));
    for (const scene of scenes) await addAccount(first.page, scene.account);
    await expect(jobRow(first.page, 'build:left')).toBeVisible();
    await first.stop();
    const sealed = vaultOf(first.dataDir);

    const second = await launch(keyring('keyring-b'));
    await test.step('another keyring: the accounts are listed, the words are clear, the file is as it was', async () => {
      for (const scene of scenes) await expect(jobs(second.page)).toContainText(hostOf(scene));
      await expect(jobs(second.page)).toContainText('neither an access token nor a web session');
      // GitLab was not even asked.
      await expect(jobs(second.page)).not.toContainText('refuses');
      await expect(notices(second.page)).toContainText('the key that protects them has changed. Bring the old keyring');
      expect(vaultOf(second.dataDir)).toBe(sealed);
    });
    await test.step('given again, credentials work, and the old file is kept beside', async () => {
      await giveAgain(second.page, again);
      await expect(jobRow(second.page, 'build:again')).toBeVisible();
      const terminal = await openTerminal(second.page, 'build:again');
      await terminal.enter("printf 'again-%s\\n' here");
      await terminal.shows('again-here');
      await second.stop();
      const kept = readdirSync(second.dataDir).filter((name) => name.startsWith('vault.json.entry-unreadable'));
      expect(kept.map((name) => readFileSync(join(second.dataDir, name), 'utf8'))).toEqual([sealed]);
    });
    await second.start();
    await expect(jobRow(second.page, 'build:again')).toBeVisible();
    await second.stop();

    const third = await launch(keyring('keyring-a'));
    await test.step('the first keyring again: what was not given again is there', async () => {
      await expect(jobRow(third.page, 'build:left')).toBeVisible({ timeout: 30_000 });
      await expect(jobs(third.page)).toContainText(hostOf(again));
      await expect(notices(third.page)).toContainText('the key that protects them has changed');
    });
    await third.stop();
    for (const place of ['data', 'keyring-a', 'keyring-b']) expectNothingPlain(join(folder, place), scenes);
  });

  test('locked it holds nothing up, and unlocked again it has everything', async ({ launch, gitlab, folder }) => {
    const scene = setScene(await gitlab());
    scene.job('build:locked');
    const data = join(folder, 'keyring');
    const first = await launch(inKeyringSession(folder, data, 'unlocked'));
    await addAccount(first.page, scene.account);
    await expect(jobRow(first.page, 'build:locked')).toBeVisible();
    await first.stop();
    const sealed = vaultOf(first.dataDir);

    const second = await launch(inKeyringSession(folder, data, 'locked'));
    await expect(jobs(second.page)).toContainText(hostOf(scene));
    await memoryOnly(second.page).click();
    await expect(second.page.getByRole('dialog')).toContainText('it stays locked');
    await expect(second.page.getByRole('dialog')).toContainText('come back with the keyring');
    await second.page.keyboard.press('Escape');
    await giveAgain(second.page, scene);
    await expect(jobRow(second.page, 'build:locked')).toBeVisible();
    await second.stop();
    // What was given for this run is of this run only; what was stored before stays stored.
    expect(vaultOf(second.dataDir)).toBe(sealed);

    const third = await launch(inKeyringSession(folder, data, 'unlocked'));
    await expect(jobRow(third.page, 'build:locked')).toBeVisible({ timeout: 30_000 });
    await expect(memoryOnly(third.page)).toBeHidden();
    await third.stop();
    for (const place of ['data', 'keyring']) expectNothingPlain(join(folder, place), [scene]);
  });
});
