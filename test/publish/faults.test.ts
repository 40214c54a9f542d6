import { expect, it } from 'vitest';
import { contentFaults, fuseFaults } from './faults.ts';

/** RunAsNode off, cookies on, NODE_OPTIONS off; the rest is not in this program. */
const wire = { 0: 0x30, 1: 0x31, 2: 0x30, 3: 0x72 };

it.each([
  ['as wished', { runAsNode: false, enableCookieEncryption: true }, []],
  ['on where off was wished', { enableCookieEncryption: false }, ['fuse enableCookieEncryption is on, wanted off']],
  ['off where on was wished', { runAsNode: true }, ['fuse runAsNode is off, wanted on']],
  ['taken out by Electron', { enableNodeCliInspectArguments: false }, [/EnableNodeCli|not there/]],
  ['of a newer Electron', { grantFileProtocolExtraPrivileges: false }, [/not there/]],
  ['misspelt', { runAsNod: false }, ['no fuse is called runAsNod']],
])('a fuse that is %s', (_what, wishes: Record<string, boolean>, faults) => {
  expect(fuseFaults(wishes, wire)).toEqual(
    faults.map((fault) => (typeof fault === 'string' ? fault : expect.stringMatching(fault))),
  );
});

it.each([
  ['/package.json', true],
  ['/dist/electron/main.mjs', true],
  ['/dist/electron/main/core-ABC.mjs', true],
  ['/dist/renderer/assets/index-1.js', true],
  ['/node_modules/node-pty/lib/index.js', true],
  ['\\dist\\renderer\\index.html', true],
  ['/dist/electron/main.mjs.map', false],
  ['/dist/report/main.json', false],
  ['/dist/compat/electron/main.cjs', false],
  ['/test/run.ts', false],
  ['/node_modules/react/index.js', false],
  ['/.env', false],
])('%s belongs into the package: %s', (path, belongs) => {
  expect(contentFaults([path], 1).length === 0).toBe(belongs);
});

it('names a package that has grown past its size', () => {
  expect(contentFaults([], 13 * 1024 * 1024)).toEqual([expect.stringMatching(/more than/)]);
});
