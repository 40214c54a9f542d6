import { expect, test } from 'vitest';
import { parseHumanDuration } from '../../electron/core/human-duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ['1h', HOUR],
  ['1h 30m', 90 * MINUTE],
  ['10m', 10 * MINUTE],
  ['59s', 59_000],
  ['1h 1s', HOUR + 1000],
  ['3d', 3 * DAY],
  ['1mo', 30 * DAY],
  ['1mo 5d 2h 3m 4s', 35 * DAY + 2 * HOUR + 3 * MINUTE + 4000],
  ['1y', 31_557_600_000],
  ['1 hour', HOUR],
  ['1 hour 30 minutes', 90 * MINUTE],
  ['2 hrs 5 mins', 2 * HOUR + 5 * MINUTE],
  ['1 day, 2 hours', DAY + 2 * HOUR],
  [' 90m ', 90 * MINUTE],
  ['1H 30M', 90 * MINUTE],
])('%s', (text, ms) => {
  expect(parseHumanDuration(text)).toBe(ms);
});

test.each(['', '0', '60', 'h', '1x', '30m 1h', '1h 1h', '1.5h', '-1h', '1h30', 'about 1h', '1h ago', '1mon', '∞'])(
  'none: %j',
  (text) => {
    expect(parseHumanDuration(text)).toBeNull();
  },
);

test('every figure that GitLab can be set to, written as its library writes it, comes back', () => {
  for (let seconds = 600; seconds < 30 * 86_400; seconds += 997) {
    const parts = [
      [Math.floor(seconds / 86_400), 'd'],
      [Math.floor((seconds % 86_400) / 3600), 'h'],
      [Math.floor((seconds % 3600) / 60), 'm'],
      [seconds % 60, 's'],
    ] as const;
    const text = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join(' ');
    expect(parseHumanDuration(text), text).toBe(seconds * 1000);
  }
});
