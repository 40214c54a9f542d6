/** Chromium's sandbox, which root's processes cannot have: the app is started as an ordinary user, without a driver. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { untilExit, untilPrinted } from './child.ts';
import { desktopOnly } from './desktop.ts';
import { programOf } from './door-electron.ts';
import { expect, test } from './fixtures.ts';
import { findProgram, isRoot, repositoryRoot } from './machine.ts';

desktopOnly();

/** Tells the processes once the page is there, in which one line of the page's own has been run. */
const TELL = `
const { app } = require('electron');
app.on('browser-window-created', (_event, { webContents }) => {
  webContents.once('did-finish-load', async () => {
    const page = await webContents.executeJavaScript('location.href + " " + typeof jobdeckTransport');
    process.stdout.write('told: ' + JSON.stringify({ main: process.pid, renderer: webContents.getOSProcessId(), page }) + '\\n');
  });
});
`;

interface Told {
  readonly main: number;
  readonly renderer: number;
  readonly page: string;
}

interface User {
  /** What is put before a program to run it as this user. */
  readonly become: readonly string[];
  readonly own: (path: string) => void;
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
  if (status !== 0) throw new Error(`${basename(program)} failed: ${error?.message ?? stderr}`);
}

/** A user made for this test, who is gone after it; whoever we are where that is ordinary already. */
function ordinaryUser(atEnd: (undo: () => unknown) => void): User {
  if (!isRoot) return { become: [], own: () => undefined };
  const name = `jobdeck-test-${process.pid}`;
  run('useradd', ['--no-create-home', '--user-group', '--shell', '/bin/sh', name]);
  // By force: helpers of the app may be a moment longer in dying than it.
  atEnd(() => run('userdel', ['--force', name]));
  const idOf = (what: '-u' | '-g') => Number(spawnSync('id', [what, name], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  return {
    become: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--'],
    own: (path) => chownSync(path, uid, gid),
  };
}

const succeeds = (words: readonly string[]): boolean =>
  spawnSync(words[0] as string, words.slice(1), { timeout: 30_000 }).status === 0;

/** Where the user can read it: as it lies, or a copy. */
function readable(user: User, path: string, copyTo: string): string {
  if (succeeds([...user.become, 'test', '-r', path])) return path;
  const isBuild = path === repositoryRoot;
  for (const name of isBuild ? ['package.json', 'dist'] : ['']) {
    cpSync(join(path, name), join(copyTo, name), { recursive: true });
  }
  return copyTo;
}

/** The lines of a process's status that tell how it is shut in. Anyone may read them. */
function confinement(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const line = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  // A process has one id in each namespace from ours to its own.
  return {
    uid: line('Uid').split(/\s+/)[0],
    seccomp: line('Seccomp'),
    pidNamespaces: line('NSpid').split(/\s+/).length,
  };
}

test('an ordinary user’s renderer runs behind seccomp and in a process namespace of its own', async ({
  folder,
  packaged,
  atEnd,
}) => {
  test.skip(process.platform !== 'linux', 'about Linux’s sandbox');
  test.skip(packaged, 'a packaged app takes no script to run before it');
  const lacking = ['setpriv', 'useradd', 'userdel'].filter((name) => isRoot && findProgram(name) === null);
  test.skip(lacking.length > 0, `not on this machine: ${lacking.join(', ')} (Debian: util-linux, passwd)`);

  const user = ordinaryUser(atEnd);
  test.skip(
    !succeeds([...user.become, 'unshare', '--user', '--map-root-user', '--pid', '--fork', 'true']),
    'this system gives ordinary users no namespaces',
  );
  const { program, folder: appFolder } = programOf({ packaged });
  const electron = join(readable(user, dirname(program), join(folder, 'electron')), basename(program));
  const app = appFolder.map((path) => readable(user, path, join(folder, 'app')));
  const hook = join(folder, 'tell.cjs');
  writeFileSync(hook, TELL);
  const home = join(folder, 'home');
  mkdirSync(home);
  for (const path of [folder, home]) user.own(path);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  };
  delete env.XDG_RUNTIME_DIR;
  const authority = process.env.XAUTHORITY;
  if (authority !== undefined && existsSync(authority)) {
    env.XAUTHORITY = join(folder, 'xauthority');
    copyFileSync(authority, env.XAUTHORITY);
    user.own(env.XAUTHORITY);
  }

  const [command, ...args] = [...user.become, electron, '-r', hook, ...app, '--data-dir', join(home, 'data')];
  const child = spawn(command as string, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  atEnd(async () => {
    child.kill('SIGKILL');
    await untilExit(child);
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [, line] = await untilPrinted(child, () => printed, /told: (\{.*\})\n/);
  const told = JSON.parse(line as string) as Told;

  expect(told.page).toBe('app://jobdeck/ object');
  const [main, renderer] = [confinement(told.main), confinement(told.renderer)];
  expect(main.uid).not.toBe('0');
  expect(renderer.uid).toBe(main.uid);
  expect(renderer.seccomp).toBe('2');
  expect(renderer.pidNamespaces).toBeGreaterThan(main.pidNamespaces);
});
