/** Windows that were left on a display that has gone, and windows that hold jobs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';
import { answerQuestions, desktopOnly } from './desktop.ts';
import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, openTerminal } from './user.ts';

desktopOnly();

const PLACES = {
  'left of every display': { x: -5000, y: 100, width: 1000, height: 700 },
  'above every display': { x: 100, y: -900, width: 1000, height: 700 },
  'below and to the right': { x: 9000, y: 9000, width: 1000, height: 700 },
  'huge, its corner far outside': { x: -30_000, y: -30_000, width: 60_000, height: 60_000 },
  'huge, from the corner of the screen': { x: 0, y: 0, width: 100_000, height: 100_000 },
  'no size at all': { x: 50, y: 50, width: 0, height: -3 },
  'beyond what a window system counts': { x: 2 ** 40, y: -(2 ** 40), width: 2 ** 40, height: 2 ** 40 },
};

for (const [name, bounds] of Object.entries(PLACES)) {
  test(`a window remembered ${name} opens where it can be taken hold of`, async ({ launch, folder }) => {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'window.json'), JSON.stringify({ windows: [{ bounds, maximized: false }] }));
    const app = await launch({ dataDir });
    await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
    const { window, area } = await app.electron.evaluate(({ BrowserWindow, screen }) => ({
      window: BrowserWindow.getAllWindows()[0]?.getBounds() ?? { x: 0, y: 0, width: 0, height: 0 },
      area: screen.getPrimaryDisplay().workArea,
    }));
    expect(window.y).toBeGreaterThanOrEqual(area.y);
    expect(window.y + 40).toBeLessThanOrEqual(area.y + area.height);
    const seen = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
    expect(seen).toBeGreaterThanOrEqual(160);
    // Not larger than the screen, and not smaller than can be used.
    expect(window.width).toBeLessThanOrEqual(area.width);
    expect(window.height).toBeLessThanOrEqual(area.height);
    expect(window.width).toBeGreaterThanOrEqual(720);
    expect(window.height).toBeGreaterThanOrEqual(480);
  });
}

const quitByMenu = (app: App) =>
  app.electron.evaluate(({ app: electron, Menu }) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) => submenu?.items ?? []);
    const quit = items.find(({ role, label }) => role === 'quit' || /^(quit|exit)/i.test(label));
    if (quit === undefined) electron.quit();
    else quit.click();
  });
const closeWindow = (app: App) =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('with a held job, closing and quitting ask, once; a no keeps all, a yes ends all', async ({ app, gitlab }) => {
  test.slow();
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('e2e:held', { executor: 'shell', sessionTimeoutSeconds: 600 });
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'e2e:held');
  await expect.poll(() => job.terminal).not.toBeNull();
  job.finishScript(0);
  await expect(app.page.getByRole('button', { name: 'Let it finish' })).toBeVisible({ timeout: 30_000 });
  const child = app.electron.process();
  const { questions, answer } = await answerQuestions(app.electron);

  await test.step('closing the window asks, and shows what is at stake', async () => {
    await closeWindow(app);
    await expect.poll(async () => (await questions()).length).toBe(1);
    const [question] = await questions();
    expect(question?.message).toBe('Closing lets a held job finish');
    expect(question?.detail).toContain('e2e:held');
    // Enter and Escape both keep.
    expect(question?.buttons[question.defaultId]).toBe('Keep Open');
    expect(question?.buttons[question.cancelId]).toBe('Keep Open');
  });
  await test.step('while it is open there is no second one, and the shell is read on', async () => {
    await closeWindow(app);
    await quitByMenu(app);
    await terminal.enter("printf 'asked-%s\\n' meanwhile");
    await terminal.shows('asked-meanwhile');
    expect(await questions()).toHaveLength(1);
    await answer('Keep Open');
  });
  await test.step('quitting by the menu asks anew', async () => {
    await expect(async () => {
      await quitByMenu(app);
      expect(await questions()).toHaveLength(2);
    }).toPass();
    await answer('Keep Open');
    await terminal.enter("printf 'still-%s\\n' here");
    await terminal.shows('still-here');
    expect(job.status).toBe('running');
  });
  await test.step('a yes ends the app without another question, and the job', async () => {
    await expect(async () => {
      await quitByMenu(app);
      expect(await questions()).toHaveLength(3);
    }).toPass();
    await answer('Close Anyway');
    await expect.poll(() => child.exitCode ?? child.signalCode, { timeout: 20_000 }).toBe(0);
    expect(await job.until('success')).toBe('success');
  });
});

test('the end of the desktop session is not held up', async ({ app, gitlab }) => {
  test.skip(process.platform === 'win32', 'there is no SIGTERM');
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('e2e:logout', { executor: 'shell', sessionTimeoutSeconds: 600 });
  await addAccount(app.page, scene.account);
  await openTerminal(app.page, 'e2e:logout');
  await expect.poll(() => job.terminal).not.toBeNull();
  job.finishScript(0);
  await expect(app.page.getByRole('button', { name: 'Let it finish' })).toBeVisible({ timeout: 30_000 });
  await answerQuestions(app.electron);
  const child = app.electron.process();
  // What a session manager sends to what is left when the user logs out.
  child.kill('SIGTERM');
  await expect.poll(() => child.exitCode ?? child.signalCode, { timeout: 20_000 }).toBe(0);
  // Core had its say: the connection was closed, not cut, and the lock given back.
  expect(await job.until('success')).toBe('success');
  await app.stop();
  await app.start();
  await expect(app.page.getByRole('region', { name: 'Jobs' })).toContainText(new URL(scene.instance.url).host);
});
