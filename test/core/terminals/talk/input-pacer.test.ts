import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createInputPacer,
  frameEnd,
  LARGEST_FRAME_BYTES,
} from '../../../../electron/core/terminals/talk/input-pacer.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const CTRL_C = Buffer.of(3);

function createSink() {
  const frames: Buffer[] = [];
  let waiting: (() => void)[] = [];
  return {
    frames,
    bufferedBytes: 0,
    send(bytes: Uint8Array): Promise<void> {
      frames.push(Buffer.from(bytes));
      return new Promise((resolve) => waiting.push(resolve));
    },
    async drain(): Promise<void> {
      while (waiting.length > 0) {
        const ready = waiting;
        waiting = [];
        for (const done of ready) done();
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      }
    },
  };
}

describe('input pacer', () => {
  test('any input arrives byte for byte in order, in frames that a runner takes, one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 12_000 }), fc.string({ unit: 'binary', maxLength: 3_000 }))),
        async (inputs) => {
          const sink = createSink();
          const pacer = createInputPacer({ clock: createManualClock(), onPending: () => {} });
          pacer.connect(sink);
          const all = inputs.map((input) => Buffer.from(input as string)).filter((input) => !input.equals(CTRL_C));
          for (const input of all) {
            pacer.push(new Uint8Array(input));
            expect(sink.frames.length).toBeLessThanOrEqual(1);
          }
          await sink.drain();
          expect(Buffer.concat(sink.frames).equals(Buffer.concat(all))).toBe(true);
          expect(sink.frames.every((frame) => frame.length <= LARGEST_FRAME_BYTES && frame.length > 0)).toBe(true);
          expect(pacer.pendingBytes).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['at the end of a line', `${'x'.repeat(3_000)}\r${'y'.repeat(3_000)}`, 3_001],
    ['CR LF stays together', `${'x'.repeat(4_095)}\r\n${'y'.repeat(100)}`, 4_095],
    ['not in a character', `${'x'.repeat(4_094)}日本`, 4_094],
    ['not in an escape sequence', `${'x'.repeat(4_090)}\u001b[1;5;38;2;1m${'y'.repeat(100)}`, 4_090],
    ['after a whole escape sequence', `${'x'.repeat(4_091)}\u001b[200~${'y'.repeat(100)}`, 4_091],
    ['no better place', 'x'.repeat(9_000), 4_096],
  ])('cuts: %s', (_name, text, at) => {
    expect(frameEnd(Buffer.from(text))).toBe(at);
  });

  test.each([
    ['a paste that waits is forgotten', 'ls ', 'x'.repeat(100_000), '\u0003'],
    [
      'a program that was told of a paste hears of its end',
      '\u001b[200~some of it',
      // the end mark lies in two messages
      `${'x'.repeat(99_996)}\u001b[201~`,
      '\u001b[201~\u0003',
    ],
    [
      'of a paste that it never heard of it hears nothing',
      'ls ',
      `\u001b[200~${'x'.repeat(9_000)}\u001b[201~`,
      '\u0003',
    ],
    ['what was typed is not forgotten', 'ls ', 'y'.repeat(4_000), `${'y'.repeat(4_000)}\u0003`],
  ])('Ctrl-C: %s', async (_name, begun, before, after) => {
    const sink = createSink();
    const pacer = createInputPacer({ clock: createManualClock(), onPending: () => {} });
    pacer.connect(sink);
    pacer.push(Buffer.from(begun));
    for (let at = 0; at < before.length; at += 33_333) pacer.push(Buffer.from(before.slice(at, at + 33_333)));
    pacer.push(CTRL_C);
    await sink.drain();
    expect(Buffer.concat(sink.frames).toString()).toBe(`${begun}${after}`);
    expect(pacer.pendingBytes).toBe(0);
  });

  test('waits while the network has not taken enough, and says what waits', async () => {
    const clock = createManualClock();
    const sink = createSink();
    sink.bufferedBytes = 100_000;
    const pacer = createInputPacer({ clock, onPending: () => {} });
    pacer.connect(sink);
    pacer.push(new Uint8Array(10_000));
    expect(sink.frames).toHaveLength(0);
    expect(pacer.pendingBytes).toBe(10_000);
    sink.bufferedBytes = 0;
    clock.advance(10);
    expect(sink.frames).toHaveLength(1);
    expect(pacer.pendingBytes).toBe(10_000 - 4_096);
    pacer.cancel();
    await sink.drain();
    expect(sink.frames).toHaveLength(1);
  });

  test('holds what is typed ahead until there is a shell, and joins it', async () => {
    const sink = createSink();
    const pacer = createInputPacer({ clock: createManualClock(), onPending: () => {} });
    for (const key of 'ls -l\r') pacer.push(Buffer.from(key));
    pacer.connect(sink);
    await sink.drain();
    expect(sink.frames.map(String)).toEqual(['ls -l\r']);
  });

  test('a shell that went while a frame was on its way gets no more of it', async () => {
    const first = createSink();
    const second = createSink();
    const pacer = createInputPacer({ clock: createManualClock(), onPending: () => {} });
    pacer.connect(first);
    pacer.push(new Uint8Array(10_000));
    pacer.connect(null);
    pacer.cancel();
    pacer.connect(second);
    await first.drain();
    expect(first.frames).toHaveLength(1);
    expect(second.frames).toHaveLength(0);
    pacer.push(Buffer.from('a'));
    expect(second.frames.map(String)).toEqual(['a']);
  });
});
