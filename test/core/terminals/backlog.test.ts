import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Backlog, type BacklogLimits, createBacklog } from '../../../electron/core/terminals/backlog.ts';
import type { Mark } from '../../../electron/core/transcripts/record.ts';
import type { Segments } from '../../../electron/core/transcripts/segments.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';

const small: BacklogLimits = {
  blockBytes: 16,
  recordBytes: 48,
  mostRecordBytes: 96,
  memoryBytes: 64,
  shownBytes: 32,
  memoryLimitBytes: 256,
  diskBytes: 1_024,
  replayBytes: 128,
};
const SEGMENT_BYTES = 64;

interface TestFile {
  readonly start: number;
  readonly records: { readonly offset: number; readonly bytes: Uint8Array; readonly marks: readonly Mark[] }[];
}

const endOf = (file: TestFile) => {
  const last = file.records.at(-1);
  return last === undefined ? file.start : last.offset + last.bytes.length;
};
const sizeOf = (file: TestFile) => file.records.reduce((sum, record) => sum + record.bytes.length, 0);

/** A disk whose calls end when told, and that may refuse. */
function createTestDisk() {
  let files: readonly TestFile[] = [];
  let rolled = true;
  let waiting: (() => void)[] = [];
  const records = (): TestFile['records'] => files.flatMap((file) => file.records);
  const disk = {
    refuses: false,
    stalls: false,
    /** It ever refused or stalled. */
    troubled: false,
    get records() {
      return records();
    },
    async release(): Promise<void> {
      while (waiting.length > 0) {
        const ready = waiting;
        waiting = [];
        for (const go of ready) go();
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      }
    },
    segments: {
      get start() {
        return files[0]?.start ?? null;
      },
      get diskBytes() {
        return files.reduce((sum, file) => sum + sizeOf(file), 0);
      },
      async write(offset, parts, marks) {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
        if (disk.stalls) await new Promise<void>((resolve) => waiting.push(resolve));
        if (disk.refuses) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        const last = files.at(-1);
        if (last === undefined || rolled || sizeOf(last) >= SEGMENT_BYTES)
          files = [...files, { start: offset, records: [] }];
        rolled = false;
        files.at(-1)?.records.push({ offset, bytes, marks });
      },
      async read(offset, maxBytes) {
        const found = records().find((one) => one.offset <= offset && offset < one.offset + one.bytes.length);
        if (found === undefined) throw new Error('gone');
        return found.bytes.slice(offset - found.offset, offset - found.offset + maxBytes);
      },
      after: (offset) => records().find((one) => one.offset > offset)?.offset ?? Number.POSITIVE_INFINITY,
      roll() {
        rolled = true;
      },
      trim(before, mostBytes = Number.POSITIVE_INFINITY) {
        let freed = 0;
        for (
          let first = files[0];
          first !== undefined && endOf(first) <= before && freed < mostBytes;
          first = files[0]
        ) {
          // what is still written to stays
          if (files.length === 1 && !rolled) break;
          freed += sizeOf(first);
          files = files.slice(1);
        }
        return freed;
      },
      sync: async () => {},
    } satisfies Segments,
  };
  return disk;
}

const byteAt = (offset: number) => (offset * 31 + (offset >> 8)) & 0xff;
const made = (from: number, length: number) => Uint8Array.from({ length }, (_, n) => byteAt(from + n));
const turns = async (count = 40) => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

interface Scene {
  readonly disk: ReturnType<typeof createTestDisk>;
  readonly clock: ManualClock;
  readonly backlog: Backlog;
  readonly errors: string[];
  keeps: boolean;
  pressed: boolean;
  fill(bytes: number): Promise<void>;
}

function scene(keeps: boolean, limits: Partial<BacklogLimits> = {}): Scene {
  const disk = createTestDisk();
  const clock = createManualClock();
  const errors: string[] = [];
  const made_: Scene = {
    disk,
    clock,
    errors,
    keeps,
    pressed: false,
    backlog: createBacklog({
      clock,
      recording: { segments: disk.segments, keeps: () => made_.keeps, pressed: () => made_.pressed },
      limits: { ...small, ...limits },
      onWritten: () => {},
      onDiskError: (code) => errors.push(code),
    }),
    async fill(bytes) {
      for (let n = 0; n < bytes; n += 16) {
        made_.backlog.append(made(made_.backlog.end, 16));
        await turns(5);
      }
    },
  };
  return made_;
}

async function readAll(backlog: Backlog, from: number): Promise<number[]> {
  const kept: number[] = [];
  for (let at = from; at < backlog.end; ) {
    const bytes = await backlog.read(at, 1_000);
    kept.push(...bytes);
    at += bytes.length;
  }
  return kept;
}

type Step =
  | { readonly do: 'append'; readonly length: number }
  | { readonly do: 'acknowledge'; readonly share: number }
  | { readonly do: 'read'; readonly share: number }
  | { readonly do: 'refuse'; readonly on: boolean }
  | { readonly do: 'stall'; readonly on: boolean }
  | { readonly do: 'keep'; readonly on: boolean }
  | { readonly do: 'clear' | 'release' | 'wait' | 'trim' };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), length: fc.integer({ min: 0, max: 90 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), share }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), share }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stall' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('keep' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'clear' }, { do: 'trim' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'release' }, { do: 'wait' }) },
);

describe('backlog', () => {
  test.each([true, false])(
    'whatever the disk does, every byte not acknowledged reads back as it came (kept: %s)',
    async (keeps) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
          const one = scene(keeps);
          const { disk, backlog, clock } = one;
          let acknowledged = 0;
          let clearedTo = 0;
          let releases = false;
          for (const now of steps) {
            switch (now.do) {
              case 'append':
                backlog.append(made(backlog.end, now.length));
                break;
              case 'acknowledge':
                backlog.acknowledge(Math.floor(backlog.end * now.share));
                acknowledged = Math.max(acknowledged, Math.floor(backlog.end * now.share));
                break;
              case 'read': {
                const from = backlog.start + Math.floor((backlog.end - backlog.start) * now.share);
                if (from >= backlog.end) break;
                const bytes = await Promise.resolve(backlog.read(from, 40)).catch(() => null);
                // only what was shown may be gone, where the disk refused it or it was cleared
                if (bytes === null) expect(from).toBeLessThan(acknowledged);
                else expect([...bytes]).toEqual([...made(from, bytes.length)]);
                break;
              }
              case 'refuse':
                disk.refuses = now.on;
                disk.troubled = true;
                if (!now.on) backlog.retry();
                break;
              case 'stall':
                disk.stalls = now.on;
                disk.troubled = true;
                break;
              case 'keep':
                one.keeps = now.on;
                break;
              case 'clear':
                backlog.clear();
                clearedTo = backlog.end;
                break;
              case 'trim':
                backlog.release(100);
                releases = true;
                break;
              case 'release':
                await disk.release();
                break;
              case 'wait':
                clock.advance(600);
                break;
            }
            if (!disk.stalls) await turns();
            expect(backlog.acknowledged).toBe(acknowledged);
            expect(backlog.start).toBeLessThanOrEqual(acknowledged);
            // nothing of what a reloaded view may want is dropped, but where the disk gives memory no relief
            if (clearedTo === 0 && !disk.troubled && !releases) {
              expect(backlog.start).toBeLessThanOrEqual(Math.max(0, acknowledged - small.replayBytes));
            }
          }
          disk.stalls = false;
          disk.refuses = false;
          backlog.retry();
          await disk.release();
          await turns();
          expect(await readAll(backlog, acknowledged)).toEqual([...made(acknowledged, backlog.end - acknowledged)]);
          // and on disk nothing that is not as it came
          for (const record of disk.records)
            expect([...record.bytes]).toEqual([...made(record.offset, record.bytes.length)]);
          await backlog.dispose();
          expect(clock.waiting).toBe(0);
        }),
        { numRuns: 300 },
      );
    },
  );

  test('where it is kept, every byte is on disk from the first one on, whatever was shown', async () => {
    const { disk, backlog, clock, fill } = scene(true);
    await fill(800);
    backlog.acknowledge(700);
    clock.advance(500);
    await turns();
    const bytes = disk.records.flatMap((record) => [...record.bytes]);
    expect(bytes).toEqual([...made(0, 800)]);
    // and the view begins where its replay does
    expect(backlog.start).toBe(560);
  });

  test('where it is kept, what comes is on disk half a second later', async () => {
    const { disk, backlog, clock } = scene(true);
    backlog.append(made(0, 10));
    clock.advance(499);
    await turns();
    expect(disk.records).toHaveLength(0);
    clock.advance(1);
    await turns();
    expect(disk.records.map((record) => record.bytes.length)).toEqual([10]);
    expect(clock.waiting).toBe(0);
  });

  test('times are kept every 50 ms, and sizes with each record', async () => {
    const { disk, backlog, clock } = scene(true);
    const start = clock.now();
    backlog.mark('size', 120, 40);
    for (let n = 0; n < 20; n += 1) {
      backlog.append(made(backlog.end, 4));
      clock.advance(10);
    }
    clock.advance(500);
    await turns();
    const marks = disk.records.flatMap((record) => record.marks);
    expect(marks.filter(({ kind }) => kind === 'output').map(({ at, offset }) => [at - start, offset])).toEqual([
      [50, 20],
      [100, 40],
      [150, 60],
    ]);
    for (const record of disk.records) expect(record.marks[0]).toMatchObject({ kind: 'size', columns: 120, rows: 40 });
  });

  test('where it is not kept, little goes to disk, and only for as long as a replay wants it', async () => {
    const { disk, backlog, clock, fill } = scene(false);
    await fill(64);
    clock.advance(10_000);
    await turns();
    expect(disk.records).toHaveLength(0);
    await fill(736);
    expect(disk.records.length).toBeGreaterThan(10);
    backlog.acknowledge(800);
    await turns();
    expect(backlog.start).toBe(672);
    expect(disk.records.every((record) => record.offset >= 560)).toBe(true);
  });

  test('is full past the disk budget of what was not shown, and drained well below it', async () => {
    const { backlog, fill } = scene(true);
    await fill(1_024);
    expect(backlog.full).toBe(false);
    await fill(320);
    expect(backlog.full).toBe(true);
    backlog.acknowledge(400);
    expect(backlog.full).toBe(true);
    backlog.acknowledge(900);
    expect(backlog.full).toBe(false);
    // what was shown counts for nothing
    await fill(640);
    backlog.acknowledge(backlog.end);
    await fill(640);
    expect(backlog.full).toBe(false);
  });

  test('is full sooner when all transcripts together are past the budget', async () => {
    const one = scene(true);
    await one.fill(512);
    expect(one.backlog.full).toBe(false);
    one.pressed = true;
    await one.fill(16);
    expect(one.backlog.full).toBe(true);
    one.backlog.acknowledge(480);
    expect(one.backlog.full).toBe(false);
  });

  test('gives up its oldest shown files for others, and never what was not shown or a replay wants', async () => {
    const { disk, backlog, fill } = scene(true);
    await fill(800);
    expect(backlog.release(100)).toBe(0);
    backlog.acknowledge(600);
    expect(backlog.release(100)).toBeGreaterThanOrEqual(100);
    expect(backlog.release(10_000)).toBeGreaterThan(0);
    expect(disk.records[0]?.offset).toBeLessThanOrEqual(600 - small.replayBytes);
    expect(await readAll(backlog, backlog.start)).toEqual([...made(backlog.start, 800 - backlog.start)]);
  });

  test('forgets what is cleared once it was shown, on disk and for a reloaded view', async () => {
    const { disk, backlog, clock, fill } = scene(true);
    await fill(400);
    backlog.acknowledge(300);
    backlog.clear();
    await fill(160);
    clock.advance(500);
    await turns();
    // not shown yet
    expect(await readAll(backlog, 300)).toEqual([...made(300, 260)]);
    backlog.acknowledge(560);
    await turns();
    expect(backlog.start).toBe(432);
    expect(disk.records[0]?.offset).toBe(400);
    backlog.clear();
    await turns();
    expect(disk.records).toEqual([]);
    expect(backlog.start).toBe(560);
    await fill(48);
    clock.advance(500);
    await turns();
    expect(disk.records[0]?.offset).toBe(560);
  });

  test('a disk that refuses: said once, kept in memory, full when that is too much, written later', async () => {
    const { disk, backlog, errors, fill } = scene(true);
    disk.refuses = true;
    await fill(288);
    expect(errors).toEqual(['ENOSPC']);
    expect(backlog.full).toBe(true);
    expect(disk.records).toEqual([]);
    await expect(backlog.flush()).rejects.toThrow();
    disk.refuses = false;
    backlog.retry();
    await turns(80);
    expect(backlog.full).toBe(false);
    await backlog.flush();
    expect(disk.records.flatMap((record) => [...record.bytes])).toEqual([...made(0, 288)]);
  });

  test('a disk that refuses: what was shown gives its memory up before the server is slowed', async () => {
    const { disk, backlog, fill } = scene(false, { replayBytes: 256 });
    disk.refuses = true;
    await fill(288);
    expect(backlog.full).toBe(true);
    backlog.acknowledge(backlog.end);
    expect(backlog.full).toBe(false);
    expect(await backlog.read(backlog.start, 16)).toEqual(made(backlog.start, 16));
  });

  test('a disk that is slow: every byte reaches it, however fast the view takes them', async () => {
    const { disk, backlog, clock, fill } = scene(true);
    disk.stalls = true;
    await fill(480);
    backlog.acknowledge(backlog.end);
    clock.advance(9_000);
    backlog.acknowledge(backlog.end);
    expect(backlog.full).toBe(true);
    disk.stalls = false;
    await disk.release();
    await backlog.flush();
    expect(disk.records.flatMap((record) => [...record.bytes])).toEqual([...made(0, 480)]);
    expect(disk.records.map((record) => record.bytes.length)).toEqual([48, 96, 96, 96, 96, 48]);
    expect(backlog.full).toBe(false);
  });

  test('a disk that hangs: what was shown gives its memory up after a while', async () => {
    const { disk, backlog, clock, fill } = scene(true);
    disk.stalls = true;
    await fill(480);
    clock.advance(11_000);
    backlog.acknowledge(backlog.end);
    expect(backlog.full).toBe(false);
    // what follows reaches the disk once it goes on
    await fill(64);
    disk.stalls = false;
    await disk.release();
    await backlog.flush();
    expect(disk.records.flatMap((record) => [...record.bytes]).slice(-64)).toEqual([...made(480, 64)]);
  });
});
