/** The desktop app on its desktop: what menus, tray, taskbar and session hold and do. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';
import { endsWithin } from './child.ts';
import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { openSettings } from './settings.ts';
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
  // The program itself: the folders' names hold the words one would look for.
  const program = await app.electron.evaluate(() => process.execPath);
  const exec = /^Exec=(.*)$/m.exec(text)?.[1] ?? '';
  expect(exec.split(' ')[0]).toBe(program);
  expect(exec).toMatch(/ --hidden$/);
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

/** What the product handed to the desktop, kept by replaced methods of Electron's classes. */
interface Kept {
  menu: { label: string; enabled: boolean; click(): void }[];
  badge: number;
  progress: [number, string];
  questions: string[];
}

/** A `gdbus` that says: somebody shows tray icons here. No such desktop runs where the specs do. */
function trayDesktop(folder: string): Record<string, string> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'gdbus'), "#!/bin/sh\necho '(true,)'\n", { mode: 0o755 });
  return { PATH: `${bin}:${process.env.PATH}` };
}

/** From now on keeps what tray, badge and progress bar are told, and answers questions with the button given. */
function keep(app: App, answer: number): Promise<void> {
  return app.electron.evaluate(({ app: electron, BrowserWindow, Menu, dialog }, response) => {
    const kept: Kept = { menu: [], badge: -1, progress: [-2, ''], questions: [] };
    (globalThis as unknown as { kept: Kept }).kept = kept;
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      const menu = build(template);
      // The tray's menu, among all that are built.
      if (menu.items.some(({ label }) => label === 'Show Jobdeck')) kept.menu = menu.items as unknown as Kept['menu'];
      return menu;
    };
    electron.setBadgeCount = (count = 0) => {
      kept.badge = count;
      return true;
    };
    for (const window of BrowserWindow.getAllWindows()) {
      window.setProgressBar = (left, options) => {
        kept.progress = [left, options?.mode ?? ''];
      };
    }
    dialog.showMessageBox = async (...args: unknown[]) => {
      kept.questions.push((args.at(-1) as { message: string }).message);
      return { response, checkboxChecked: false };
    };
  }, answer);
}

const kept = <T>(app: App, read: (kept: Kept) => T): Promise<T> =>
  app.electron.evaluate(
    (_electron, source) =>
      new Function('kept', `return (${source})(kept)`)((globalThis as unknown as { kept: Kept }).kept),
    read.toString(),
  );

function clickTray(app: App, label: string): Promise<void> {
  return app.electron.evaluate((_electron, wanted) => {
    const item = (globalThis as unknown as { kept: Kept }).kept.menu.find((one) => one.label.startsWith(wanted));
    if (item === undefined) throw new Error(`no tray item ${wanted}`);
    item.click();
  }, label);
}

const isVisible = (app: App): Promise<boolean> =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);

const closeWindow = (app: App): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('the tray counts a hold down and leads to it; taskbar and dock tell of it too', async ({
  launch,
  gitlab,
  folder,
}) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('flash:board', { executor: 'shell', sessionTimeoutSeconds: 600 });
  scene.job('lint:all');
  const app = await launch({ env: trayDesktop(folder) });
  const { page } = app;
  await keep(app, 0);
  await addAccount(page, scene.account);
  await expect
    .poll(() => kept(app, (all) => all.menu.map(({ label }) => label)))
    .toContain('lint:all — devices/firmware');

  await clickTray(app, 'lint:all');
  await expect(tab(page, 'lint:all')).toHaveAttribute('aria-selected', 'true');
  await openTerminal(page, 'flash:board');
  await expect.poll(() => job.terminal).not.toBeNull();
  job.finishScript(0);
  await expect
    .poll(() => kept(app, (all) => all.menu[0]?.label), { timeout: 40_000 })
    .toMatch(/^flash:board — devices\/firmware: held, (9|10) min left$/);
  await expect.poll(() => kept(app, (all) => all.badge)).toBeGreaterThan(0);
  const [left, mode] = await kept(app, (all) => all.progress);
  expect(left).toBeGreaterThan(0.8);
  expect(mode).toBe('normal');

  await page.getByRole('tab', { name: 'lint:all' }).click();
  await clickTray(app, 'flash:board');
  await expect(tab(page, 'flash:board')).toHaveAttribute('aria-selected', 'true');
});

test('closing the last window is asked about once, and then does what was said', async ({ launch, folder }) => {
  const app = await launch({ env: trayDesktop(folder) });
  await expect.poll(() => menuItems(app, ['New Local Shell'])).toEqual({ 'New Local Shell': true });
  await expect.poll(() => isVisible(app)).toBe(true);
  await keep(app, 2);
  await closeWindow(app);
  await expect.poll(() => kept(app, (all) => all.questions)).toEqual(['Keep Jobdeck running in the tray?']);
  // Cancelled: nothing happens, and nothing is remembered.
  expect(await isVisible(app)).toBe(true);

  await keep(app, 0);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toBe(false);
  expect(await kept(app, (all) => all.questions)).toHaveLength(1);
  await choose(app, 'Settings…');
  await expect.poll(() => isVisible(app)).toBe(true);
  await app.page.getByRole('tab', { name: 'Desktop' }).click();
  await expect(app.page.getByRole('radio', { name: 'Keep running' })).toBeChecked();
  await app.page.keyboard.press('Escape');
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toBe(false);
  expect(await kept(app, (all) => all.questions)).toHaveLength(1);
});

test('without a tray the last window ends the app, unasked', async ({ launch, folder }) => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'gdbus'), "#!/bin/sh\necho '(false,)'\n", { mode: 0o755 });
  const app = await launch({ env: { PATH: `${bin}:${process.env.PATH}` } });
  await expect.poll(() => menuItems(app, ['New Local Shell'])).toEqual({ 'New Local Shell': true });
  const process_ = app.electron.process();
  await closeWindow(app).catch(() => undefined);
  expect(await endsWithin(process_, 20_000)).toBe(true);
});

test('a second start hands its link over, and a link to an unknown instance offers the account', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  await app.electron.evaluate(({ app: electron }) => {
    const link = `jobdeck://open?url=${encodeURIComponent('https://git.example.org/group/app/-/jobs/42?secret=1')}`;
    electron.emit('second-instance', {}, ['/program', '--no-sandbox', link], '/');
  });
  const card = page.getByText('There is no account for git.example.org');
  await expect(card).toBeVisible();
  await page.getByRole('button', { name: /Add an account/ }).click();
  await expect(page.getByLabel('GitLab URL')).toHaveValue('https://git.example.org/group/app/-/jobs/42');
  await app.electron.evaluate(({ app: electron }) => {
    electron.emit('second-instance', {}, ['/program', 'jobdeck://open?url=file:///etc/passwd'], '/');
  });
  await expect(page.getByText('This is not the URL of a GitLab job.')).toBeVisible();
});

test('the link that starts the app is answered once the page can show it', async ({ launch }) => {
  const { page } = await launch({ args: ['jobdeck://job/git.example.org/group/app/-/jobs/42'] });
  await expect(page.getByText('There is no account for git.example.org')).toBeVisible();
});

test('a job’s link dropped into the window opens it; anything else is refused with a word', async ({
  launch,
  gitlab,
}) => {
  const scene = setScene(await gitlab());
  const job = scene.job('build:dropped');
  const { page } = await launch();
  await addAccount(page, scene.account);
  const drag = (type: 'dragover' | 'drop', kind: string, text: string) =>
    page.evaluate(
      ([name, format, value]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData(format as string, value as string);
        document.body.dispatchEvent(new DragEvent(name as string, { bubbles: true, cancelable: true, dataTransfer }));
      },
      [type, kind, text],
    );
  await drag('dragover', 'text/uri-list', 'hidden while it is dragged');
  await expect(page.getByText('Drop the job’s link to open its terminal')).toBeVisible();
  await drag('drop', 'text/uri-list', `${scene.instance.url}/devices/firmware/-/jobs/${job.id}`);
  await expect(tab(page, 'build:dropped')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('Drop the job’s link to open its terminal')).toBeHidden();
  await drag('drop', 'text/plain', 'a shopping list');
  await expect(page.getByText('What you dropped is not the URL of a GitLab job or pipeline.')).toBeVisible();
});

test('the global shortcut is taken, and a taken one is told', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  await openSettings(page);
  await page.getByRole('tab', { name: 'Desktop' }).click();
  const field = page.getByLabel('Global shortcut', { exact: true });
  await field.focus();
  await page.keyboard.press('Control+Alt+j');
  await expect(field).toHaveValue('Ctrl+Alt+J');
  const isTaken = (keys: string) =>
    app.electron.evaluate(({ globalShortcut }, accelerator) => globalShortcut.isRegistered(accelerator), keys);
  await expect.poll(() => isTaken('Ctrl+Alt+J')).toBe(true);

  await app.electron.evaluate(({ globalShortcut }) => {
    globalShortcut.register = () => false;
  });
  await page.keyboard.press('Control+Alt+k');
  await expect(page.getByRole('alert')).toContainText('Another program has Ctrl+Alt+K already');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('alert')).toContainText('Ctrl and one key is the shell’s');
  await page.getByRole('button', { name: 'Remove the global shortcut' }).click();
  await expect(field).toHaveValue('');
  await expect(page.getByRole('alert')).toBeHidden();
  expect(await isTaken('Ctrl+Alt+J')).toBe(false);
});
