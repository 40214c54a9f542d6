import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nativePartMissing, nativePartOf } from '../../electron/build/native-parts.ts';
import { repositoryRoot } from '../e2e/machine.ts';

it.each([
  ['linux', 'x64', 'node_modules/@lydell/node-pty-linux-x64/pty.node'],
  ['linux', 'arm64', 'node_modules/@lydell/node-pty-linux-arm64/pty.node'],
  ['darwin', 'arm64', 'node_modules/node-pty/prebuilds/darwin-arm64/pty.node'],
  ['win32', 'x64', 'node_modules/node-pty/prebuilds/win32-x64/conpty.node'],
  ['linux', 'ia32', null],
  ['darwin', 'universal', null],
] as const)('%s %s: %s', (platform, arch, path) => {
  expect(nativePartOf(platform, arch)?.path ?? null).toBe(path);
});

it('says what to do when a part is missing, and nothing when it is there', () => {
  expect(nativePartMissing('linux', 'arm64', () => true)).toBeNull();
  expect(nativePartMissing('linux', 'arm64', () => false)).toMatch(/npm install .*--cpu=arm64 @lydell\/node-pty/);
  expect(nativePartMissing('linux', 'ia32', () => true)).toMatch(/no local shells for linux on ia32/);
});

it('comes with npm for macOS and Windows, whatever machine packages', () => {
  for (const platform of ['darwin', 'win32'] as const) {
    for (const arch of ['x64', 'arm64']) {
      expect(nativePartMissing(platform, arch, (path) => existsSync(join(repositoryRoot, path)))).toBeNull();
    }
  }
});
