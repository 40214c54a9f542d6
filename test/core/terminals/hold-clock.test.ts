import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hold } from '../../../electron/contract.ts';
import { createHoldClock } from '../../../electron/core/terminals/hold-clock.ts';
import type { LogMark } from '../../../electron/core/terminals/ports.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const cut = (ms: number) => Math.floor(ms / 1000) * 1000;

function holdOf(marks: readonly LogMark[]): Hold | null {
  const clock = createHoldClock();
  let hold: Hold | null = null;
  for (const mark of marks) hold = clock.take(mark);
  return hold;
}

const section = (runnerAt: number, seenAt: number, live = true): LogMark => ({
  kind: 'section',
  name: 'step_script',
  edge: 'end',
  runnerAt: cut(runnerAt),
  seenAt,
  live,
});

describe('hold clock', () => {
  test('clocks that agree: to the second, however late the marks are seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_400 }), { maxLength: 8 }),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 300, max: 5_700 }),
        fc.integer({ min: 1, max: 3_600 }),
        (delays, fraction, lineDelay, limitSeconds) => {
          const start = NOON + fraction;
          const limitMs = limitSeconds * 1000;
          const marks = delays.map((delay, n) => {
            const at = start - (delays.length - n) * 20_000 + 333;
            // with many looks, one of them is soon
            return section(at, at + (n === 0 ? delay % 1_500 : delay));
          });
          const hold = holdOf([
            ...marks,
            { kind: 'hold', limitMs, runnerStartedAt: cut(start), seenAt: start + lineDelay },
          ]);
          const realEnd = start + limitMs;
          expect(hold?.source).toBe('log-mark');
          expect(Math.abs((hold?.endsAt ?? 0) - realEnd)).toBeLessThanOrEqual(1_000);
        },
      ),
    );
  });

  test('a runner hours off: within 2 s of the real end once marks were seen live', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -7_200_000, max: 7_200_000 }).filter((skew) => Math.abs(skew) > 10_000),
        fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 8, maxLength: 20 }),
        fc.integer({ min: 0, max: 999 }),
        (skew, delays, fraction) => {
          const start = NOON + fraction;
          const marks = delays.map((delay, n) => {
            const at = start - (delays.length - n) * 20_000;
            return section(at + skew, at + (n === 3 ? Math.min(delay, 1_500) : delay));
          });
          const hold = holdOf([
            ...marks,
            { kind: 'hold', limitMs: 60_000, runnerStartedAt: cut(start + skew), seenAt: start + 2_000 },
          ]);
          expect(Math.abs((hold?.endsAt ?? 0) - (start + 60_000))).toBeLessThanOrEqual(2_000);
        },
      ),
    );
  });

  test('marks from before the watch began tell nothing of the clocks', () => {
    const hold = holdOf([
      section(NOON - 900_000, NOON, false),
      { kind: 'hold', limitMs: 30_000, runnerStartedAt: NOON, seenAt: NOON + 2_500 },
    ]);
    expect(hold).toEqual({ limitMs: 30_000, startedAt: NOON, endsAt: NOON + 30_000, source: 'log-mark' });
  });

  test('a line without a mark counts from when it was seen', () => {
    const hold = holdOf([{ kind: 'hold', limitMs: 8_000, runnerStartedAt: null, seenAt: NOON }]);
    expect(hold).toMatchObject({ startedAt: NOON, endsAt: NOON + 8_000, source: 'log-line' });
  });

  test('a limit of nothing, as a runner writes when it kills a job, is no hold', () => {
    expect(holdOf([{ kind: 'hold', limitMs: 0, runnerStartedAt: NOON, seenAt: NOON }])).toBeNull();
    expect(holdOf([section(NOON, NOON)])).toBeNull();
  });
});
