import { describe, expect, it } from 'vitest';
import { warningStep } from '../../../electron/core/notices/end-warnings.ts';

const MINUTE = 60_000;

describe('due warnings', () => {
  const end = { at: 30 * MINUTE, lengthMs: 30 * MINUTE };

  it.each<[string, number, readonly number[], number | null, readonly number[]]>([
    ['too early', 24, [], null, []],
    ['at 5', 25, [], 5, []],
    ['5 told', 26, [5], null, []],
    ['at 1', 29, [5], 1, []],
    ['both reached, none told', 29.5, [], 1, []],
    ['1 told, and the end moved back a little', 28.5, [1], null, []],
    ['1 told, and the end moved far back', 26, [5, 1], null, [1]],
    ['over', 30, [], null, []],
  ])('%s', (_what, minute, told, due, rearm) => {
    const step = warningStep(end, [5, 1], (one) => told.includes(one), minute * MINUTE);
    expect(step).toMatchObject({ due, rearm });
  });
});
