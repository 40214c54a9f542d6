import { expect, test } from 'vitest';
import { createServerClock } from '../../../electron/core/gitlab/server-clock.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const header = (at: number) => new Date(Math.floor(at / 1000) * 1000).toUTCString();

test('many answers bound the difference to about a round trip', () => {
  const clock = createServerClock();
  const offset = 3_725_400; // ours is an hour and two minutes ahead
  expect(clock.span()).toBeNull();
  for (let n = 0; n < 60; n += 1) {
    const sentAt = NOON + n * 3_137;
    clock.take(sentAt, sentAt + 80, header(sentAt + 40 - offset));
  }
  const span = clock.span();
  expect(span?.leastMs).toBeLessThanOrEqual(offset);
  expect(span?.mostMs).toBeGreaterThanOrEqual(offset);
  expect((span?.mostMs ?? 0) - (span?.leastMs ?? 0)).toBeLessThan(160);
});

test('a clock that was set meanwhile begins anew', () => {
  const clock = createServerClock();
  clock.take(NOON, NOON + 20, header(NOON));
  clock.take(NOON + 3_600_000, NOON + 3_600_020, header(NOON));
  expect(clock.span()).toEqual({ leastMs: 3_599_000, mostMs: 3_600_020 });
});

test('an answer without a date, or with nonsense for one, tells nothing', () => {
  const clock = createServerClock();
  clock.take(NOON, NOON + 20, undefined);
  clock.take(NOON, NOON + 20, 'yesterday');
  expect(clock.span()).toBeNull();
});
