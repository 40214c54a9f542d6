import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hold, LimitKind, SessionLimit } from '../../../electron/contract.ts';
import { type LimitFacts, limitsOf, REAUTHORISE_MS, tickAfter } from '../../../electron/core/terminals/limits.ts';
import { sampleSurroundings } from '../../fakes/samples.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;
const hold: Hold = { limitMs: 30 * MINUTE, startedAt: NOON, endsAt: NOON + 30 * MINUTE, source: 'log-mark' };
const started = { at: NOON - 10 * MINUTE, exact: true };

function facts({ around, ...rest }: Partial<Omit<LimitFacts, 'around'>> & { around?: object } = {}): LimitFacts {
  return {
    now: NOON,
    openedAt: NOON - 2 * MINUTE,
    held: null,
    status: 'running',
    cancelSince: null,
    executor: 'shell',
    accessLost: null,
    around: sampleSurroundings(around),
    ...rest,
  };
}

const of = (kind: LimitKind, told: readonly SessionLimit[]) => told.find((limit) => limit.kind === kind) ?? null;

interface Row {
  readonly name: string;
  readonly facts: LimitFacts;
  /** Kinds in order; a moment in minutes from noon where there is one. */
  readonly told: readonly (LimitKind | readonly [LimitKind, number])[];
  readonly sure?: Partial<Record<LimitKind, SessionLimit['certainty']>>;
  readonly source?: Partial<Record<LimitKind, SessionLimit['source']>>;
}

const hour = { ms: 60 * MINUTE, source: 'job' } as const;
const held = { since: NOON, hold };
const soon = NOON + 20 * MINUTE;
const fixed = { expiresAt: soon, expirySure: 'told', renewedBy: 'sign-in' } as const;

const rows: readonly Row[] = [
  {
    name: 'nothing known: the default hold, as a guess',
    facts: facts({ executor: null }),
    told: ['hold-to-come'],
    sure: { 'hold-to-come': 'guessed' },
    source: { 'hold-to-come': 'default' },
  },
  {
    name: 'the job’s own timeout, counted from its start',
    facts: facts({ around: { started, timeout: hour } }),
    told: [['job-timeout', 50], 'hold-to-come'],
    sure: { 'job-timeout': 'certain' },
    source: { 'job-timeout': 'job' },
  },
  {
    name: 'where the server’s clock is not known well',
    facts: facts({ around: { started: { ...started, exact: false }, timeout: hour } }),
    told: [['job-timeout', 50], 'hold-to-come'],
    sure: { 'job-timeout': 'likely' },
  },
  {
    name: 'the project’s timeout: the job may have another',
    facts: facts({ around: { started, timeout: { ms: hour.ms, source: 'project' } } }),
    told: [['job-timeout', 50], 'hold-to-come'],
    sure: { 'job-timeout': 'likely' },
    source: { 'job-timeout': 'project' },
  },
  {
    name: 'a timeout that was passed was another',
    facts: facts({ around: { started, timeout: { ms: 9 * MINUTE, source: 'project' } } }),
    told: ['hold-to-come'],
  },
  { name: 'a container ends with its script', facts: facts({ executor: 'docker' }), told: ['script-end'] },
  { name: 'so does docker-machine’s', facts: facts({ executor: 'docker+machine' }), told: ['script-end'] },
  { name: 'kubernetes holds', facts: facts({ executor: 'kubernetes' }), told: ['hold-to-come'] },
  {
    name: 'what this runner was seen to do',
    facts: facts({ around: { holdSeen: { limitMs: 5 * MINUTE, sameRunner: true } } }),
    told: ['hold-to-come'],
    sure: { 'hold-to-come': 'likely' },
    source: { 'hold-to-come': 'seen-before' },
  },
  {
    name: 'what another runner of the account was seen to do',
    facts: facts({ around: { holdSeen: { limitMs: 5 * MINUTE, sameRunner: false } } }),
    told: ['hold-to-come'],
    sure: { 'hold-to-come': 'guessed' },
    source: { 'hold-to-come': 'seen-before' },
  },
  {
    name: 'a hold takes the place of the timeout, which it cannot outlive',
    facts: facts({ held, around: { started, timeout: hour } }),
    told: [['hold', 30]],
    sure: { hold: 'certain' },
    source: { hold: 'log' },
  },
  {
    name: 'a hold that the log does not date',
    facts: facts({ held: { since: NOON, hold: { ...hold, source: 'log-line' } } }),
    told: [['hold', 30]],
    sure: { hold: 'likely' },
  },
  {
    name: 'a cancel in the hold: noticed within 30 s',
    facts: facts({ held, status: 'canceled', cancelSince: NOON + MINUTE, now: NOON + MINUTE }),
    told: [
      ['cancel', 1.5],
      ['hold', 30],
    ],
    sure: { cancel: 'likely' },
  },
  {
    name: 'the hold that follows a graceful cancel is a hold as any',
    facts: facts({ held, status: 'canceling', cancelSince: NOON - MINUTE }),
    told: [['hold', 30]],
  },
  {
    name: 'a graceful cancel on a runner that holds leaves the shell',
    facts: facts({ status: 'canceling', cancelSince: NOON }),
    told: ['hold-to-come', 'cancel'],
  },
  {
    name: 'and in a container ends it',
    facts: facts({ status: 'canceling', cancelSince: NOON, executor: 'docker' }),
    told: [['cancel', 0.5], 'script-end'],
  },
  {
    name: 'and where the executor is not known, either',
    facts: facts({ status: 'canceling', cancelSince: NOON, executor: null }),
    told: ['cancel', 'hold-to-come'],
  },
  {
    name: 'cancelled at once: no hold follows',
    facts: facts({ status: 'canceled', cancelSince: NOON, around: { started, timeout: hour } }),
    told: ['cancel'],
    sure: { cancel: 'certain' },
  },
  {
    name: 'signed out: cut at the next check',
    facts: facts({ accessLost: { what: 'signed-out', regained: false } }),
    told: [['access-lost', 3], 'hold-to-come'],
    sure: { 'access-lost': 'certain' },
  },
  {
    name: 'signed in anew: the terminal goes by the old session',
    facts: facts({ accessLost: { what: 'signed-out', regained: true } }),
    told: [['access-lost', 3], 'hold-to-come'],
    sure: { 'access-lost': 'likely' },
  },
  {
    name: 'right lost in the hold',
    facts: facts({ held, accessLost: { what: 'right', regained: false } }),
    told: [
      ['access-lost', 3],
      ['hold', 30],
    ],
  },
  {
    name: 'a web session that ends whatever its use: at the check after that',
    facts: facts({ around: { started, timeout: hour, webSession: fixed } }),
    told: [['web-session', 23], ['job-timeout', 50], 'hold-to-come'],
    sure: { 'web-session': 'likely' },
  },
  {
    name: 'one that use prolongs is no limit',
    facts: facts({ around: { webSession: { ...fixed, renewedBy: 'use' } } }),
    told: ['hold-to-come'],
  },
  {
    name: 'unless its end has come near all the same',
    facts: facts({ around: { webSession: { ...fixed, renewedBy: 'use', expiresAt: NOON + 9 * MINUTE } } }),
    told: [['web-session', 13], 'hold-to-come'],
    sure: { 'web-session': 'guessed' },
  },
  {
    name: 'one that outlives the job is none either',
    facts: facts({ around: { started, timeout: hour, webSession: { ...fixed, expiresAt: NOON + 50 * MINUTE } } }),
    told: [['job-timeout', 50], 'hold-to-come'],
  },
  {
    name: 'the token’s end leaves the terminal',
    facts: facts({ around: { started, timeout: hour, tokenExpiresAt: soon } }),
    told: [['job-timeout', 50], 'hold-to-come', ['token', 20]],
  },
  {
    name: 'a token that outlives the hold does not matter to it',
    facts: facts({ held, around: { tokenExpiresAt: NOON + 31 * MINUTE } }),
    told: [['hold', 30]],
  },
  {
    name: 'maintenance with its moment',
    facts: facts({ held, around: { announcements: [{ text: 'Restart at 12:20 UTC', at: soon }] } }),
    told: [
      ['maintenance', 20],
      ['hold', 30],
    ],
    sure: { maintenance: 'likely' },
  },
  {
    name: 'and without one',
    facts: facts({ held, around: { announcements: [{ text: 'Maintenance tonight', at: null }] } }),
    told: [['hold', 30], 'maintenance'],
    sure: { maintenance: 'guessed' },
  },
  {
    name: 'and one that has passed',
    facts: facts({ around: { announcements: [{ text: 'Restart at 11:50 UTC', at: NOON - 10 * MINUTE }] } }),
    told: ['hold-to-come', 'maintenance'],
    sure: { maintenance: 'guessed' },
  },
  {
    name: 'and one after the job’s last moment',
    facts: facts({ held, around: { announcements: [{ text: 'Restart at 18:00 UTC', at: NOON + 360 * MINUTE }] } }),
    told: [['hold', 30]],
  },
];

describe('what can end a terminal', () => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const told = limitsOf(row.facts);
    expect(told.map(({ kind, at }) => (at === null ? kind : [kind, (at - NOON) / MINUTE]))).toEqual(row.told);
    for (const [kind, certainty] of Object.entries(row.sure ?? {})) {
      expect(of(kind as LimitKind, told)?.certainty).toBe(certainty);
    }
    for (const [kind, source] of Object.entries(row.source ?? {})) {
      expect(of(kind as LimitKind, told)?.source).toBe(source);
    }
  });

  test('only announcements quote, word for word', () => {
    const text = 'Restart at 12:20 UTC';
    const told = limitsOf(facts({ held, around: { announcements: [{ text, at: soon }] } }));
    expect(told.map(({ quote }) => quote)).toEqual([text, null]);
  });

  test('every limit is in the contract’s order and says itself in sentences', () => {
    const instant = fc.integer({ min: NOON - 60 * MINUTE, max: NOON + 120 * MINUTE });
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
    const any = fc.record({
      now: fc.constant(NOON),
      openedAt: fc.integer({ min: NOON - 3_600_000, max: NOON }),
      held: maybe(fc.constant(held)),
      status: fc.constantFrom('running', 'canceling', 'canceled', 'success', null),
      cancelSince: maybe(instant),
      executor: maybe(fc.constantFrom('shell', 'docker', 'kubernetes', 'docker-autoscaler', 'custom')),
      accessLost: maybe(fc.record({ what: fc.constantFrom('signed-out', 'right'), regained: fc.boolean() })),
      around: fc.record({
        started: maybe(fc.record({ at: instant, exact: fc.boolean() })),
        timeout: maybe(fc.constantFrom(hour, { ms: 5 * MINUTE, source: 'project' as const })),
        tokenExpiresAt: maybe(instant),
        webSession: maybe(
          fc.record({
            expiresAt: instant,
            expirySure: fc.constantFrom('told', 'guessed'),
            renewedBy: fc.constantFrom('use', 'sign-in'),
          }),
        ),
        signedOut: fc.boolean(),
        holdSeen: maybe(fc.record({ limitMs: fc.constant(90_000), sameRunner: fc.boolean() })),
        announcements: fc.array(fc.record({ text: fc.string(), at: maybe(instant) }), { maxLength: 3 }),
      }),
    }) as fc.Arbitrary<LimitFacts>;
    fc.assert(
      fc.property(any, (some) => {
        const told = limitsOf(some);
        const rank = (limit: SessionLimit) => (limit.endsTerminal ? (limit.at === null ? 1 : 0) : 2);
        told.forEach((limit, index) => {
          const before = told[index - 1];
          if (before !== undefined) {
            expect(rank(before)).toBeLessThanOrEqual(rank(limit));
            if (rank(limit) === 0 && rank(before) === 0) expect(before.at ?? 0).toBeLessThanOrEqual(limit.at ?? 0);
          }
          for (const text of [limit.why, limit.afterwards]) expect(text).toMatch(/^[A-Z].*[.!]$/);
          expect(`${limit.why} ${limit.afterwards}`).not.toMatch(/undefined|NaN|null/);
        });
        // one hold at a time, and none to come behind it
        const kinds = told.map(({ kind }) => kind);
        if (some.held !== null) expect(kinds).not.toContain('hold-to-come');
        expect(new Set(kinds.filter((kind) => kind !== 'maintenance')).size).toBe(
          kinds.filter((kind) => kind !== 'maintenance').length,
        );
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  [0, REAUTHORISE_MS],
  [299_000, REAUTHORISE_MS],
  [301_500, REAUTHORISE_MS], // its cut may still be on its way
  [304_000, 2 * REAUTHORISE_MS],
  [-5_000, REAUTHORISE_MS],
])('GitLab’s next check %i ms after the opening', (after, tick) => {
  expect(tickAfter(NOON, NOON + after)).toBe(NOON + tick);
});
