/** What the tests need from the machine around them, and how to get it. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const isRoot = process.getuid?.() === 0;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Full path of a program, looked for in PATH and where Debian keeps servers; null when there is none. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const name of names) {
    if (name.includes('/')) {
      if (isProgram(name)) return name;
      continue;
    }
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder !== '' && isProgram(path)) return path;
    }
  }
  return null;
}

/** A Chromium or Chrome of the system; `CHROMIUM` names another. */
export function findBrowser(): string | null {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return isProgram(named) ? named : null;
  return findProgram(
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  );
}

/** The program of an Electron runtime; null when none is on this machine. Never downloads. */
export function findElectron(): string | null {
  const named = process.env.JOBDECK_ELECTRON;
  if (named !== undefined && named !== '') return isProgram(named) ? named : null;
  const program =
    process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : process.platform === 'win32'
        ? 'electron.exe'
        : 'electron';
  const folders = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(repositoryRoot, 'node_modules/electron/dist')];
  for (const folder of folders) {
    if (folder !== undefined && folder !== '' && existsSync(join(folder, program))) return join(folder, program);
  }
  return null;
}

/** The app packaged for a driver (test/package/pack.ts), made by `npm run test:e2e`; null where there is none. */
export function findPackagedApp(): string | null {
  const named = process.env.JOBDECK_PACKAGED;
  return named !== undefined && isProgram(named) ? named : null;
}

/** Major version of an Electron program. */
export function electronMajor(program: string): number {
  const asked = spawnSync(program, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    timeout: 30_000,
  });
  const major = Number.parseInt(asked.stdout, 10);
  if (!Number.isInteger(major)) throw new Error(`${program} does not tell its Electron version: ${asked.stderr}`);
  return major;
}

interface Need {
  readonly what: string;
  readonly have: () => boolean;
  readonly packages: readonly string[];
}

const browserNeed: Need = { what: 'a browser', have: () => findBrowser() !== null, packages: ['chromium'] };

const SHELL_PROGRAMS = ['tmux', 'screen', 'dtach', 'busybox', 'zsh', 'vim', 'less', 'top'];

const linuxNeeds: readonly Need[] = [
  { what: 'a display for Electron', have: () => findProgram('xvfb-run') !== null, packages: ['xvfb', 'xauth'] },
  { what: 'nginx', have: () => findProgram('nginx') !== null, packages: ['nginx-light'] },
  {
    what: 'a keyring',
    have: () => findProgram('gnome-keyring-daemon') !== null && findProgram('dbus-run-session') !== null,
    packages: ['gnome-keyring', 'dbus-daemon', 'libsecret-1-0'],
  },
  { what: 'a way to ask the keyring', have: () => findProgram('secret-tool') !== null, packages: ['libsecret-tools'] },
  {
    what: 'desktop notifications and a hand to click them',
    have: () => ['dunst', 'dbus-run-session', 'dbus-monitor', 'xdotool'].every((name) => findProgram(name) !== null),
    packages: ['dunst', 'dbus-daemon', 'dbus-bin', 'libnotify4', 'xdotool'],
  },
  {
    what: 'shells and programs as jobs have them',
    have: () => SHELL_PROGRAMS.every((name) => findProgram(name) !== null),
    packages: ['tmux', 'screen', 'dtach', 'busybox', 'zsh', 'vim', 'less', 'procps'],
  },
  { what: 'a way to ask D-Bus', have: () => findProgram('dbus-send', 'gdbus', 'busctl') !== null, packages: ['dbus'] },
];

/** For packages and their installation: only where there is an Electron to package. */
const packageNeeds: readonly Need[] = [
  { what: '7-Zip', have: () => findProgram('7zz') !== null, packages: ['7zip'] },
  { what: 'squashfs', have: () => findProgram('mksquashfs') !== null, packages: ['squashfs-tools'] },
  {
    what: 'a desktop to install into',
    have: () =>
      ['desktop-file-validate', 'update-desktop-database', 'xdg-open', 'gio'].every((name) => findProgram(name)),
    packages: ['desktop-file-utils', 'xdg-utils', 'libglib2.0-bin'],
  },
  { what: 'AppStream', have: () => findProgram('appstreamcli') !== null, packages: ['appstream'] },
];

function aptInstall(packages: readonly string[], say: (line: string) => void): void {
  say(`installing ${packages.join(' ')} (Debian)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args: readonly string[]) =>
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 }).status === 0;
  if (!run(['update', '-q'])) say('apt-get update failed; trying with what is known');
  if (!run(['install', '-y', '-q', '--no-install-recommends', ...packages])) say('apt-get install failed');
}

/**
 * Installs what is missing where that is possible (root on a Debian).
 * Answers what is still missing, as lines for people; the first says whether there is no browser at all.
 */
export function prepareMachine(say: (line: string) => void): { readonly browser: boolean; readonly missing: string[] } {
  const forPackages = findElectron() === null ? [] : packageNeeds;
  const needs = process.platform === 'linux' ? [browserNeed, ...linuxNeeds, ...forPackages] : [browserNeed];
  const lacking = () => needs.filter((need) => !need.have());
  const before = lacking();
  if (before.length > 0 && isRoot && findProgram('apt-get') !== null) {
    aptInstall(
      before.flatMap((need) => need.packages),
      say,
    );
  }
  const missing = lacking().map((need) => `no ${need.what.replace(/^an? /, '')}: install ${need.packages.join(' ')}`);
  return { browser: browserNeed.have(), missing };
}
