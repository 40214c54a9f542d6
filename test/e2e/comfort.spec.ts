/** What people expect of a terminal, and what its output must not do, through the door and with a real shell. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { closeDialog, openSettings } from './settings.ts';
import { addAccount, openTerminal } from './user.ts';

test('a program in the job copies only once the user allows it', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('edit:docs');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'edit:docs');
  await app.setClipboard('mine');
  const wish = page.getByRole('region', { name: /wants to change your clipboard/ });
  await terminal.enter(`printf '\\033]52;c;%s\\007' "$(printf 'from the job' | base64)"`);
  await expect(wish).toContainText('from the job');
  expect(await app.clipboard()).toBe('mine');
  await wish.getByRole('button', { name: 'Allow once' }).click();
  await expect.poll(() => app.clipboard()).toBe('from the job');
  await expect(wish).toBeHidden();
  // None is told what is in it: an answer would stand behind the prompt.
  await terminal.enter(`printf '\\033]52;c;?\\007'; printf 'asked-%s\\n' it`);
  await terminal.shows('asked-it');
  expect(await terminal.screen()).not.toContain(Buffer.from('from the job').toString('base64'));
});

test('a theme of another terminal is taken in, and still there after a restart', async ({ app, gitlab, folder }) => {
  const scene = setScene(await gitlab());
  scene.job('edit:docs');
  await addAccount(app.page, scene.account);
  await openTerminal(app.page, 'edit:docs');
  const file = join(folder, 'dusk.conf');
  const shades = Array.from({ length: 16 }, (_, index) => `color${index} #${String(index + 10).repeat(3)}`);
  writeFileSync(file, ['background #21103a', 'foreground #e8e0f0', ...shades].join('\n'));

  await openSettings(app.page);
  await app.page.getByRole('tab', { name: 'Terminal', exact: true }).click();
  await app.page.getByLabel('Theme files').setInputFiles(file);
  await expect(app.page.getByText('“dusk” is taken in, and used in the dark window.')).toBeVisible();
  await app.page.getByLabel('In the light window').selectOption({ label: 'dusk' });
  await closeDialog(app.page);
  const ground = () =>
    app.page
      .locator('.terminal-host')
      .first()
      .evaluate((host) => getComputedStyle(host).backgroundColor);
  await expect.poll(ground).toBe('rgb(33, 16, 58)');
  await app.restart();
  await openTerminal(app.page, 'edit:docs');
  await expect.poll(ground).toBe('rgb(33, 16, 58)');
});
