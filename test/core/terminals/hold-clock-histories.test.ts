/** The countdown against random histories: what a client would have seen, and when the hold really ended. */
import { expect, test } from 'vitest';
import type { Hold } from '../../../electron/contract.ts';
import { createServerClock } from '../../../electron/core/gitlab/server-clock.ts';
import { runnerClock } from '../../../electron/core/jobs/log-follow.ts';
import { createHoldClock } from '../../../electron/core/terminals/hold-clock.ts';

const HISTORIES = 200;
const NOON = Date.UTC(2026, 10, 23, 12);
const cut = (ms: number) => Math.floor(ms / 1000) * 1000;

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One job from its start to its hold; answers how far the countdown is from the real end. */
function errorOf(random: () => number): number {
  const between = (from: number, to: number) => from + random() * (to - from);
  const skew = () => (random() < 0.3 ? between(-900, 900) : between(-7_200_000, 7_200_000));
  // Each clock as its distance from true time.
  const [client, server, runner] = [skew(), skew(), skew()];
  const roundTrip = between(10, 250);

  const handedOut = NOON + between(0, 1000);
  const firstSection = handedOut + roundTrip / 2 + between(5, 250);
  const sections = Array.from({ length: Math.floor(between(1, 6)) }, () =>
    between(firstSection, firstSection + 60_000),
  );
  const holdStarts = firstSection + between(62_000, 400_000);
  const limitMs = Math.round(between(30, 3_600)) * 1000;

  // We came to the job some time after its start, and have asked the server since.
  const cameAt = firstSection + between(0, 50_000);
  const serverClock = createServerClock();
  for (let at = cameAt; at < holdStarts; at += between(900, 5_000)) {
    const heard = at + between(roundTrip, roundTrip * 2);
    const written = new Date(cut(at + roundTrip / 2 + server)).toUTCString();
    serverClock.take(at + client, heard + client, written);
  }
  const span = serverClock.span();
  if (span === null) throw new Error('the server was never asked');

  const holdClock = createHoldClock();
  let hold: Hold | null = null;
  const seen = sections.filter((at) => at > cameAt).sort((a, b) => a - b);
  for (const at of seen) {
    const seenAt = at + between(100, 6_000) + client;
    hold = holdClock.take({ kind: 'section', name: 's', edge: 'end', runnerAt: cut(at + runner), seenAt, live: true });
  }
  const told = runnerClock(span, handedOut + server, cut(firstSection + runner));
  holdClock.take({ kind: 'runner-clock', ...told });
  hold = holdClock.take({
    kind: 'hold',
    limitMs,
    runnerStartedAt: cut(holdStarts + runner),
    seenAt: holdStarts + between(300, 5_700) + client,
  });
  return (hold?.endsAt ?? Number.NaN) - (holdStarts + limitMs + client);
}

test(`within a second of the real end, over ${HISTORIES} histories with clocks up to two hours apart`, () => {
  const random = randomFrom(20_261_124);
  const errors = Array.from({ length: HISTORIES }, () => errorOf(random));
  expect(errors.filter((error) => !(Math.abs(error) <= 1000))).toEqual([]);
  const mean = errors.reduce((sum, error) => sum + error, 0) / HISTORIES;
  expect(Math.abs(mean)).toBeLessThan(150);
});
