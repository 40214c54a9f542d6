/** The desktop app on its desktop: what menus, tray, taskbar and session hold and do. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab } from './user.ts';

test.beforeEach(({ door }) => {
  test.skip(door !== 'electron', 'A browser’s page has no menus, tray or dock.');
});

/** Enabled or not, by label; null for items that are not there. */
function menuItems(app: App, labels: readonly string[]): Promise<Record<string, boolean | null>> {
  return app.electron.evaluate(({ Menu }, wanted) => {
    type Item = { label: string; enabled: boolean; submenu?: { items: Item[] } | undefined };
    const all = (items: readonly Item[]): Item[] =>
      items.flatMap((item) => [item, ...(item.submenu ? all(item.submenu.items) : [])]);
    const items = all((Menu.getApplicationMenu()?.items ?? []) as unknown as Item[]);
    return Object.fromEntries(
      wanted.map((label) => [label, items.find((item) => item.label === label)?.enabled ?? null]),
    );
  }, labels);
}

/** Chooses an item of the application menu, as a click on it does. */
function choose(app: App, label: string): Promise<void> {
  return app.electron.evaluate(({ Menu }, wanted) => {
    type Item = { label: string; click(): void; submenu?: { items: Item[] } | undefined };
    const all = (items: readonly Item[]): Item[] =>
      items.flatMap((item) => [item, ...(item.submenu ? all(item.submenu.items) : [])]);
    const items = all((Menu.getApplicationMenu()?.items ?? []) as unknown as Item[]);
    const item = items.find(({ label }) => label === wanted);
    if (item === undefined) throw new Error(`no menu item ${wanted}`);
    item.click();
  }, label);
}

test('the menu follows what is open, and its items do it', async ({ launch, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('build:one');
  scene.job('build:two');
  const app = await launch();
  const { page } = app;
  const following = ['Close Tab', 'Find…', 'Reconnect', 'Next Tab', 'build:one'];
  expect(await menuItems(app, following)).toEqual({
    'Close Tab': false,
    'Find…': false,
    Reconnect: false,
    'Next Tab': false,
    'build:one': null,
  });

  await addAccount(page, scene.account);
  await openTerminal(page, 'build:one');
  await openTerminal(page, 'build:two');
  await expect
    .poll(() => menuItems(app, following))
    .toEqual({ 'Close Tab': true, 'Find…': true, Reconnect: false, 'Next Tab': true, 'build:one': true });

  await choose(app, 'Next Tab');
  await expect(tab(page, 'build:one')).toHaveAttribute('aria-selected', 'true');
  await choose(app, 'build:two');
  await expect(tab(page, 'build:two')).toHaveAttribute('aria-selected', 'true');
  await choose(app, 'Find…');
  await expect(page.getByRole('textbox', { name: /search|find/i })).toBeFocused();
  await choose(app, 'Settings…');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  // Behind a dialog nothing happens.
  await choose(app, 'Close Tab');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(tab(page, 'build:two')).toBeVisible();
  await choose(app, 'Close Tab');
  await expect(tab(page, 'build:two')).toBeHidden();
  await expect.poll(() => menuItems(app, ['build:two', 'Next Tab'])).toEqual({ 'build:two': null, 'Next Tab': false });

  await choose(app, 'build:two — devices/firmware');
  await expect(tab(page, 'build:two')).toHaveAttribute('aria-selected', 'true');

  // Out of sight, so that Alt reaches the shell.
  const isVisible = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMenuBarVisible());
  expect(await isVisible()).toBe(false);

  // The recent jobs outlive the app, and hold nothing secret.
  const recent = readFileSync(join(app.dataDir, 'recent.json'), 'utf8');
  for (const secret of [scene.token, scene.cookie]) expect(recent).not.toContain(secret);
  await app.restart();
  await expect
    .poll(() => menuItems(app, ['build:one — devices/firmware']))
    .toEqual({ 'build:one — devices/firmware': true });
  await choose(app, 'Clear Recent Jobs');
  await expect.poll(() => menuItems(app, ['No Recent Jobs'])).toEqual({ 'No Recent Jobs': false });
});

test('start at login writes the entry that the session reads, and takes it away again', async ({ launch, folder }) => {
  test.skip(process.platform !== 'linux', 'elsewhere the system keeps it');
  const app = await launch();
  const { page } = app;
  const entry = join(folder, 'home', '.config', 'autostart', 'jobdeck.desktop');
  await page.getByRole('button', { name: 'Settings' }).first().click();
  await page.getByRole('tab', { name: 'Desktop' }).click();
  const start = page.getByRole('switch', { name: 'Start at login' });
  await start.click();
  await expect.poll(() => existsSync(entry)).toBe(true);
  const text = readFileSync(entry, 'utf8');
  expect(text).toMatch(/^Exec=.*electron.* --hidden$/m);
  expect(text).toContain(`--data-dir=${app.dataDir}`);

  // Switched off by the desktop itself, it is off here too.
  await app.stop();
  writeFileSync(entry, `${text}Hidden=true\n`);
  await app.start();
  await app.page.getByRole('button', { name: 'Settings' }).first().click();
  await app.page.getByRole('tab', { name: 'Desktop' }).click();
  await expect(app.page.getByRole('switch', { name: 'Start at login' })).not.toBeChecked();
  await app.page.getByRole('switch', { name: 'Start at login' }).click();
  await expect.poll(() => readFileSync(entry, 'utf8')).toBe(text);
  await app.page.getByRole('switch', { name: 'Start at login' }).click();
  await expect.poll(() => existsSync(entry)).toBe(false);
});
