/**
 * A page that hangs. While a debugger is attached Chromium reports no hang, since the page might stand at a breakpoint,
 * and the driver is a debugger: in the driven tests the page hangs and the report is the spec's own. That Chromium's
 * report comes and leads to the same is shown without a driver.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';
import { untilExit } from './child.ts';
import { answerQuestions, desktopOnly, pageThroughMain } from './desktop.ts';
import { programOf } from './door-electron.ts';
import { expect, test } from './fixtures.ts';
import { isRoot, repositoryRoot } from './machine.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal } from './user.ts';

desktopOnly();

const HANGS = 'Jobdeck’s window does not answer';

/** Chromium's own report, when the driver keeps it from being made. */
const report = (app: App, event: 'unresponsive' | 'responsive') =>
  app.electron.evaluate(({ BrowserWindow }, name) => void BrowserWindow.getAllWindows()[0]?.emit(name), event);

test('a page that hangs is reloaded on the user’s word, and its terminal goes on where it was', async ({
  app,
  gitlab,
  folder,
}) => {
  const scene = setScene(await gitlab());
  const job = scene.job('unit:hang');
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:hang');
  await terminal.enter("printf 'before-%s\\n' hang");
  await terminal.shows('before-hang');
  const mark = join(folder, 'mark');
  await terminal.enter(`until [ -e '${mark}' ]; do sleep 0.1; done; printf 'mean-%s\\n' while`);
  await terminal.shows('printf');
  const connection = job.terminal;
  const page = pageThroughMain(app);
  const before = await page.pid();
  const { questions, answer } = await answerQuestions(app.electron);

  await app.electron.evaluate(({ BrowserWindow }) => {
    void BrowserWindow.getAllWindows()[0]
      ?.webContents.executeJavaScript('for (;;) {}')
      .catch(() => undefined);
  });
  const sent = connection?.bytesSent ?? 0;
  await report(app, 'unresponsive');
  await expect.poll(async () => (await questions()).length).toBe(1);
  const [question] = await questions();
  expect(question?.message).toBe(HANGS);
  // Neither Enter nor Escape costs anything.
  expect([question?.buttons[question.defaultId], question?.buttons[question.cancelId]]).toEqual(['Wait', 'Wait']);
  // Main is not held up by its own question: what the shell prints meanwhile is read.
  writeFileSync(mark, '');
  await expect.poll(() => connection?.bytesSent ?? 0).toBeGreaterThan(sent);

  await answer('Reload');
  await expect.poll(async () => ![0, before].includes(await page.pid())).toBe(true);
  await expect.poll(page.screen, { timeout: 30_000 }).toMatch(/before-hang.*mean-while/);
  expect(job.terminal).toBe(connection);
  const typed = connection?.bytesReceived ?? 0;
  await page.pressEnter();
  await expect.poll(() => connection?.bytesReceived ?? 0).toBeGreaterThan(typed);
  expect(await questions()).toHaveLength(1);
});

test('the question goes by itself when the page answers again, and the page stays', async ({ app }) => {
  const page = pageThroughMain(app);
  const before = await page.pid();
  // The real message box: it must go from the screen, and with it its promise be kept.
  await app.electron.evaluate(({ dialog }) => {
    const watched = { asked: 0, over: 0 };
    (globalThis as unknown as { jobdeckWatched: typeof watched }).jobdeckWatched = watched;
    const ask = dialog.showMessageBox.bind(dialog) as (...given: unknown[]) => Promise<unknown>;
    dialog.showMessageBox = ((...given: unknown[]) => {
      watched.asked += 1;
      return ask(...given).finally(() => {
        watched.over += 1;
      });
    }) as typeof dialog.showMessageBox;
  });
  const watched = () =>
    app.electron.evaluate(
      () => (globalThis as unknown as { jobdeckWatched: { asked: number; over: number } }).jobdeckWatched,
    );
  await report(app, 'unresponsive');
  await report(app, 'unresponsive');
  await expect.poll(watched).toEqual({ asked: 1, over: 0 });
  await report(app, 'responsive');
  await expect.poll(watched).toEqual({ asked: 1, over: 1 });
  await report(app, 'unresponsive');
  await expect.poll(watched).toEqual({ asked: 2, over: 1 });
  await report(app, 'responsive');
  await expect.poll(watched).toEqual({ asked: 2, over: 2 });
  expect(await page.pid()).toBe(before);
});

/** Runs in main before the app: hangs its first page, types into it, and answers the question. Says what it sees. */
const UNDRIVEN = `
const { app, dialog } = require('electron');
const say = (what) => process.stdout.write('seen: ' + what + '\\n');
dialog.showMessageBox = async (window, { message, buttons }) => {
  say(message);
  return { response: buttons.indexOf('Reload'), checkboxChecked: false };
};
app.on('browser-window-created', (_event, window) => {
  const { webContents } = window;
  webContents.on('render-process-gone', () => say('the page is gone'));
  webContents.once('did-finish-load', () => {
    webContents.on('did-finish-load', () => {
      say('a new page');
      app.quit();
    });
    void webContents.executeJavaScript('setTimeout(() => { for (;;) {} })').then(() => {
      webContents.focus();
      webContents.sendInputEvent({ type: 'keyDown', keyCode: 'A' });
    });
  });
});
`;

test('Chromium’s own report of a hang leads to the question', async ({ folder, packaged, atEnd }) => {
  test.skip(packaged, 'a packaged app takes no script to run before it');
  test.slow();
  const { program, folder: appFolder } = programOf({ packaged });
  const hook = join(folder, 'undriven.cjs');
  writeFileSync(hook, UNDRIVEN);
  const home = join(folder, 'home');
  mkdirSync(home);
  const child = spawn(
    program,
    [...(isRoot ? ['--no-sandbox'] : []), '-r', hook, ...appFolder, '--data-dir', join(folder, 'data')],
    {
      cwd: repositoryRoot,
      env: {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  atEnd(() => child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString('utf8');
  });
  expect(await untilExit(child)).toBe('0');
  expect(printed.match(/(?<=seen: ).+/g)).toEqual([HANGS, 'the page is gone', 'a new page']);
});
