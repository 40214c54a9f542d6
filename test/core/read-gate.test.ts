import { beforeEach, describe, expect, test } from 'vitest';
import { createReadGate, type ReadGate } from '../../electron/core/read-gate.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';

const KIB = 1024;

let clock: ManualClock;
let reads: boolean;
let gate: ReadGate;

beforeEach(() => {
  clock = createManualClock();
  reads = true;
  gate = createReadGate({
    clock,
    pause() {
      reads = false;
    },
    resume() {
      reads = true;
    },
  });
});

const turnOver = () => new Promise((resolve) => setImmediate(resolve));

/** Reads 4 KiB at a time while it may, for so long; answers how many bytes that were. */
async function readFor(ms: number): Promise<number> {
  let bytes = 0;
  for (let passed = 0; passed < ms; passed += 5) {
    while (reads && bytes < 64 * 1024 * KIB) {
      gate.read(4 * KIB);
      bytes += 4 * KIB;
    }
    await turnOver();
    clock.advance(5);
  }
  return bytes;
}

describe('in one turn of the loop', () => {
  test('so much is read, and no more before others had theirs', async () => {
    let bytes = 0;
    for (; reads && bytes < 1024 * KIB; bytes += 4 * KIB) gate.read(4 * KIB);
    expect(bytes).toBe(64 * KIB);
    await turnOver();
    expect(reads).toBe(true);
  });

  test('of all that flood, one is read, and each comes to its turn', async () => {
    const order: number[] = [];
    const gates = [0, 1, 2].map((n) => createReadGate({ clock, pause: () => {}, resume: () => order.push(n) }));
    for (const one of gates) one.read(64 * KIB);
    for (let turn = 1; turn <= 3; turn += 1) {
      await turnOver();
      expect(order).toHaveLength(turn);
    }
    expect(order).toEqual([0, 1, 2]);
    for (const one of gates) one.read(64 * KIB);
    gates[0]?.dispose();
    await turnOver();
    await turnOver();
    expect(order.slice(3)).toEqual([0, 1, 2]);
  });

  test('what stays below is not held back, turn after turn', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      gate.read(60 * KIB);
      expect(reads).toBe(true);
      await turnOver();
    }
  });
});

describe('with a limit', () => {
  test.each([64 * KIB, 1024 * KIB, 6 * 1024 * KIB])('of %i bytes a second, as many are read', async (limit) => {
    gate.limit(limit);
    const bytes = await readFor(4_000);
    expect(bytes).toBeGreaterThan(limit * 4 * 0.8);
    expect(bytes).toBeLessThan(limit * 4 * 1.1 + 128 * KIB);
  });

  test('a source that brings less is never held back', async () => {
    gate.limit(1024 * KIB);
    for (let n = 0; n < 100; n += 1) {
      gate.read(16 * KIB);
      expect(reads).toBe(true);
      await turnOver();
      clock.advance(40);
    }
    expect(gate.hasHeld()).toBe(false);
  });

  test('it is said that it held, once', async () => {
    gate.limit(64 * KIB);
    gate.read(64 * KIB);
    expect(gate.isHolding).toBe(true);
    await turnOver();
    expect(reads).toBe(false);
    clock.advance(1_000);
    expect(reads).toBe(true);
    expect(gate.hasHeld()).toBe(true);
    expect(gate.hasHeld()).toBe(false);
  });

  test('another limit does not begin anew what may be read', async () => {
    gate.limit(64 * KIB);
    let bytes = 0;
    for (let n = 0; n < 400; n += 1) {
      gate.limit(64 * KIB + (n % 2));
      bytes += await readFor(5);
    }
    expect(bytes).toBeLessThan(256 * KIB);
  });

  test('of nothing, nothing is read until there is another', async () => {
    gate.limit(0);
    expect(await readFor(60_000)).toBe(0);
    gate.limit(64 * KIB);
    expect(reads).toBe(true);
    gate.limit(0);
    expect(reads).toBe(false);
    gate.dispose();
    expect(reads).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  test('reads on at once when the limit is lifted, or the end has come', async () => {
    gate.limit(64 * KIB);
    gate.read(64 * KIB);
    await turnOver();
    gate.limit(null);
    expect(reads).toBe(true);
    gate.limit(64 * KIB);
    gate.read(64 * KIB);
    gate.dispose();
    expect(reads).toBe(true);
    expect(clock.waiting).toBe(0);
    gate.read(640 * KIB);
    expect(reads).toBe(true);
  });
});
