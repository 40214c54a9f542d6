import { beforeEach, expect, test } from 'vitest';
import type { Job } from '../../../electron/contract.ts';
import { type AccessCheck, createAccessCheck } from '../../../electron/core/terminals/access-check.ts';
import type { JobLook } from '../../../electron/core/terminals/ports.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';

const good: JobLook = { job: {} as Job, status: 'running', signedIn: true, terminalPath: '/t', failureReason: null };
const signedOut: JobLook = { ...good, signedIn: false, terminalPath: null };
const noRight: JobLook = { ...good, terminalPath: null };

let clock: ManualClock;
let answer: JobLook | Error;
let asked: number;
let changes: number;
let check: AccessCheck;
let terminals: number;

beforeEach(() => {
  clock = createManualClock();
  answer = good;
  asked = 0;
  terminals = 1;
  changes = 0;
  check = createAccessCheck({
    clock,
    async look() {
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    terminals: () => terminals,
    onChange: () => {
      changes += 1;
    },
  });
  check.opened(clock.now());
});

async function minutes(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) {
    clock.advance(60_000);
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

test('asks once a minute while a terminal is open, and not after', async () => {
  await minutes(3);
  expect(asked).toBe(3);
  expect(check.lost).toBeNull();
  check.closed();
  await minutes(3);
  expect(asked).toBe(3);
});

test.each([
  [12, 60_000],
  [24, 120_000],
  [200, 240_000],
])('among %i terminals every %i ms', async (many, everyMs) => {
  terminals = many;
  await minutes(1);
  const before = asked;
  await minutes((4 * everyMs) / 60_000);
  expect(asked - before).toBe(4);
});

test('a right that is lost is seen, and seen again when it is given back', async () => {
  answer = noRight;
  await minutes(1);
  expect(check.lost).toEqual({ what: 'right', regained: false });
  answer = good;
  await minutes(1);
  expect(check.lost).toBeNull();
  expect(changes).toBe(2);
});

test('a job that is being cancelled offers no terminal, and nobody lost a right', async () => {
  answer = { ...noRight, status: 'canceling' };
  await minutes(1);
  expect(check.lost).toBeNull();
});

test('signed out and in again: the terminal goes by the old session until it has outlived a check', async () => {
  answer = signedOut;
  await minutes(1);
  expect(check.lost).toEqual({ what: 'signed-out', regained: false });
  answer = good;
  await minutes(3);
  expect(check.lost).toEqual({ what: 'signed-out', regained: true });
  await minutes(1);
  expect(check.lost?.regained).toBe(true);
  await minutes(1);
  expect(check.lost).toBeNull();
});

test('a GitLab that cannot be asked, or does not say, changes nothing', async () => {
  answer = signedOut;
  await minutes(1);
  for (const next of [new Error('offline'), { ...good, signedIn: null, terminalPath: null }]) {
    answer = next;
    await minutes(1);
    expect(check.lost?.what).toBe('signed-out');
  }
});

test('a doubt asks at once, and does not ask in circles', async () => {
  answer = new Error('offline');
  check.doubt();
  check.doubt();
  await settled();
  check.doubt();
  await settled();
  expect(asked).toBe(1);
  clock.advance(10_000);
  answer = signedOut;
  check.doubt();
  await settled();
  expect(asked).toBe(2);
  expect(check.lost?.what).toBe('signed-out');
});

test('a new shell begins anew, and an answer about the old one counts no more', async () => {
  answer = signedOut;
  clock.advance(60_000);
  check.opened(clock.now());
  await settled();
  expect(check.lost).toBeNull();
});
