import { spawnSync } from 'node:child_process';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, inject, it } from 'vitest';
import type { Packages } from './setup.ts';

const given = inject('packages');

/** As they stand in the program: the digits 0 and 1. */
const OFF = 0x30;
const ON = 0x31;

/** All that electron-builder 26 can set, with the version that brought it where the oldest Electron here lacks it. */
const FUSES = [
  { fuse: FuseV1Options.RunAsNode, state: OFF },
  { fuse: FuseV1Options.EnableCookieEncryption, state: ON },
  { fuse: FuseV1Options.EnableNodeOptionsEnvironmentVariable, state: OFF },
  { fuse: FuseV1Options.EnableNodeCliInspectArguments, state: OFF },
  { fuse: FuseV1Options.EnableEmbeddedAsarIntegrityValidation, state: ON },
  { fuse: FuseV1Options.OnlyLoadAppFromAsar, state: ON },
  { fuse: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, state: OFF },
  { fuse: FuseV1Options.GrantFileProtocolExtraPrivileges, state: OFF, since: 28 },
] as const;

describe.skipIf(typeof given === 'string')('the fuses of the program that users get', () => {
  const packages = given as Packages;

  for (const { fuse, state, ...rest } of FUSES) {
    const since = 'since' in rest ? rest.since : 0;
    it(`${FuseV1Options[fuse]} is ${state === ON ? 'on' : 'off'}`, async ({ skip }) => {
      const { major } = packages.runtime;
      if (major < since) skip(`Electron ${major} does not have it; ${since} does`);
      expect((await getCurrentFuseWire(packages.program))[fuse]).toBe(state);
    });
  }

  it('are all that Electron has, but for the one that stays as it is set', async () => {
    const { version: _version, ...wire } = (await getCurrentFuseWire(packages.program)) as Record<string, unknown>;
    const known = new Set<string>(FUSES.map(({ fuse }) => String(fuse)));
    const WASM_TRAP_HANDLERS = '8';
    const others = Object.keys(wire).filter((key) => /^\d+$/.test(key) && !known.has(key));
    expect(others.filter((key) => key !== WASM_TRAP_HANDLERS)).toEqual([]);
  });

  it('keep it from running scripts as Node', () => {
    const env = { PATH: process.env.PATH, ELECTRON_RUN_AS_NODE: '1' };
    const ran = spawnSync(packages.program, ['-e', 'console.log("ran"); process.exit(42)'], {
      env,
      encoding: 'utf8',
      timeout: 30_000,
    });
    // It starts as the app, which without a display ends at once.
    expect(ran.status).not.toBe(42);
    expect(ran.stdout).not.toContain('ran');
  });
});
