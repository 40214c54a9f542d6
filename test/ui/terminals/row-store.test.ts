// @vitest-environment node
import type { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import * as fflate from 'fflate';
import { describe, expect, it } from 'vitest';
import { createRowStore, type RowStore, type RowStoreDeps } from '../../../renderer/terminals/row-store.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { bytesOf, createTerminal, other, plainBit, probe, type Shape, stateOf, write } from './headless.ts';

const link = fc.constant('\u001b]8;;https://example.org/a\u0007a link\u001b]8;;\u0007\u001b[4:3;58:5:9mwavy\u001b[0m');
const output = fc
  .array(
    fc.oneof({ weight: 12, arbitrary: plainBit }, { weight: 1, arbitrary: other }, { weight: 1, arbitrary: link }),
    {
      maxLength: 120,
    },
  )
  .map((bits) => bytesOf(bits.join('')));
const shape: fc.Arbitrary<Shape> = fc.record({
  cols: fc.integer({ min: 2, max: 40 }),
  rows: fc.integer({ min: 1, max: 8 }),
  scrollback: fc.integer({ min: 0, max: 30 }),
});

interface Resting {
  readonly terminal: Terminal;
  readonly store: RowStore;
  /** Lets so much time pass, and what is loaded come. */
  pass(ms: number): Promise<void>;
}

function rest(of: Shape, load: RowStoreDeps['load'] = async () => fflate): Resting {
  const terminal = createTerminal(of);
  const clock = createManualClock();
  const store = createRowStore({
    terminal: terminal as unknown as RowStoreDeps['terminal'],
    after: clock.after,
    now: clock.now,
    load,
  });
  return {
    terminal,
    store,
    async pass(ms) {
      clock.advance(ms);
      await Promise.resolve();
      await Promise.resolve();
      clock.advance(0);
    },
  };
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `\u001b[3${n % 8}mline ${from + n} of a log\u001b[0m\r\n`).join('');

/** Rows that xterm holds itself, past what looks for them. */
function heldRows(terminal: Terminal): number {
  const { _core } = terminal as unknown as { _core: { buffers: { normal: { lines: { _array: unknown[] } } } } };
  const at = Object.getOwnPropertyDescriptor(_core.buffers.normal.lines, '_array')?.value as unknown[];
  return Object.keys(at).length;
}

describe('rows of a terminal that nobody looks at', () => {
  it('are given up once there was no output for ten seconds, and come back with the first look', async () => {
    const { terminal, store, pass } = rest({ cols: 80, rows: 24, scrollback: 1000 });
    write(terminal, lines(0, 3000));
    const before = stateOf(terminal);
    store.rest();
    await pass(9_999);
    expect(store.isPacked()).toBe(false);
    await pass(1);
    expect(store.isPacked()).toBe(true);
    expect(heldRows(terminal)).toBe(0);
    expect(store.isPacked()).toBe(true);
    store.wake();
    expect(store.isPacked()).toBe(false);
    expect(stateOf(terminal)).toEqual(before);
  });

  it('are packed again after output, as soon as that has ended', async () => {
    const { terminal, store, pass } = rest({ cols: 80, rows: 24, scrollback: 1000 });
    write(terminal, lines(0, 2000));
    store.rest();
    await pass(10_000);
    write(terminal, lines(2000, 2001));
    expect(store.isPacked()).toBe(false);
    await pass(9_000);
    write(terminal, lines(2001, 2002));
    await pass(9_000);
    expect(store.isPacked()).toBe(false);
    await pass(1_000);
    expect(store.isPacked()).toBe(true);
    expect(terminal.buffer.active.getLine(1023 - 1)?.translateToString(true)).toBe('line 2001 of a log');
  });

  it('stay while somebody looks', async () => {
    const { terminal, store, pass } = rest({ cols: 80, rows: 24, scrollback: 1000 });
    write(terminal, lines(0, 2000));
    store.rest();
    await pass(5_000);
    store.wake();
    await pass(60_000);
    expect(store.isPacked()).toBe(false);
  });

  it('stay when something is written while they are being packed', async () => {
    let loaded: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    const { terminal, store, pass } = rest({ cols: 80, rows: 24, scrollback: 1000 }, () => wait.then(() => fflate));
    write(terminal, lines(0, 2000));
    store.rest();
    await pass(10_000);
    write(terminal, 'new');
    loaded();
    await pass(0);
    expect(store.isPacked()).toBe(false);
    expect(terminal.buffer.active.getLine(1023)?.translateToString(true)).toBe('new');
  });

  it('are those that are there at the end, when lines scroll meanwhile that are told as parsed only later', async () => {
    let loaded: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    const { terminal, store, pass } = rest({ cols: 80, rows: 24, scrollback: 1000 }, () => wait.then(() => fflate));
    // may take its time, which the headless types do not know
    terminal.parser.registerOscHandler(9, () => new Promise<boolean>(() => {}) as unknown as boolean);
    let parsed = 0;
    terminal.onWriteParsed(() => {
      parsed += 1;
    });
    write(terminal, lines(0, 2000));
    store.rest();
    await pass(10_000);
    loaded();
    // the first rows are packed
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    const before = parsed;
    write(terminal, `${lines(2000, 2100)}\u001b]9;takes its time\u0007`);
    expect(parsed).toBe(before);
    const held = stateOf(terminal);
    await pass(0);
    expect(stateOf(terminal)).toEqual(held);
  });

  it('stay where xterm keeps them in another way', async () => {
    const { terminal, store, pass } = rest({ cols: 80, rows: 24, scrollback: 1000 });
    write(terminal, lines(0, 2000));
    const before = stateOf(terminal);
    const { _core } = terminal as unknown as { _core: { buffers: { normal: { lines: { get(y: number): object } } } } };
    Object.assign(_core.buffers.normal.lines.get(3), { _data: new Uint16Array(240) });
    store.rest();
    await pass(10_000);
    expect(store.isPacked()).toBe(false);
    Object.assign(_core.buffers.normal.lines.get(3), { _data: new Uint32Array(240) });
    expect(stateOf(terminal)).not.toEqual(before);
  });

  it('are the same as of a terminal that was never packed, whatever is done to it next', async () => {
    const next = fc.record({
      written: output,
      size: fc.option(fc.record({ cols: fc.integer({ min: 2, max: 40 }), rows: fc.integer({ min: 1, max: 8 }) })),
      scrollback: fc.option(fc.integer({ min: 0, max: 30 })),
      clears: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(shape, output, fc.array(next, { minLength: 1, maxLength: 3 }), async (of, first, steps) => {
        const { terminal, store, pass } = rest(of);
        const other = createTerminal(of);
        for (const each of [terminal, other]) write(each, first);
        store.rest();
        for (const { written, size, scrollback, clears } of steps) {
          await pass(10_000);
          expect(store.isPacked()).toBe(true);
          for (const each of [terminal, other]) {
            if (clears) each.clear();
            if (scrollback !== null) each.options.scrollback = scrollback;
            if (size !== null) each.resize(size.cols, size.rows);
            write(each, written);
          }
        }
        await pass(10_000);
        expect(stateOf(terminal)).toEqual(stateOf(other));
        for (const each of [terminal, other]) write(each, probe);
        expect(stateOf(terminal)).toEqual(stateOf(other));
        terminal.dispose();
        other.dispose();
      }),
      { numRuns: 300 },
    );
  });
});
