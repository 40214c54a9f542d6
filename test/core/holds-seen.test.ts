import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job } from '../../electron/contract.ts';
import { createHoldsSeen } from '../../electron/core/holds-seen.ts';
import { createMemoryLog } from '../fakes/memory-log.ts';
import { sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';

let dir: string;
let file: string;
let rememberJobs: boolean;
let jobEndsAt: number | null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-holds-'));
  file = join(dir, 'holds.json');
  rememberJobs = true;
  jobEndsAt = null;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const make = () =>
  createHoldsSeen({ file, settings: () => ({ rememberJobs }), jobEndsAt: () => jobEndsAt, log: createMemoryLog() });
const on = (runner: string | null, accountId = 'work'): Job => ({
  ...sampleJob('work', 7, { name: 'build' }),
  accountId,
  runner: runner === null ? null : { description: runner, type: 'project_type' },
});
const held = (job: Job, limitMs: number) => [
  sampleSession('s', job, {
    status: 'held',
    since: sampleNow,
    hold: { limitMs, startedAt: sampleNow, endsAt: sampleNow + limitMs, source: 'log-mark' },
  }),
];

test('remembers per runner, over a restart, and guesses from the account’s last', () => {
  const first = make();
  expect(first.of(on('a'))).toBeNull();
  first.sessionsChanged(held(on('a'), 60_000));
  first.sessionsChanged(held(on('b'), 300_000));
  const second = make();
  expect(second.of(on('a'))).toEqual({ limitMs: 60_000, sameRunner: true });
  expect(second.of(on('c'))).toEqual({ limitMs: 300_000, sameRunner: false });
  expect(second.of(on('a', 'other'))).toBeNull();
  second.sessionsChanged(held(on('a'), 90_000));
  expect(make().of(on('a'))?.limitMs).toBe(90_000);
});

test('a hold that the job’s own timeout cut short says nothing of the runner', () => {
  jobEndsAt = sampleNow + 8_000;
  const seen = make();
  seen.sessionsChanged(held(on('a'), 8_000));
  expect(seen.of(on('a'))).toBeNull();
  jobEndsAt = sampleNow + 60_000;
  seen.sessionsChanged(held(on('a'), 8_000));
  expect(seen.of(on('a'))?.limitMs).toBe(8_000);
});

test('an account that is removed is forgotten, on disk too', () => {
  const seen = make();
  seen.sessionsChanged(held(on('a'), 60_000));
  seen.sessionsChanged(held(on('a', 'other'), 60_000));
  seen.accountsChanged(['other']);
  expect(seen.of(on('a'))).toBeNull();
  expect(readFileSync(file, 'utf8')).not.toContain('work');
});

test('where jobs are not to be remembered nothing is on disk', () => {
  make().sessionsChanged(held(on('a'), 60_000));
  expect(existsSync(file)).toBe(true);
  rememberJobs = false;
  const seen = make();
  expect(existsSync(file)).toBe(false);
  seen.sessionsChanged(held(on('a'), 60_000));
  expect(seen.of(on('a'))?.sameRunner).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test.each(['', '{', '{"version":2}', '{"version":1,"holds":{"work":[{"runner":1}]}}', '[]'])(
  'a damaged file: %s',
  (text) => {
    writeFileSync(file, text);
    const seen = make();
    expect(seen.of(on('a'))).toBeNull();
    seen.sessionsChanged(held(on('a'), 60_000));
    expect(make().of(on('a'))?.limitMs).toBe(60_000);
  },
);

test('keeps no more than fifty runners of an account', () => {
  const seen = make();
  for (let n = 0; n < 60; n += 1) seen.sessionsChanged(held(on(`r${n}`), 60_000));
  expect(seen.of(on('r0'))?.sameRunner).toBe(false);
  expect(seen.of(on('r10'))?.sameRunner).toBe(true);
});
