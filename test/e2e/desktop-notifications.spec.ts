/** A notice on a real desktop: over D-Bus to a notification daemon, drawn by it, and clicked with the mouse. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Notice, Snapshot } from '../../electron/contract.ts';
import type { App } from './app.ts';
import { LONE_BUS } from './bus.ts';
import type { Bridge } from './desktop.ts';
import { desktopOnly } from './desktop.ts';
import type { LaunchOptions } from './door.ts';
import { expect, test } from './fixtures.ts';
import { findProgram } from './machine.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, openTerminal, tab } from './user.ts';

desktopOnly();

const PROGRAMS = ['xvfb-run', 'dbus-run-session', 'dbus-monitor', 'dunst', 'xdotool'];

const DUNSTRC = `[global]
origin = top-right
timeout = 0
mouse_left_click = do_action, close_current
`;

interface Desktop {
  readonly options: Pick<LaunchOptions, 'wrap' | 'env'>;
  /** What was said on the bus about notifications. */
  heard(): string;
  xdotool(...args: readonly string[]): string;
}

/** A display and a bus of the app's own (the display first, since dunst draws on it), with dunst on them. */
function desktopIn(folder: string): Desktop {
  const runtime = join(folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const file = (name: string) => join(folder, name);
  writeFileSync(file('bus.conf'), LONE_BUS);
  writeFileSync(file('dunstrc'), DUNSTRC);
  const session = `#!/bin/sh
printf '%s\\n%s' "$DISPLAY" "$XAUTHORITY" > '${file('display')}'
stdbuf -oL dbus-monitor "interface='org.freedesktop.Notifications'" > '${file('heard')}' 2>/dev/null &
dunst -config '${file('dunstrc')}' > '${file('dunst.log')}' 2>&1 &
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.Notifications /org/freedesktop/Notifications \\
  org.freedesktop.Notifications.GetServerInformation >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { echo 'dunst did not come up' >&2; exit 1; }
  sleep 0.1
done
"$@"
`;
  writeFileSync(file('session'), session, { mode: 0o755 });
  return {
    options: {
      wrap: [
        ...['xvfb-run', '-a', '-s', '-screen 0 1440x900x24'],
        ...['dbus-run-session', `--config-file=${file('bus.conf')}`, '--', file('session')],
      ],
      env: { XDG_RUNTIME_DIR: runtime },
    },
    heard: () => (existsSync(file('heard')) ? readFileSync(file('heard'), 'utf8') : ''),
    xdotool(...args) {
      const [display, authority] = readFileSync(file('display'), 'utf8').split('\n');
      const env = { ...process.env, DISPLAY: display, XAUTHORITY: authority };
      return spawnSync('xdotool', args, { env, encoding: 'utf8', timeout: 10_000 }).stdout.trim();
    },
  };
}

/** Strings of the `Notify` calls, in order: app, icon, title, body, and what follows. */
const notified = (heard: string): string[][] =>
  heard
    .split(/^(?=method |signal )/m)
    .filter((part) => part.includes('member=Notify\n'))
    .map((part) => [...part.matchAll(/string "(.*)"/g)].map(([, text]) => text as string));

/** Skips where there is no such desktop. */
function needsDesktop(): void {
  test.skip(process.platform !== 'linux', 'D-Bus carries notifications on Linux alone');
  const lacking = PROGRAMS.filter((name) => findProgram(name) === null);
  test.skip(lacking.length > 0, `not on this machine: ${lacking.join(', ')} (Debian: dunst, dbus-bin, xdotool, xvfb)`);
  test.slow();
}

async function call(page: Page, name: string, args: readonly unknown[]): Promise<unknown> {
  const ask = ([what, which]: readonly [string, readonly unknown[]]) =>
    (window as unknown as { jobdeckTransport: Bridge }).jobdeckTransport.call(what, which);
  return page.evaluate(ask, [name, args] as const);
}

async function snapshotOf(page: Page): Promise<Snapshot> {
  return ((await call(page, 'snapshot', [])) as { readonly value: Snapshot }).value;
}

async function noticesOf(page: Page): Promise<readonly Notice[]> {
  return (await snapshotOf(page)).notices;
}

/** Answers whether it is visible again. */
async function hideWindow({ electron }: App): Promise<() => Promise<boolean | undefined>> {
  const shown = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await expect.poll(shown).toBe(false);
  return shown;
}

async function clickBubble(desktop: Desktop): Promise<void> {
  const bubble = () => desktop.xdotool('search', '--onlyvisible', '--class', 'Dunst').split('\n')[0] ?? '';
  await expect.poll(bubble).not.toBe('');
  desktop.xdotool('mousemove', '--window', bubble(), '40', '15', 'click', '1');
}

test('a session that ends out of sight is a notification, and a click on it leads to its tab', async ({
  launch,
  gitlab,
  folder,
}) => {
  needsDesktop();
  const desktop = desktopIn(folder);
  const scene = setScene(await gitlab({ timing: brisk }));
  const gone = scene.job('deploy:gone', { executor: 'shell', gracefulCancel: false });
  scene.job('deploy:front');
  const app = await launch(desktop.options);
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'deploy:gone');
  await expect.poll(() => gone.terminal).not.toBeNull();
  await openTerminal(page, 'deploy:front');
  await expect(tab(page, 'deploy:gone')).toHaveAttribute('aria-selected', 'false');
  const shown = await hideWindow(app);

  gone.cancel();
  // Until the server is asked why, the script's end is all that is known; so a notice of a hold may come first.
  const aboutTheEnd = () => notified(desktop.heard()).filter(([, , title]) => title?.endsWith('ended'));
  await expect.poll(() => aboutTheEnd().length, { timeout: 60_000 }).toBe(1);
  const [strings = []] = aboutTheEnd();
  const notice = (await noticesOf(page)).find(({ kind }) => kind === 'session-ended');
  expect(notice?.title).toContain('deploy:gone');
  expect(strings.slice(2, 4)).toEqual([notice?.title, notice?.body]);
  for (const secret of [scene.token, scene.cookie, '_gitlab_session', 'token=', '?']) {
    expect(desktop.heard()).not.toContain(secret);
  }

  await clickBubble(desktop);
  await expect.poll(shown).toBe(true);
  await expect(tab(page, 'deploy:gone')).toHaveAttribute('aria-selected', 'true');
  await expect.poll(desktop.heard).toContain('member=ActionInvoked');
});

test('three that end together are one notification, and names are left out where that is wanted', async ({
  launch,
  gitlab,
  folder,
}) => {
  needsDesktop();
  const desktop = desktopIn(folder);
  const scene = setScene(await gitlab({ timing: brisk }));
  const names = ['deploy:one', 'deploy:two', 'deploy:three'];
  const sims = names.map((name) => scene.job(name, { executor: 'docker' }));
  scene.job('deploy:front');
  const app = await launch(desktop.options);
  const { page } = app;
  await addAccount(page, scene.account);
  for (const name of [...names, 'deploy:front']) await openTerminal(page, name);
  await hideWindow(app);

  // the shell of a container goes with its script
  for (const sim of sims) sim.finishScript();
  const ofTheEnds = () => notified(desktop.heard()).filter(([, , text]) => text?.includes('ended'));
  await expect.poll(() => ofTheEnds().length, { timeout: 60_000 }).toBe(1);
  const [[, , title, body] = []] = ofTheEnds();
  expect(title).toBe('3 terminals ended together');
  for (const name of names) expect(body).toContain(name);
  const ends = (await noticesOf(page)).filter(({ kind }) => kind === 'session-ended');
  expect(ends.map((notice) => notice.title)).toEqual([title]);

  await call(page, 'updateSettings', [{ notificationNames: false }]);
  const before = notified(desktop.heard()).length;
  expect(await call(page, 'testNotification', [])).toEqual({ ok: true, value: undefined });
  await expect.poll(() => notified(desktop.heard()).length).toBeGreaterThan(before);
  const last = scene.job('deploy:secret-plan', { executor: 'docker' });
  await call(page, 'refreshJobs', [null]);
  const keyOf = async () =>
    (await snapshotOf(page)).feeds.flatMap(({ jobs }) => jobs).find(({ name }) => name === 'deploy:secret-plan')?.key;
  await expect.poll(keyOf).toBeDefined();
  const opened = (await call(page, 'openTerminal', [await keyOf()])) as { readonly value: string };
  expect(JSON.stringify(opened)).toContain('"ok":true');
  const stateOf = async () => (await snapshotOf(page)).sessions.find(({ id }) => id === opened.value)?.state.status;
  await expect.poll(stateOf).toBe('open');
  last.finishScript();
  const unnamed = () => notified(desktop.heard()).filter(([, , text]) => text === 'A terminal ended');
  await expect.poll(() => unnamed().length, { timeout: 60_000 }).toBe(1);
  expect(unnamed()[0]?.[3]).toBe('Jobdeck shows which.');
  expect(desktop.heard()).not.toContain('secret-plan');
});
