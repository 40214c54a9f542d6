import { expect, it } from 'vitest';
import { callArguments, sendArguments } from '../../electron/core/arguments.ts';

const all = { ...callArguments, ...sendArguments };
type Name = keyof typeof all;

const passes: readonly (readonly [Name, readonly unknown[]])[] = [
  ['snapshot', []],
  ['probeInstance', ['git.example.org', null]],
  ['addAccount', [{ address: 'a', token: 't', sessionCookie: null, caPem: null, label: null }]],
  ['editAccount', ['a-1', { label: 'x', caPem: null }]],
  ['openTerminal', ['0f-a:77']],
  ['refreshJobs', [null]],
  ['updateSettings', [{ theme: 'dark' }]],
  ['openExternal', ['https://git.example.org/x']],
  ['input', ['s1', new Uint8Array([1])]],
  ['acknowledge', ['s1', 5, 6000]],
];

const refused: readonly (readonly [Name, readonly unknown[]])[] = [
  ['snapshot', [1]],
  ['addAccount', [{ address: 'a', token: 't', sessionCookie: null, caPem: null, label: null, extra: 1 }]],
  ['addAccount', [{ address: 'a' }]],
  ['editAccount', ['../x', {}]],
  ['editAccount', ['a', { colour: 8 }]],
  ['editAccount', ['a', { __proto__: null, url: 'x' }]],
  ['openTerminal', ['a:b']],
  ['openTerminal', ['a:1\n']],
  ['updateSettings', [{ theme: 'pink' }]],
  ['updateSettings', [{ unknown: 1 }]],
  ['openExternal', ['javascript:alert(1)']],
  ['openExternal', ['file:///etc/passwd']],
  ['input', ['s1', [1, 2]]],
  ['input', ['s1', { 0: 1, length: 1 }]],
  ['input', ['s1', 'text']],
  ['acknowledge', ['s1', Number.NaN]],
  ['acknowledge', ['s1', -1]],
  ['resize', ['s1', 0, 24]],
  ['resize', ['s1', 80.5, 24]],
  ['probeInstance', ['x'.repeat(5000), null]],
];

it.each(passes)('%s takes %j', (name, args) => {
  expect(all[name].safeParse(args).success).toBe(true);
});

it.each(refused)('%s refuses %j', (name, args) => {
  expect(all[name].safeParse(args).success).toBe(false);
});
