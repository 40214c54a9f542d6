import { expect, test } from 'vitest';
import { type Looked, pauseAfter } from '../../../electron/core/jobs/log-pace.ts';

const usual: Looked = {
  bytes: 100,
  newsOnly: true,
  quietForMs: 0,
  expectant: false,
  jobEnded: false,
  failuresInARow: 0,
  retryAfterMs: 0,
  followed: 1,
};

test.each<[string, Partial<Looked>, number]>([
  ['as often as runners send', {}, 3_000],
  ['a log of which nothing comes', { quietForMs: 300_000 }, 6_000],
  ['something is about to come', { expectant: true }, 1_500],
  ['the job has ended', { jobEnded: true }, 30_000],
  ['six logs', { followed: 6 }, 3_000],
  ['a hundred logs together no more often than six', { followed: 100 }, 50_000],
  ['… but where something is about to come', { followed: 100, expectant: true }, 1_500],
  ['a large log that comes whole each time', { newsOnly: false, bytes: 6_400_000 }, 100_000],
  ['it failed', { bytes: null, failuresInARow: 2 }, 12_000],
  ['the server asks for patience', { bytes: null, failuresInARow: 1, retryAfterMs: 60_000 }, 60_000],
])('%s', (_name, looked, pauseMs) => {
  expect(pauseAfter({ ...usual, ...looked })).toBe(pauseMs);
});
