import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startConnectProxy } from './connect-proxy.ts';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { closeDialog, openSettings } from './settings.ts';
import { addAccount, fillAccountForm, notices, openTerminal } from './user.ts';

/** The app under a policy, as on a machine whose administrator has put one in place. */
function writePolicy(folder: string, policy: unknown): readonly string[] {
  const file = join(folder, 'policy.json');
  writeFileSync(file, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return ['--policy', file];
}

test('offers the administrator’s instances, allows no others, and shows what is locked', async ({
  launch,
  gitlab,
  folder,
}) => {
  const ours = setScene(await gitlab());
  const other = setScene(await gitlab());
  const args = writePolicy(folder, {
    version: 1,
    instances: [{ address: ours.instance.url, label: 'Works council' }],
    onlyTheseInstances: true,
    settings: { theme: 'light', screenReader: true },
    lockedSettings: ['theme'],
    localShell: false,
  });
  const { page } = await launch({ args });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light', { timeout: 30_000 });

  // another server is refused before anything is sent to it
  await fillAccountForm(page, other.account);
  await expect(page.getByRole('alert').first()).toContainText(/administrator allows only/i);

  // one click fills in the offered one
  await page.getByRole('button', { name: /Works council/ }).click();
  await expect(page.getByLabel('GitLab URL')).toHaveValue(ours.instance.url);
  await page.getByLabel('Access token').fill(ours.token);
  await page.getByLabel('Session cookie').fill(ours.cookie);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByLabel('GitLab URL')).toBeHidden({ timeout: 30_000 });

  await openSettings(page);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Set by your administrator')).toHaveCount(1);
  await expect(dialog.getByRole('radio', { name: 'Dark' })).toBeDisabled();
  await expect(dialog.getByRole('radio', { name: 'Mine' })).toBeEnabled();
  await dialog.getByRole('tab', { name: 'Updates' }).click();
  await expect(dialog).toContainText(/administrator has switched updates off/i);
  await closeDialog(page);
});

test('a policy with mistakes is named by field, and the rest of it applies', async ({ launch, folder }) => {
  const args = writePolicy(folder, { version: 1, instnaces: [], settings: { theme: 'light', scrollbackLines: -1 } });
  const app = await launch({ args });
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'light', { timeout: 30_000 });
  await expect(notices(app.page)).toContainText('policy could not be read in full');
  await expect(notices(app.page)).toContainText('instnaces: unknown field');
  await expect(notices(app.page)).toContainText('settings.scrollbackLines');
  expect(readFileSync(join(app.dataDir, 'jobdeck.log'), 'utf8')).toContain('policy instnaces: unknown field');
});

test('the policy’s proxy carries the list and a terminal to a name that only it knows', async ({
  launch,
  gitlab,
  folder,
  atEnd,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('far:away');
  const proxy = await startConnectProxy(Number(new URL(scene.instance.url).port));
  atEnd(() => proxy.dispose());
  const args = writePolicy(folder, { version: 1, proxy: { mode: 'fixed', url: proxy.url, bypass: ['*.elsewhere'] } });
  const { page } = await launch({ args });
  const far = scene.instance.url.replace('127.0.0.1', 'git.jobdeck.test');
  await addAccount(page, { ...scene.account, url: far });
  const terminal = await openTerminal(page, 'far:away');
  await terminal.enter("printf 'through-%s\\n' proxy");
  await terminal.shows('through-proxy');
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(far).host]));
});
