import { describe, expect, it } from 'vitest';
import { badgeOf, newlyUrgent } from '../../electron/shell/desk/badge-state.ts';
import { sampleNow as now, sampleJob, sampleNotice, sampleSession } from '../fakes/samples.ts';

const MINUTE = 60_000;
const held = (id: string, leftMs: number, limitMs = 10 * MINUTE) =>
  sampleSession(id, sampleJob('a', 1), {
    status: 'held',
    since: now,
    hold: { limitMs, startedAt: now, endsAt: now + leftMs, source: 'log-mark' },
  });
const urgent = (id: string, rest = {}) => sampleNotice(id, { urgency: 'now', ...rest });

describe('the badge', () => {
  it.each([
    ['nothing', [], [], { count: 0, progress: null }],
    ['a calm notice', [], [sampleNotice('n')], { count: 0, progress: null }],
    ['an urgent one', [], [urgent('n')], { count: 1, progress: null }],
    ['an urgent one that was read', [], [urgent('n', { read: true })], { count: 0, progress: null }],
    [
      'a hold and its own warning',
      [held('s1', 9 * MINUTE)],
      [urgent('n')],
      { count: 1, progress: { left: 0.9, mode: 'normal' } },
    ],
    [
      'a hold and another warning',
      [held('s2', 5 * MINUTE)],
      [urgent('n')],
      { count: 2, progress: { left: 0.5, mode: 'paused' } },
    ],
    [
      'the nearest of two',
      [held('s1', 8 * MINUTE), held('s2', MINUTE)],
      [],
      { count: 2, progress: { left: 0.1, mode: 'error' } },
    ],
    ['a hold that is over', [held('s1', -5)], [], { count: 1, progress: { left: 0, mode: 'error' } }],
    [
      'a limit that makes no sense',
      [held('s1', MINUTE * 2, 0)],
      [],
      { count: 1, progress: { left: 1, mode: 'paused' } },
    ],
  ] as const)('for %s', (_name, sessions, notices, badge) => {
    expect(badgeOf({ sessions, notices }, now)).toEqual(badge);
  });
});

it('calls for attention once for each urgent notice', () => {
  const before = { notices: [urgent('a')] };
  expect(newlyUrgent({ notices: [urgent('b'), urgent('a')] }, before)).toBe(true);
  expect(newlyUrgent({ notices: [urgent('a')] }, before)).toBe(false);
  expect(newlyUrgent({ notices: [sampleNotice('c'), urgent('a')] }, before)).toBe(false);
  expect(newlyUrgent(before, before)).toBe(false);
});
