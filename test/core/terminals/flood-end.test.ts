import { beforeEach, expect, test } from 'vitest';
import { createFloodEnd, type FloodEnd } from '../../../electron/core/terminals/flood-end.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';

let clock: ManualClock;
let floodEnd: FloodEnd;
let told: boolean[];

beforeEach(() => {
  clock = createManualClock();
  told = [];
  floodEnd = createFloodEnd(clock, (ended) => told.push(ended));
});

test('it is over once nothing comes for a while', () => {
  floodEnd.typed();
  for (let n = 0; n < 10; n += 1) {
    floodEnd.received();
    clock.advance(5);
  }
  expect(floodEnd.isAwaited).toBe(true);
  clock.advance(10);
  expect(told).toEqual([true]);
  expect(floodEnd.isAwaited).toBe(false);
});

test('one that goes on is waited for for no longer than 200 ms, and not again for a key that repeats', () => {
  floodEnd.typed();
  for (let ms = 0; ms < 200; ms += 5) {
    expect(told).toEqual([]);
    floodEnd.received();
    if (ms % 30 === 0) floodEnd.typed();
    clock.advance(5);
  }
  expect(told).toEqual([false]);
  floodEnd.typed();
  expect(floodEnd.isAwaited).toBe(false);
  clock.advance(1_000);
  floodEnd.typed();
  expect(floodEnd.isAwaited).toBe(true);
  floodEnd.dispose();
  expect(clock.waiting).toBe(0);
});

test('where nobody waits it is over once nothing came between two looks, and then not looked for', () => {
  floodEnd.leftOut();
  for (let n = 0; n < 10; n += 1) {
    floodEnd.received();
    clock.advance(19);
  }
  expect(told).toEqual([]);
  expect(floodEnd.isAwaited).toBe(false);
  clock.advance(40);
  expect(told).toEqual([true]);
  expect(clock.waiting).toBe(0);
  floodEnd.leftOut();
  floodEnd.dispose();
  expect(clock.waiting).toBe(0);
});
