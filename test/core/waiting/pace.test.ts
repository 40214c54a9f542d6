import { describe, expect, test } from 'vitest';
import type { Failure, JobStatus } from '../../../electron/contract.ts';
import { type Calm, nextAskAfterMs, retryAfterMs } from '../../../electron/core/waiting/pace.ts';

const MINUTE = 60_000;
const calm = (status: JobStatus | null, rest: Partial<Calm> = {}): Calm => ({
  now: 1_000_000_000,
  jobs: [status === null ? null : { status }],
  startsAt: null,
  changedAt: 1_000_000_000,
  pages: 1,
  pipelines: 1,
  pushed: false,
  ...rest,
});
const quiet = (minutes: number) => ({ changedAt: 1_000_000_000 - minutes * MINUTE });

describe('the pause before the next question', () => {
  test.each<[string, Calm, number]>([
    ['a runner may take it now', calm('pending'), 1_000],
    ['the jobs before it may pass now', calm('created'), 1_000],
    ['it is still to come', calm(null), 1_000],
    ['nothing has happened for half an hour', calm('created', quiet(30)), 2_000],
    ['nor for hours', calm('created', quiet(300)), 4_000],
    ['no runner was free for hours', calm('pending', quiet(300)), 2_000],
    ['somebody has to press a button', calm('manual'), 3_000],
    ['it starts much later', calm('scheduled', { startsAt: 1_000_000_000 + 10 * MINUTE }), 4_000],
    ['it starts in a moment', calm('scheduled', { startsAt: 1_000_000_000 + 4_000 }), 1_000],
    ['when it starts is not told', calm('scheduled'), 4_000],
    ['push tells sooner', calm('pending', { pushed: true }), 5_000],
    [
      'the nearest of several counts',
      { ...calm('manual'), jobs: [{ status: 'manual' }, { status: 'pending' }] },
      1_000,
    ],
    ['a list of four pages', calm('pending', { pages: 4 }), 2_000],
    ['many pipelines of one account', calm('pending', { pipelines: 10 }), 5_000],
  ])('%s', (_what, now, wished) => {
    expect(nextAskAfterMs(now)).toBe(wished);
  });
});

describe('the pause after a failure', () => {
  const failure = (kind: Failure['kind'], rest: Partial<Failure> = {}): Failure => ({
    kind,
    message: '',
    next: null,
    ...rest,
  });
  test.each<[string, Failure, number, number]>([
    ['no network', failure('offline'), 1, 1_000],
    ['still none', failure('offline'), 3, 4_000],
    ['for long', failure('offline'), 20, 15_000],
    ['trouble of the server', failure('server-error'), 2, 2_000],
    ['asked to slow down', failure('rate-limited', { retryAfterMs: 42_000 }), 1, 42_000],
    ['a refused token', failure('unauthorized'), 1, 60_000],
  ])('%s', (_what, what, inARow, wished) => {
    expect(retryAfterMs(what, inARow)).toBe(wished);
  });
});
