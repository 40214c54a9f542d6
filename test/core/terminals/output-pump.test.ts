import { beforeEach, describe, expect, test } from 'vitest';
import { type Backlog, createBacklog } from '../../../electron/core/terminals/backlog.ts';
import { createOutputPump, type OutputPump } from '../../../electron/core/terminals/output-pump.ts';
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

beforeEach(() => {
  clock = createManualClock();
  backlog = createBacklog({ clock, recording: recordingOn(noDisk), onWritten: () => {}, onDiskError: () => {} });
  sent = [];
  lost = 0;
  pump = createOutputPump({
    backlog,
    clock,
    emit: (offset, bytes) => {
      expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
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
    pump.acknowledge(100 * KIB);
    clock.advance(50);
    expect(sentTo()).toBe(2_048 * KIB);
    pump.acknowledge(512 * KIB);
    clock.advance(50);
    expect(sentTo()).toBe(2_560 * KIB);
    expect(sent.every((one) => one.length <= 64 * KIB)).toBe(true);
  });

  test('a later view gets the replay, marked as shown, and takes over', () => {
    pump.attach();
    print(1_000);
    clock.advance(10);
    pump.acknowledge(600);
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
    pump.acknowledge(1_000);
    print(5);
    clock.advance(10);
    expect(sent).toEqual([{ offset: 1_000, length: 5 }]);
  });

  test('acknowledgements beyond the end or behind are clamped', () => {
    pump.attach();
    print(100);
    clock.advance(10);
    pump.acknowledge(5_000);
    expect(backlog.acknowledged).toBe(100);
    pump.acknowledge(10);
    expect(backlog.acknowledged).toBe(100);
    print(7);
    clock.advance(10);
    expect(sentTo()).toBe(107);
  });

  test('what the disk does not give back is left out, and the rest comes', async () => {
    const written: Segments = { ...noDisk, start: 0, write: async () => {} };
    backlog = createBacklog({ clock, recording: recordingOn(written), onWritten: () => {}, onDiskError: () => {} });
    const offsets: number[] = [];
    pump = createOutputPump({
      backlog,
      clock,
      emit: (offset, bytes) => {
        offsets.push(offset);
        pump.acknowledge(offset + bytes.length);
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
