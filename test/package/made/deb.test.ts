/**
 * The deb on this very machine: installed, started from the desktop and by a link, upgraded, removed. Each step builds
 * on the one before.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { leaveDemoAccounts } from '../../../electron/doors/demo-accounts.ts';
import { findProgram, isRoot } from '../../e2e/machine.ts';
import { type Scene, setScene } from '../../e2e/scene.ts';
import { startInstance } from '../../gitlab/instance.ts';
import { type Desktop, openDesktop } from './installed.ts';
import { OLDER_VERSION, type Packages } from './setup.ts';

const PROGRAM = '/opt/Jobdeck/jobdeck';
const DESKTOP_FILE = '/usr/share/applications/io.jobdeck.app.desktop';
const SLOW = { timeout: 60_000, interval: 200 };

const given = inject('packages');

function run(command: string, ...args: readonly string[]): { readonly status: number | null; readonly said: string } {
  const PATH = `/usr/sbin:/sbin:${process.env.PATH}`;
  const env = { ...process.env, PATH, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const ran = spawnSync(command, args, { encoding: 'utf8', env, timeout: 300_000 });
  return { status: ran.status, said: `${ran.stdout}${ran.stderr}` };
}

function whyNot(): string | null {
  if (typeof given === 'string') return given;
  if (!isRoot) return 'packages are installed by root only';
  const needed = ['dpkg', 'Xvfb', 'dbus-daemon', 'gnome-keyring-daemon', 'gio', 'xdg-open', 'update-desktop-database'];
  const missing = needed.filter((name) => findProgram(name) === null);
  if (missing.length > 0) return `not on this machine: ${missing.join(', ')}`;
  if (existsSync('/opt/Jobdeck')) return 'Jobdeck is installed on this machine, and stays';
  const sandbox = run('runuser', '-u', 'nobody', '--', 'unshare', '--user', '--map-root-user', 'true');
  if (sandbox.status !== 0) return 'ordinary users have no namespaces here (a container?), so no sandbox either';
  return null;
}

const skipped = whyNot();
if (skipped !== null) console.log(`jobdeck: THE DEB WAS NOT INSTALLED: ${skipped}`);

describe.skipIf(skipped !== null)('the deb', () => {
  const packages = given as Packages;
  let desktop: Desktop;
  let scene: Scene;
  let dataDir: string;
  let installedFiles: readonly string[] = [];
  const settings = () => JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as Record<string, unknown>;

  beforeAll(async () => {
    desktop = await openDesktop();
    dataDir = join(desktop.home, '.config/Jobdeck');
    const instance = await startInstance({ name: 'deb', dir: join(desktop.home, 'gitlab') });
    scene = setScene(instance);
  });
  afterAll(async () => {
    run('dpkg', '--purge', 'jobdeck');
    await desktop?.dispose();
    await scene?.instance.dispose();
  });

  /** For the app's next start with `--demo`. */
  function leaveAccount({ account }: Scene): void {
    const { url, token, cookie } = account;
    leaveDemoAccounts(dataDir, [{ address: url, token, sessionCookie: cookie, caPem: null, label: 'kept' }]);
    desktop.own(join(dataDir, 'demo-accounts.json'));
  }

  async function quit(): Promise<void> {
    for (const pid of desktop.pidsOf(PROGRAM)) process.kill(pid, 'SIGTERM');
    await vi.waitFor(() => expect(desktop.pidsOf(PROGRAM)).toEqual([]), SLOW);
  }

  it('is installed by dpkg, with what it depends on', () => {
    const installed = run('dpkg', '--install', packages.olderDeb);
    // On a bare machine dpkg leaves it unpacked, and apt brings what it names.
    if (installed.status !== 0) {
      expect(installed.said).toContain('dependency problems');
      const fixed = run('apt-get', 'install', '-y', '-q', '--no-install-recommends', '--fix-broken');
      expect(fixed.said).toContain('Setting up jobdeck');
    }
    expect(run('dpkg', '-s', 'jobdeck').said).toMatch(/^Status: install ok installed$/m);
    expect(run('dpkg', '-s', 'jobdeck').said).toContain(`\nVersion: ${OLDER_VERSION}\n`);
    expect(run('dpkg', '--verify', 'jobdeck').said).toBe('');
    installedFiles = run('dpkg', '-L', 'jobdeck')
      .said.trim()
      .split('\n')
      .filter((path) => lstatSync(path).isFile());
    expect(installedFiles.length).toBeGreaterThan(50);
    expect(readlinkSync('/usr/bin/jobdeck')).toBe(PROGRAM);
  });

  it('finds every library that it needs', () => {
    expect(run('ldd', PROGRAM).said).not.toContain('not found');
  });

  it('tells the desktop of itself and of its links', () => {
    expect(run('desktop-file-validate', DESKTOP_FILE)).toEqual({ status: 0, said: '' });
    expect(desktop.run('xdg-mime', 'query', 'default', 'x-scheme-handler/jobdeck').trim()).toBe(
      'io.jobdeck.app.desktop',
    );
    const metainfo = run('appstreamcli', 'validate', '--no-net', '/usr/share/metainfo/io.jobdeck.app.metainfo.xml');
    expect(metainfo.said).toContain('Validation was successful');
    expect(metainfo.status).toBe(0);
  });

  it('keeps the sandbox helper from having rights that nobody needs', () => {
    // Namespaces are there for ordinary users, or this test would not run.
    expect(lstatSync('/opt/Jobdeck/chrome-sandbox').mode & 0o7777).toBe(0o755);
  });

  it("starts by its desktop file's Exec line, as an ordinary user, in the sandbox", async () => {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ version: 1, preferences: { theme: 'light' } }));
    desktop.own(join(dataDir, 'settings.json'));
    leaveAccount(scene);
    const { url } = scene.account;

    const exec = /^Exec=(.*)$/m.exec(readFileSync(DESKTOP_FILE, 'utf8'))?.[1]?.split(' ') ?? [];
    expect(exec).toEqual([PROGRAM, '%U']);
    desktop.start(exec[0] as string, '--demo');
    await vi.waitFor(() => expect(JSON.stringify(settings())).toContain(new URL(url).host), SLOW);
    expect(settings()).toMatchObject({ preferences: { theme: 'light' } });
    await quit();
  });

  it('keeps accounts and settings over an upgrade', () => {
    const before = readFileSync(join(dataDir, 'settings.json'), 'utf8');
    const upgraded = run('dpkg', '--install', packages.deb);
    expect(upgraded.status).toBe(0);
    expect(upgraded.said).toContain(`over (${OLDER_VERSION})`);
    expect(run('dpkg', '-s', 'jobdeck').said).toMatch(/^Status: install ok installed$/m);
    expect(readlinkSync('/usr/bin/jobdeck')).toBe(PROGRAM);
    expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toBe(before);
  });

  it("starts again from the desktop, with last time's account in its list", async () => {
    scene.instance.clearSeen();
    desktop.launch('gio', 'launch', DESKTOP_FILE);
    await vi.waitFor(
      () => expect(readFileSync(join(dataDir, 'jobdeck.log'), 'utf8')).toMatch(/vault state.*encrypted/),
      SLOW,
    );
    expect(JSON.stringify(settings())).toContain('"username":"rosa"');
    await quit();
  });

  it('opens a link in the app that runs, by whatever opens links on this desktop', async () => {
    // The demo's credentials are kept in memory: another account, with some.
    const other = setScene(scene.instance, 'ada', 'devices/bootloader');
    const job = other.job('integration:linked');
    leaveAccount(other);
    scene.instance.clearSeen();
    desktop.start(PROGRAM, '--demo');
    await vi.waitFor(() => expect(scene.instance.seen.map(({ status }) => status)).toContain(200), SLOW);
    const pids = desktop.pidsOf(PROGRAM);
    expect(pids).toHaveLength(1);
    await vi.waitFor(() => expect(JSON.stringify(settings())).toContain('"username":"ada"'), SLOW);

    desktop.launch('xdg-open', `jobdeck://open?url=${encodeURIComponent(job.webUrl)}`);
    await vi.waitFor(() => expect(job.terminal).not.toBeNull(), SLOW);
    await vi.waitFor(() => expect(desktop.pidsOf(PROGRAM)).toEqual(pids), SLOW);
    await quit();
  });

  it('is removed without a trace, but for what is the users', () => {
    const removed = run('dpkg', '--purge', 'jobdeck');
    // It says so of /opt where others have things there.
    expect(removed.said.replace(/^.*directory '\/opt' not empty.*$/m, '')).not.toMatch(/warning|not empty/);
    expect(removed.status).toBe(0);
    expect(installedFiles.filter((path) => existsSync(path))).toEqual([]);
    for (const path of ['/opt/Jobdeck', '/usr/bin/jobdeck', '/etc/alternatives/jobdeck', '/etc/apparmor.d/jobdeck']) {
      expect([path, existsSync(path)]).toEqual([path, false]);
    }
    expect(run('dpkg', '-s', 'jobdeck').status).not.toBe(0);
    const cache = join(dirname(DESKTOP_FILE), 'mimeinfo.cache');
    expect(existsSync(cache) ? readFileSync(cache, 'utf8') : '').not.toContain('jobdeck');
    expect(JSON.stringify(settings())).toContain(new URL(scene.account.url).host);
  });
});
