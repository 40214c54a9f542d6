import { expect, test } from 'vitest';
import { announcedTime } from '../../electron/core/announced-time.ts';

const SHOWN = Date.UTC(2026, 10, 27, 9, 30);
const at = (...parts: [number, number, number, number, number]) => Date.UTC(...parts);

test.each<[string, number | null]>([
  ['Maintenance on 2026-11-28 22:00 UTC', at(2026, 10, 28, 22, 0)],
  ['Maintenance on 2026-11-28T22:00:00Z', at(2026, 10, 28, 22, 0)],
  ['Down from 2026-11-28 22:00 to 23:30 (UTC)', at(2026, 10, 28, 22, 0)],
  ['Down 22:00–23:30 UTC on 28 November', at(2026, 10, 28, 22, 0)],
  ['Down on Saturday, November 28th, 2026, 10:15 pm GMT', at(2026, 10, 28, 22, 15)],
  ['Upgrade: 28 Nov 2026, 09:00 CET', at(2026, 10, 28, 8, 0)],
  ['Upgrade 2026-11-28 09:00 +05:30', at(2026, 10, 28, 3, 30)],
  ['Upgrade 2026-11-28 09:00 UTC-5', at(2026, 10, 28, 14, 0)],
  ['Restart at 10:00 UTC', at(2026, 10, 27, 10, 0)],
  ['Restart at 9:00 UTC', at(2026, 10, 28, 9, 0)],
  ['Restart at 12:05 am UTC', at(2026, 10, 28, 0, 5)],
  ['Maintenance on 3 January, 06:00 UTC', at(2027, 0, 3, 6, 0)],
  // whose time?
  ['Maintenance on 2026-11-28 22:00', null],
  ['Maintenance on 2026-11-28 22:00 EST', null],
  // which day?
  ['Maintenance tomorrow at 22:00 UTC', null],
  ['Maintenance on Saturday at 22:00 UTC', null],
  ['Maintenance on 12/01 at 22:00 UTC', null],
  ['Maintenance on 28.11. at 22:00 UTC', null],
  ['Maintenance on 2026-02-30 22:00 UTC', null],
  // no time of day
  ['Maintenance on 2026-11-28', null],
  ['GitLab 18.4.2 is here; ratio 16:9', null],
  ['At 25:00 UTC', null],
  ['At 10:99 UTC', null],
  ['You may restart at 10:00 UTC', at(2026, 10, 27, 10, 0)],
  ['', null],
])('%s', (text, expected) => {
  expect(announcedTime(text, SHOWN)).toBe(expected);
});

test('hostile text costs nothing', () => {
  for (const part of ['1 jan ', '1', 'a ', '12:00 ', '12:00-', '2026-']) {
    expect(() => announcedTime(part.repeat(50_000), SHOWN)).not.toThrow();
  }
});
