import { describe, expect, it } from 'vitest';
import type { AwakeState, Hold } from '../../electron/contract.ts';
import { heldSessions, leftWords, nextChangeMs } from '../../electron/shell/desk/hold-words.ts';
import { trayEntries, trayLook, trayTooltip } from '../../electron/shell/desk/tray-menu.ts';
import { sampleNow as now, sampleFeed, sampleJob, sampleSession } from '../fakes/samples.ts';

const MINUTE = 60_000;

function held(id: string, leftMs: number, name = `job-${id}`) {
  const hold: Hold = { limitMs: 30 * MINUTE, startedAt: now, endsAt: now + leftMs, source: 'log-mark' };
  return sampleSession(id, sampleJob('a', Number(id), { name }), { status: 'held', since: now, hold });
}
const open = (id: string) => sampleSession(id, sampleJob('a', Number(id)), { status: 'open', since: now });
const awake: AwakeState = { status: 'idle' };
const labels = (facts: Parameters<typeof trayEntries>[0]) =>
  trayEntries(facts).flatMap((entry) => ('label' in entry ? [entry.label] : ['—']));

describe('the countdown of a hold', () => {
  it.each([
    [-1, 'ending now'],
    [0, 'ending now'],
    [1, '10 s left'],
    [9_999, '10 s left'],
    [10_001, '20 s left'],
    [50_000, '50 s left'],
    [50_001, '1 min left'],
    [MINUTE, '1 min left'],
    [MINUTE + 1, '2 min left'],
    [12 * MINUTE, '12 min left'],
    [60 * MINUTE, '1 h left'],
    [125 * MINUTE, '2 h 5 min left'],
  ])('%d ms: %s', (ms, words) => expect(leftWords(ms)).toBe(words));

  it.each([
    [[], null],
    [[-5], null],
    [[12 * MINUTE], MINUTE],
    [[12 * MINUTE - 1], MINUTE - 1],
    [[MINUTE + 500], 500],
    [[MINUTE], 10_000],
    [[25_000], 5_000],
    [[90 * MINUTE, 25_000], 5_000],
  ])('is drawn again when its words change: %j', (lefts, wait) => {
    expect(
      nextChangeMs(
        lefts.map((left) => ({ endsAt: now + left })),
        now,
      ),
    ).toBe(wait);
  });

  it('reads differently after that time, and not before', () => {
    for (const left of [25 * MINUTE + 17, 3 * MINUTE, MINUTE, 44_000, 3_000]) {
      const wait = nextChangeMs([{ endsAt: now + left }], now) ?? 0;
      expect(leftWords(left - wait + 1)).toBe(leftWords(left));
      // The words of the whole last minute are one step: it is drawn once more there than it must.
      if (left !== MINUTE) expect(leftWords(left - wait)).not.toBe(leftWords(left));
    }
  });
});

describe('the menu of the tray', () => {
  const feeds = [
    sampleFeed('a', [
      sampleJob('a', 1, { name: 'flash' }),
      sampleJob('a', 2, { name: 'lint', terminal: { status: 'unavailable', reason: 'not-offered' } }),
      sampleJob('a', 3, { mine: false }),
      sampleJob('a', 4, { status: 'pending' }),
      sampleJob('a', 9, { name: 'board' }),
    ]),
  ];

  it('begins with what is held, what ends first in front, then what runs', () => {
    const sessions = [held('8', 90_000), held('9', 12 * MINUTE, 'board'), open('1'), held('7', 40_000)];
    expect(labels({ desk: { sessions, feeds, awake }, recent: [], now }).slice(0, 7)).toEqual([
      'job-7 — acme/checkout: held, 40 s left',
      'job-8 — acme/checkout: held, 2 min left',
      'board — acme/checkout: held, 12 min left',
      '—',
      'flash — acme/checkout',
      'lint — acme/checkout',
      '—',
    ]);
  });

  it('leads to the tab of a held job and to the terminal of a running one', () => {
    const entries = trayEntries({ desk: { sessions: [held('9', MINUTE)], feeds, awake }, recent: [], now });
    expect(entries[0]).toMatchObject({ action: { do: 'show-session', sessionId: '9' } });
    expect(entries[2]).toMatchObject({ action: { do: 'open-job', jobKey: 'a:1' }, enabled: true });
    expect(entries[3]).toMatchObject({ enabled: false });
  });

  it('tells that the computer is kept awake', () => {
    const note = 'Keeping This Computer Awake';
    const desk = { sessions: [held('9', MINUTE)], feeds: [] };
    expect(labels({ desk: { ...desk, awake }, recent: [], now })).not.toContain(note);
    const kept: AwakeState = { status: 'awake', sessionIds: ['9'] };
    expect(labels({ desk: { ...desk, awake: kept }, recent: [], now })).toContain(note);
  });

  it('says that nothing runs', () => {
    const [first] = trayEntries({ desk: { sessions: [], feeds: [], awake }, recent: [], now });
    expect(first).toEqual({ kind: 'note', label: 'No Job of Yours Is Running' });
  });

  it('stays a menu when a hundred jobs run', () => {
    const many = [
      sampleFeed(
        'a',
        Array.from({ length: 100 }, (_, index) => sampleJob('a', index + 1)),
      ),
    ];
    const all = labels({ desk: { sessions: [], feeds: many, awake }, recent: [], now });
    expect(all.length).toBeLessThan(22);
    expect(all).toContain('And 88 More…');
  });
});

it.each([
  [[], [], 'Jobdeck', 'quiet'],
  [[], [sampleFeed('a', [sampleJob('a', 1)])], 'Jobdeck: 1 running', 'quiet'],
  [
    [held('9', 12 * MINUTE), held('8', 50_000)],
    [sampleFeed('a', [sampleJob('a', 1), sampleJob('a', 9)])],
    'Jobdeck: 1 terminal ends soon · 2 held, 50 s left · 1 running',
    'held',
  ],
])('the icon tells the counts and the nearest end', (sessions, feeds, tooltip, look) => {
  expect(trayTooltip({ desk: { sessions, feeds }, now })).toBe(tooltip);
  expect(trayLook({ sessions })).toBe(look);
  expect(heldSessions(sessions).length).toBe(look === 'held' ? 2 : 0);
});

it.each([
  ['one', [held('1', 4 * MINUTE), held('2', 20 * MINUTE)], 'Jobdeck: 1 terminal ends soon · 2 held, 4 min left'],
  ['two', [held('1', 4 * MINUTE), held('2', 5 * MINUTE)], 'Jobdeck: 2 terminals end soon · 2 held, 4 min left'],
  ['none', [held('1', 6 * MINUTE)], 'Jobdeck: 1 held, 6 min left'],
])('says in the tray that %s will end soon', (_what, sessions, tooltip) => {
  expect(trayTooltip({ desk: { sessions, feeds: [] }, now })).toBe(tooltip);
});
