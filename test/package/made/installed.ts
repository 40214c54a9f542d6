/** An ordinary user's desktop on which the installed app is started: a display, a D-Bus session, a keyring. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '../../e2e/machine.ts';

const USER = 'jobdeck-test';

/** Where Debian keeps what only root runs, too. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const RUNUSER = findProgram('runuser') ?? 'runuser';
const USERDEL = findProgram('userdel') ?? 'userdel';

export interface Desktop {
  readonly home: string;
  /** Runs a command as the user and answers when it ends; throws what it printed where it failed. */
  run(command: string, ...args: readonly string[]): string;
  /** The same for one that leaves a program behind, which would keep its output open. */
  launch(command: string, ...args: readonly string[]): void;
  /** Starts one that goes on. */
  start(command: string, ...args: readonly string[]): void;
  /** Makes a file below the home, and what is new on the way to it, the user's. */
  own(path: string): void;
  /** Main processes of a program, without its helpers. */
  pidsOf(program: string): readonly number[];
  /** Ends what the user runs, and takes the user away. */
  dispose(): Promise<void>;
}

function root(command: string, ...args: readonly string[]): string {
  const ran = spawnSync(command, args, { env: { ...process.env, PATH }, encoding: 'utf8', timeout: 60_000 });
  if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.error ?? ''}${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

/** The first line that a program prints. */
async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('its output is not read');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('ended without a word');
}

const processes = () =>
  readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [{ pid: Number(name), uid: statSync(`/proc/${name}`).uid }] : [];
    } catch {
      return []; // ended meanwhile
    }
  });

export async function openDesktop(): Promise<Desktop> {
  spawnSync(USERDEL, ['--remove', USER]);
  root('useradd', '--create-home', '--shell', '/bin/sh', USER);
  const uid = Number(root('id', '-u', USER));
  const home = `/home/${USER}`;
  const runtimeDir = join(home, '.run');
  const own = (path: string) => {
    for (let at = path; at.startsWith(`${home}/`); at = join(at, '..')) chownSync(at, uid, uid);
  };
  mkdirSync(runtimeDir, { mode: 0o700 });
  chmodSync(runtimeDir, 0o700);
  own(runtimeDir);

  // Open to every user of the machine, as root's is not; nothing but this test is on it.
  const display = spawn('Xvfb', ['-displayfd', '1', '-ac', '-nolisten', 'tcp', '-screen', '0', '1280x800x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const env: Record<string, string> = {
    PATH,
    HOME: home,
    USER,
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: runtimeDir,
    XDG_CURRENT_DESKTOP: 'GNOME',
    DISPLAY: `:${await firstLine(display)}`,
  };
  const asUser = (words: readonly string[]) => ['-u', USER, '--', ...words];
  const bus = spawn(RUNUSER, asUser(['dbus-daemon', '--session', '--nofork', '--print-address=1']), {
    env,
    cwd: home,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus);

  const run = (command: string, ...args: readonly string[]): string => {
    const options = { env, cwd: home, encoding: 'utf8', input: 'test', timeout: 60_000 } as const;
    const ran = spawnSync(RUNUSER, asUser([command, ...args]), options);
    if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  };
  // Its password is what it reads.
  run('gnome-keyring-daemon', '--unlock', '--components=secrets', '--daemonize');

  return {
    home,
    own,
    run,
    launch(command, ...args) {
      const ran = spawnSync(RUNUSER, asUser([command, ...args]), { env, cwd: home, stdio: 'ignore', timeout: 60_000 });
      if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${ran.status ?? ran.signal}`);
    },
    start(command, ...args) {
      spawn(RUNUSER, asUser([command, ...args]), { env, cwd: home, stdio: 'ignore' });
    },
    pidsOf: (program) =>
      processes().flatMap(({ pid, uid: owner }) => {
        try {
          if (owner !== uid || readlinkSync(`/proc/${pid}/exe`) !== program) return [];
          // Between zeros as it was given, between spaces once Chromium has set its title.
          return / --type=/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')) ? [] : [pid];
        } catch {
          return [];
        }
      }),
    async dispose() {
      // The user was made here: each of its processes was started here.
      for (const { pid, uid: owner } of processes()) if (owner === uid) process.kill(pid, 'SIGKILL');
      display.kill();
      await new Promise((resolve) => (display.exitCode === null ? display.once('exit', resolve) : resolve(null)));
      spawnSync(USERDEL, ['--remove', USER]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
