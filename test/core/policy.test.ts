import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import selfsigned from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { noPolicy, parsePolicy, shownPolicy, wayRules } from '../../electron/core/policy.ts';
import { policySchema } from '../../electron/core/policy-schema.ts';
import { loadPolicy, readPolicy } from '../../electron/doors/policy-file.ts';
import { policyPath } from '../../electron/doors/policy-path.ts';

const parse = (value: unknown) => parsePolicy('/etc/jobdeck/policy.json', JSON.stringify(value), () => null);

it('the committed JSON schema is the one that the app reads with', async () => {
  const schema = z.toJSONSchema(policySchema, { target: 'draft-7', io: 'input' });
  const whole = { ...schema, $id: 'policy.schema.json', title: 'Jobdeck policy' };
  await expect(`${JSON.stringify(whole, null, 2)}\n`).toMatchFileSnapshot('../../docs/policy.schema.json');
});

it('every example in the administrators’ guide is a policy without a problem', () => {
  const guide = readFileSync(new URL('../../docs/administrators.md', import.meta.url), 'utf8');
  const examples = [...guide.matchAll(/```json\n([\s\S]+?)```/g)].map((match) => match[1] ?? '');
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) expect(policySchema.safeParse(JSON.parse(example)).error).toBeUndefined();
});

describe('a policy', () => {
  it('that is whole applies whole', () => {
    const policy = parse({
      version: 1,
      instances: [{ address: 'https://git.example.org/gitlab/', label: 'Work', applicationId: 'abc-123' }],
      onlyTheseInstances: true,
      proxy: { mode: 'fixed', url: 'http://ann:secret@proxy.example:3128', bypass: ['*.intern'] },
      settings: { theme: 'dark', scrollbackLines: 500 },
      lockedSettings: ['theme'],
      updates: { mode: 'automatic', channel: 'beta', waitDays: 3 },
      localShell: false,
      telemetry: 'none',
    });
    expect(policy).toMatchObject({
      problems: [],
      instances: [{ address: 'https://git.example.org/gitlab', label: 'Work', applicationId: 'abc-123' }],
      settings: { theme: 'dark', scrollbackLines: 500 },
      lockedSettings: ['theme'],
      updates: { mode: 'automatic', channel: 'beta', waitDays: 3, staging: 'follow' },
      localShell: false,
    });
    expect(wayRules(policy)).toMatchObject({
      proxy: { mode: 'fixed', bypass: ['*.intern'] },
      instances: [{ origin: 'https://git.example.org' }],
      onlyTheseInstances: true,
      managed: true,
    });
    // what the page is told holds no password of a proxy
    expect(JSON.stringify(shownPolicy(policy))).not.toContain('secret');
  });

  it('switches updates off where it does not speak of them', () => {
    expect(parse({ version: 1 }).updates?.mode).toBe('off');
    expect(noPolicy.updates).toBeNull();
  });

  it.each<[string, unknown, RegExp, object]>([
    [
      'an unknown field',
      { version: 1, instnaces: [], localShell: false },
      /^instnaces: unknown field/,
      { localShell: false },
    ],
    [
      'an unknown field deep down',
      { version: 1, updates: { mode: 'manual', chanel: 'beta' } },
      /^updates\.chanel: unknown field/,
      { updates: { mode: 'manual' } },
    ],
    [
      'a bad value',
      { version: 1, settings: { theme: 'pink', cursorBlink: false } },
      /^settings\.theme: /,
      { settings: { cursorBlink: false } },
    ],
    [
      'a bad entry of a list',
      { version: 1, lockedSettings: ['theme', 'colour', 'renderer'] },
      /^lockedSettings\[1\]: /,
      { lockedSettings: ['theme', 'renderer'] },
    ],
    [
      'an instance without an address',
      { version: 1, instances: [{ label: 'A' }, { address: 'https://b.example' }] },
      /^instances\[0\]\.address: /,
      { instances: [{ address: 'https://b.example' }] },
    ],
    ['a proxy of no known kind', { version: 1, proxy: { mode: 'socks' } }, /^proxy\.mode: /, { proxy: null }],
    [
      'a proxy URL that is none',
      { version: 1, proxy: { mode: 'fixed', url: 'proxy:3128' } },
      /^proxy\.url: /,
      { proxy: null },
    ],
    ['a feed without https', { version: 1, updates: { feedUrl: 'http://u.example/' } }, /^updates\.feedUrl: /, {}],
    ['other telemetry than none', { version: 1, telemetry: 'all' }, /^telemetry: /, {}],
    ['no version', { localShell: false }, /^version: must be 1/, { localShell: false }],
    ['a newer version', { version: 2, localShell: false }, /^version: 2 is of a newer/, { localShell: false }],
    ['a list', [], /no JSON object/, {}],
    ['a CA that is none', { version: 1, ca: [{ pem: 'hello' }] }, /^ca\[0\]\.pem: no certificate/, { caPem: null }],
    [
      'a CA file that is not there',
      { version: 1, ca: [{ file: 'ca.pem' }] },
      /^ca\[0\]\.file: .*ca\.pem/,
      { caPem: null },
    ],
  ])('names %s, once, and applies the rest', (_what, value, problem, rest) => {
    const policy = parse(value);
    expect(policy.problems).toHaveLength(1);
    expect(policy.problems[0]).toMatch(problem);
    expect(policy).toMatchObject(rest);
  });

  it('that is no JSON applies in nothing, but leaves updates off', () => {
    const policy = parsePolicy('/p', '{"version": 1,', () => null);
    expect(policy).toMatchObject({ file: '/p', instances: [], updates: { mode: 'off' } });
    expect(policy.problems).toEqual([expect.stringMatching(/no JSON/)]);
  });

  it('ends with any text, however odd', () => {
    const odd = [
      { a: { b: [1, { c: null }] } },
      { instances: 7, ca: 'x', proxy: [], settings: [], updates: null },
      3,
      null,
    ];
    for (const value of odd) expect(parse(value).problems.length).toBeGreaterThan(0);
  });
});

describe('the policy file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jobdeck-policy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lies where users cannot write', () => {
    expect(policyPath({}, 'linux')).toBe('/etc/jobdeck/policy.json');
    expect(policyPath({}, 'darwin')).toBe('/Library/Application Support/Jobdeck/policy.json');
    expect(policyPath({ ProgramData: 'D:\\PD' }, 'win32')).toBe('D:\\PD\\Jobdeck\\policy.json');
  });

  it('names its CAs relative to itself', async () => {
    const { cert } = await selfsigned.generate([{ name: 'commonName', value: 'Example CA' }], { keySize: 2048 });
    writeFileSync(join(folder, 'ca.pem'), cert);
    const path = join(folder, 'policy.json');
    const instances = [{ address: 'https://git.example', caFile: 'ca.pem' }];
    writeFileSync(path, JSON.stringify({ version: 1, ca: [{ file: 'ca.pem' }], instances }));
    const policy = readPolicy(path);
    expect(policy.problems).toEqual([]);
    expect(policy.caPem).toContain('BEGIN CERTIFICATE');
    expect(policy.instances[0]?.caPem).toContain('BEGIN CERTIFICATE');
  });

  it('is none when it is not there, and said to be unreadable when it cannot be read', () => {
    expect(readPolicy(join(folder, 'none.json'))).toEqual(noPolicy);
    expect(readPolicy(folder)).toMatchObject({
      file: folder,
      updates: { mode: 'off' },
      problems: [/EISDIR/].map((one) => expect.stringMatching(one)),
    });
  });

  it('named on the command line counts where the system has none', () => {
    const named = join(folder, 'mine.json');
    writeFileSync(named, JSON.stringify({ version: 1, localShell: false }));
    const env = { ProgramData: folder };
    expect(loadPolicy(named, env, 'win32').localShell).toBe(false);
    expect(loadPolicy(join(folder, 'gone.json'), env, 'win32').problems).toEqual(['There is no such file.']);
    // on this system the path of Windows is a file name
    const system = policyPath(env, 'win32');
    writeFileSync(system, JSON.stringify({ version: 1, telemetry: 'none' }));
    try {
      expect(loadPolicy(named, env, 'win32')).toMatchObject({ file: system, localShell: true });
    } finally {
      rmSync(system);
    }
  });
});
