import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandLine } from '../../electron/doors/command-line.ts';
import { hasDisplay } from '../../electron/doors/display.ts';
import { browserDoor, desktopDoor } from '../../electron/launcher/door.ts';
import { findElectron } from '../../electron/launcher/electron-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers as Electron does when it is asked for its version as plain Node. */
function fakeElectron(version: string, name = 'electron'): string {
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\n[ "$ELECTRON_RUN_AS_NODE" = 1 ] && echo ${version}\n`);
  chmodSync(program, 0o755);
  return program;
}

const options: CommandLine = {
  demo: false,
  browser: false,
  port: null,
  dataDir: null,
  policyFile: null,
  open: true,
  localShell: false,
  jobUrl: null,
};

it('uses the program that JOBDECK_ELECTRON names before any other', () => {
  const program = fakeElectron('22.3.25', 'mine');
  const env = { JOBDECK_ELECTRON: program, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' };
  expect(findElectron(folder, env, false)).toEqual({ found: true, program, major: 22 });
});

it("uses the runtime in Electron's own variable", () => {
  const program = fakeElectron('45.4.1');
  const search = findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: folder }, false);
  if (process.platform === 'linux') expect(search).toEqual({ found: true, program, major: 45 });
});

it('says why there is none', () => {
  expect(findElectron(folder, {}, false)).toMatchObject({ found: false, why: expect.stringMatching(/not installed/) });
  const broken = findElectron(folder, { JOBDECK_ELECTRON: join(folder, 'gone') }, false);
  expect(broken).toMatchObject({ found: false, why: expect.stringMatching(/gone cannot be run/) });
  // A program that is there and is no Electron.
  expect(findElectron(folder, { JOBDECK_ELECTRON: '/bin/true' }, false).found).toBe(false);
});

it('takes the compat build for an old Electron only', () => {
  const at = (major: number) => desktopDoor('/repo', { program: 'electron', major }, options, null, false).args;
  expect(at(22)).toEqual(['/repo/dist/compat']);
  expect(at(29)).toEqual(['/repo/dist/compat']);
  expect(at(30)).toEqual(['/repo']);
});

it('leaves the sandbox on unless it is told', () => {
  const electron = { program: 'electron', major: 45 };
  expect(desktopDoor('/repo', electron, options, '/d', false).args).not.toContain('--no-sandbox');
  expect(desktopDoor('/repo', electron, options, '/d', true).args).toEqual([
    '--no-sandbox',
    '/repo',
    '--data-dir',
    '/d',
  ]);
});

it('hands its options on to the browser door', () => {
  const all: CommandLine = {
    ...options,
    port: 0,
    open: false,
    localShell: true,
    demo: true,
    jobUrl: 'https://x.example/',
  };
  expect(browserDoor('/repo', all, '/d').args).toEqual([
    '/repo/dist/electron/serve.mjs',
    ...['--port', '0', '--no-open', '--local-shell', '--data-dir', '/d', '--demo', 'https://x.example/'],
  ]);
});

it('knows where a window can be shown', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'darwin')).toBe(true);
});
