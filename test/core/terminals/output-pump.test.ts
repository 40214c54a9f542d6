import { beforeEach, describe, expect, test } from 'vitest';
import type { LeftOut } from '../../../electron/contract.ts';
import { type Backlog, createBacklog } from '../../../electron/core/terminals/backlog.ts';
import { createOutputPump, type OutputPump } from '../../../electron/core/terminals/output-pump.ts';
import { createSkimLedger, type SkimLedger } from '../../../electron/core/terminals/skim-ledger.ts';
import type { Segments } from '../../../electron/core/transcripts/segments.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';

const KIB = 1024;
const noDisk: Segments = {
  start: null,
  diskBytes: 0,
  write: () => new Promise(() => {}),
  read: () => Promise.reject(new Error('no disk')),
  after: () => Number.POSITIVE_INFINITY,
  roll: () => {},
  trim: () => 0,
  sync: async () => {},
};
const recordingOn = (segments: Segments) => ({ segments, keeps: () => false, pressed: () => false });

let clock: ManualClock;
let backlog: Backlog;
let pump: OutputPump;
let sent: { offset: number; length: number }[];
let lost: number;
let ledger: SkimLedger;
let leftOut: LeftOut[];

beforeEach(() => {
  clock = createManualClock();
  backlog = createBacklog({ clock, recording: recordingOn(noDisk), onWritten: () => {}, onDiskError: () => {} });
  sent = [];
  leftOut = [];
  lost = 0;
  ledger = createSkimLedger();
  pump = createOutputPump({
    backlog,
    ledger,
    clock,
    emit: (offset, bytes, gap) => {
      if (gap !== null) leftOut.push(gap);
      sent.push({ offset, length: bytes.length });
    },
    onLost: (bytes) => {
      lost += bytes;
    },
  });
});

const print = (length: number) => {
  backlog.append(new Uint8Array(length));
  pump.received();
};
/** Known to the ledger, so that it may be left out. */
const append = (bytes: Uint8Array) => {
  backlog.append(bytes);
  ledger.append(bytes);
  pump.received();
};
const linesOf = (count: number, colour = '') => Buffer.from(`${colour}${'x'.repeat(98)}\r\n`.repeat(count));
const sentTo = () => sent.reduce((end, one) => Math.max(end, one.offset + one.length), 0);

describe('output pump', () => {
  test('sends nothing before a view is there, then from the oldest byte, in order', () => {
    print(10);
    clock.advance(100);
    expect(sent).toEqual([]);
    expect(pump.attach()).toEqual({ from: 0, liveFrom: 0 });
    expect(sent).toEqual([]);
    clock.advance(0);
    expect(sent).toEqual([{ offset: 0, length: 10 }]);
  });

  test('an echo goes at once, a stream is joined', () => {
    pump.attach();
    clock.advance(10);
    print(1);
    expect(sent).toHaveLength(1);
    for (let n = 0; n < 1_000; n += 1) print(20);
    expect(sent).toHaveLength(1);
    clock.advance(5);
    expect(sent).toHaveLength(2);
    expect(sentTo()).toBe(20_001);
  });

  test('stays at most 2 MiB ahead, and goes on below 1.5 MiB', () => {
    pump.attach();
    clock.advance(0);
    print(8_192 * KIB);
    clock.advance(50);
    expect(sentTo()).toBe(2_048 * KIB);
    pump.acknowledge(500 * KIB, null);
    clock.advance(50);
    expect(sentTo()).toBe(2_048 * KIB);
    pump.acknowledge(512 * KIB, null);
    clock.advance(50);
    expect(sentTo()).toBe(2_560 * KIB);
    expect(sent.every((one) => one.length <= 64 * KIB)).toBe(true);
  });

  test('a later view gets the replay, marked as shown, and takes over', () => {
    pump.attach();
    print(1_000);
    clock.advance(10);
    pump.acknowledge(600, null);
    sent.length = 0;
    expect(pump.attach()).toEqual({ from: 0, liveFrom: 600 });
    clock.advance(10);
    expect(sent).toEqual([{ offset: 0, length: 1_000 }]);
  });

  test('a view that attaches again and says how far it is gets only the rest', () => {
    pump.attach();
    print(1_000);
    clock.advance(10);
    sent.length = 0;
    pump.attach();
    pump.acknowledge(1_000, null);
    print(5);
    clock.advance(10);
    expect(sent).toEqual([{ offset: 1_000, length: 5 }]);
  });

  test('acknowledgements beyond the end or behind are clamped', () => {
    pump.attach();
    print(100);
    clock.advance(10);
    pump.acknowledge(5_000, null);
    expect(backlog.acknowledged).toBe(100);
    pump.acknowledge(10, null);
    expect(backlog.acknowledged).toBe(100);
    print(7);
    clock.advance(10);
    expect(sentTo()).toBe(107);
  });

  test('what would scroll out of the view unseen is left out, from where the view is to where it matters', () => {
    pump.attach();
    clock.advance(0);
    append(Buffer.from('\u001b[2J'));
    append(linesOf(30_000, '\u001b[31m'));
    clock.advance(50);
    expect(sentTo()).toBe(2_048 * KIB);
    // nothing may be left out before the view says so
    pump.acknowledge(200 * KIB, null);
    clock.advance(50);
    expect(leftOut).toEqual([]);
    pump.acknowledge(1_900 * KIB, 1_000);
    clock.advance(50);
    const [gap] = leftOut;
    expect(leftOut).toHaveLength(1);
    expect(sent).toContainEqual({ offset: gap?.to, length: expect.any(Number) });
    for (let n = 0; n < 3; n += 1) pump.acknowledge(sentTo(), null);
    expect(sentTo()).toBe(backlog.end);
    expect(gap?.colours).toBe('\u001b[31m');
    expect(gap?.from).toBeGreaterThanOrEqual(1_900 * KIB);
    expect(backlog.end - (gap?.to ?? 0)).toBeGreaterThanOrEqual(100_000);
    expect(backlog.end - (gap?.to ?? 0)).toBeLessThan(300_000);
    // what is on its way can no longer be left out, so it is less where that may come again
    pump.acknowledge(backlog.end, null);
    const from = backlog.end;
    append(linesOf(30_000));
    clock.advance(10);
    expect(sentTo() - from).toBe(64 * KIB);
    pump.acknowledge(from + 31 * KIB, null);
    expect(sentTo() - from).toBe(64 * KIB);
    pump.acknowledge(from + 32 * KIB, null);
    expect(sentTo() - from).toBe(96 * KIB);
    // the next view begins anew, and has said nothing yet
    pump.acknowledge(backlog.end, 1_000);
    pump.attach();
    leftOut.length = 0;
    append(linesOf(20_000));
    clock.advance(50);
    expect(leftOut).toEqual([]);
  });

  test('less is sent ahead of what may be left out once there is more of it', () => {
    pump.attach();
    clock.advance(0);
    pump.acknowledge(0, 100_000);
    append(linesOf(30_000));
    clock.advance(10);
    expect(sentTo()).toBe(512 * KIB);
    append(Buffer.from('\u001b[2J'));
    pump.acknowledge(100 * KIB, 100_000);
    expect(sentTo()).toBe(2_148 * KIB);
  });

  test('once nothing comes for a while, all that a skimmed flood leaves is sent at once', () => {
    const lines = linesOf(6_000);
    pump.attach();
    clock.advance(0);
    pump.acknowledge(0, 5_000);
    append(lines);
    append(lines);
    append(lines);
    clock.advance(10);
    pump.acknowledge(sentTo(), 5_000);
    clock.advance(5);
    for (let n = 0; n < 10; n += 1) {
      append(lines);
      clock.advance(10);
    }
    expect(leftOut.length).toBeGreaterThan(0);
    expect(backlog.end - sentTo()).toBeGreaterThan(1_000 * KIB);
    clock.advance(40);
    expect(sentTo()).toBe(backlog.end);
  });

  test('after a key nothing is sent until a flood that was skimmed has ended, and then all it leaves at once', () => {
    const lines = linesOf(6_000);
    pump.attach();
    clock.advance(0);
    pump.typed();
    for (let n = 0; n < 4; n += 1) append(lines);
    clock.advance(50);
    // before anything was left out, a key changes nothing
    expect(sentTo()).toBe(2_048 * KIB);
    pump.acknowledge(sentTo(), 5_000);
    append(lines);
    append(lines);
    clock.advance(50);
    pump.acknowledge(sentTo(), 5_000);
    expect(leftOut.length).toBeGreaterThan(0);
    const before = sentTo();
    pump.typed();
    for (let n = 0; n < 10; n += 1) {
      append(lines);
      clock.advance(5);
      pump.acknowledge(before, 5_000);
    }
    expect(sentTo()).toBe(before);
    leftOut.length = 0;
    clock.advance(15);
    expect(leftOut).toHaveLength(1);
    // the 5,000 lines that stay, without a word of the view in between
    expect(sentTo()).toBe(backlog.end);
    expect(backlog.end - (leftOut[0]?.to ?? 0)).toBeGreaterThanOrEqual(500_000);
  });

  test('what the disk does not give back is left out, and the rest comes', async () => {
    const written: Segments = { ...noDisk, start: 0, write: async () => {} };
    backlog = createBacklog({ clock, recording: recordingOn(written), onWritten: () => {}, onDiskError: () => {} });
    const offsets: number[] = [];
    pump = createOutputPump({
      backlog,
      ledger: createSkimLedger(),
      clock,
      emit: (offset, bytes) => {
        offsets.push(offset);
        pump.acknowledge(offset + bytes.length, null);
      },
      onLost: (bytes) => {
        lost += bytes;
      },
    });
    print(3_000 * KIB);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    pump.attach();
    clock.advance(1);
    for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
    expect(lost).toBeGreaterThan(0);
    expect(offsets[0]).toBe(lost);
    expect(backlog.acknowledged).toBe(3_000 * KIB);
  });

  test('leaves no timer behind', () => {
    pump.attach();
    print(1);
    pump.dispose();
    expect(clock.waiting).toBe(0);
  });
});
