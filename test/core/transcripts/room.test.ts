import { describe, expect, test } from 'vitest';
import { planRoom } from '../../../electron/core/transcripts/room.ts';

const DAY = 24 * 60 * 60_000;
const now = 100 * DAY;
/** Id, days since its end (null = open), size; `!` = being read. */
type One = readonly [id: string, daysAgo: number | null, diskBytes: number];

const cases: readonly {
  readonly name: string;
  readonly budget: number;
  readonly transcripts: readonly One[];
  readonly remove: readonly string[];
  readonly over: number;
}[] = [
  { name: 'nothing', budget: 100, transcripts: [], remove: [], over: 0 },
  {
    name: 'all fits',
    budget: 100,
    transcripts: [
      ['a', 2, 50],
      ['b', null, 50],
    ],
    remove: [],
    over: 0,
  },
  {
    name: 'too old',
    budget: 100,
    transcripts: [
      ['a', 31, 1],
      ['b', 29, 1],
    ],
    remove: ['a'],
    over: 0,
  },
  { name: 'one of an open tab is never too old', budget: 100, transcripts: [['a', null, 1]], remove: [], over: 0 },
  {
    name: 'the oldest end first',
    budget: 100,
    transcripts: [
      ['a', 1, 40],
      ['b', 3, 40],
      ['c', 2, 40],
    ],
    remove: ['b'],
    over: 0,
  },
  {
    name: 'as many as it takes',
    budget: 100,
    transcripts: [
      ['a', 3, 40],
      ['b', 2, 40],
      ['c', null, 90],
    ],
    remove: ['a', 'b'],
    over: 0,
  },
  {
    name: 'open ones alone are over',
    budget: 100,
    transcripts: [
      ['a', 3, 40],
      ['c', null, 130],
    ],
    remove: ['a'],
    over: 30,
  },
  {
    name: 'not one that is being read',
    budget: 100,
    transcripts: [
      ['!a', 3, 60],
      ['b', 2, 60],
    ],
    remove: ['b'],
    over: 0,
  },
  { name: 'exactly the budget', budget: 100, transcripts: [['a', 3, 100]], remove: [], over: 0 },
];

describe('room for transcripts', () => {
  test.each(cases)('$name', ({ budget, transcripts, remove, over }) => {
    const plan = planRoom({
      now,
      budgetBytes: budget,
      days: 30,
      transcripts: transcripts.map(([id, daysAgo, diskBytes]) => ({
        id,
        endedAt: daysAgo === null ? null : now - daysAgo * DAY,
        diskBytes,
        busy: id.startsWith('!'),
      })),
    });
    expect(plan).toEqual({ remove, overBytes: over });
  });
});
