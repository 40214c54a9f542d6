/** Processes that die, second starts, and sleep. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { untilExit } from './child.ts';
import { desktopOnly, pageThroughMain, processesOf } from './desktop.ts';
import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, jobRow, jobs, openTerminal, tab, terminalOf } from './user.ts';

desktopOnly();

test('a second start hands its job over and ends; the first comes forward with it', async ({ app, gitlab, atEnd }) => {
  const scene = setScene(await gitlab());
  const plain = scene.job('unit:plain');
  const linked = scene.job('unit:linked');
  await addAccount(app.page, scene.account);
  await expect(jobRow(app.page, 'unit:plain')).toBeVisible();
  const main = app.electron.process();
  const folder = await app.electron.evaluate(({ app: electron }) => electron.getAppPath());
  const deepLink = `jobdeck://open?url=${encodeURIComponent(linked.webUrl)}`;
  for (const [argument, name] of [
    [plain.webUrl, 'unit:plain'],
    [deepLink, 'unit:linked'],
  ] as const) {
    const second = spawn(
      main.spawnfile,
      [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), folder, '--data-dir', app.dataDir, argument],
      {
        env: { ...process.env, HOME: join(app.dataDir, '..', 'home'), DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
        stdio: 'ignore',
      },
    );
    atEnd(() => second.kill('SIGKILL'));
    expect(await untilExit(second)).toBe('0');
    await expect(tab(app.page, name)).toHaveAttribute('aria-selected', 'true', { timeout: 30_000 });
  }
  expect(main.exitCode).toBeNull();
});

// One that is killed while its shell prints is crash.spec.ts.
test('a renderer that crashes comes back with its terminals, their text and what is typed', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  const job = scene.job('unit:crash');
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:crash');
  await terminal.enter("printf 'before-%s\\n' crash");
  await terminal.shows('before-crash');
  const connection = job.terminal;
  const page = pageThroughMain(app);
  const before = await page.pid();
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expect.poll(async () => ![0, before].includes(await page.pid())).toBe(true);
  await expect.poll(page.screen, { timeout: 30_000 }).toContain('before-crash');
  expect(job.terminal).toBe(connection);
  const typed = connection?.bytesReceived ?? 0;
  await page.pressEnter();
  await expect.poll(() => connection?.bytesReceived ?? 0).toBeGreaterThan(typed);
});

test('terminals go on painting when the GPU process is killed', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('unit:gpu');
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:gpu');
  const gpu = (await processesOf(app)).find(({ type }) => type === 'GPU');
  test.skip(gpu === undefined, 'Chromium runs without a GPU process here');
  process.kill(gpu?.pid as number, 'SIGKILL');
  await expect.poll(async () => (await processesOf(app)).some(({ pid }) => pid === gpu?.pid)).toBe(false);
  await terminal.enter("printf 'still-%s\\n' painting");
  await terminal.shows('still-painting');
  const painted = await app.page.evaluate(
    () => new Promise<boolean>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))),
  );
  expect(painted).toBe(true);
});

test('killed at any moment, the app starts again with what it had', async ({ app, gitlab }) => {
  test.setTimeout(240_000);
  const scene = setScene(await gitlab());
  scene.job('unit:kill');
  await addAccount(app.page, scene.account);
  const host = new URL(scene.instance.url).host;
  /** What is going on when the app dies; none is waited for. */
  const moments: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['just up', async () => {}],
    ['while settings are written', () => bridge('updateSettings', [{ theme: 'dark' }])],
    ['while settings are written again', () => bridge('updateSettings', [{ terminalFontSize: 15 }])],
    ['while an account is edited', async () => bridge('editAccount', [await accountId(), { label: host }])],
    ['while an account is checked', async () => bridge('checkAccount', [await accountId()])],
    ['while the list is read', () => bridge('refreshJobs', [null])],
    ['while a terminal is opened', () => bridge('openJobUrl', [scene.job('unit:opening').webUrl])],
    ['while a local shell starts', () => bridge('openLocalShell', [])],
  ];
  const bridge = (name: string, args: readonly unknown[]) =>
    app.page.evaluate(
      ([call, given]) => {
        const transport = (
          window as unknown as { jobdeckTransport: { call(n: unknown, a: unknown): Promise<unknown> } }
        ).jobdeckTransport;
        return transport.call(call, given);
      },
      [name, args] as const,
    );
  const accountId = async () => {
    const answer = (await bridge('snapshot', [])) as { value: { accounts: { id: string }[] } };
    return answer.value.accounts[0]?.id ?? '';
  };
  for (const [index, [name, begin]] of moments.entries()) {
    await test.step(name, async () => {
      const going = begin().catch(() => undefined);
      // Another instant each time, also within a write.
      await new Promise((resolve) => setImmediate(resolve));
      if (index % 2 === 1) await Promise.race([going, app.page.evaluate(() => 0).catch(() => 0)]);
      app.electron.process().kill('SIGKILL');
      await untilExit(app.electron.process());
      await app.stop();
      await app.start();
      await expect(jobs(app.page)).toContainText(host, { timeout: 30_000 });
      const damaged = readdirSync(app.dataDir).filter((file) => /unreadable|\.tmp$/.test(file));
      expect(damaged).toEqual([]);
    });
  }
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await app.stop();
  expect(existsSync(join(app.dataDir, 'jobdeck.lock'))).toBe(false);
});

test('waking up, the list is asked for at once, and a shell that is there stays', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('unit:sleep');
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:sleep');
  await terminal.enter("printf 'before-%s\\n' sleep");
  await terminal.shows('before-sleep');
  const connection = job.terminal;
  const emit = (event: 'suspend' | 'resume') =>
    app.electron.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name as 'resume'), event);
  await emit('suspend');
  scene.job('unit:meanwhile');
  await emit('resume');
  // Sooner than the next round of the list, which is 15 s away.
  await expect(jobRow(app.page, 'unit:meanwhile')).toBeVisible({ timeout: 8_000 });
  expect(job.terminal).toBe(connection);
  await terminalOf(app.page).enter("printf 'after-%s\\n' sleep");
  await terminal.shows('after-sleep');
});
