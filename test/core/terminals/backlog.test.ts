import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BacklogLimits, createBacklog, type Segments } from '../../../electron/core/terminals/backlog.ts';

const small: BacklogLimits = {
  blockBytes: 16,
  blocksPerSegment: 4,
  memoryBytes: 64,
  memoryLimitBytes: 256,
  diskBytes: 1_024,
  replayBytes: 128,
};

/** A disk whose calls end when told, and that may refuse. */
function createTestDisk() {
  const files = new Map<number, Uint8Array>();
  let waiting: (() => void)[] = [];
  const disk = {
    refuses: false,
    stalls: false,
    /** It ever refused or stalled. */
    troubled: false,
    files,
    async release(): Promise<void> {
      while (waiting.length > 0) {
        const ready = waiting;
        waiting = [];
        for (const go of ready) go();
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      }
    },
    segments: {
      async write(segment, position, bytes) {
        if (disk.stalls) await new Promise<void>((resolve) => waiting.push(resolve));
        if (disk.refuses) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        const file = files.get(segment) ?? new Uint8Array(small.blockBytes * small.blocksPerSegment);
        let at = position;
        for (const part of bytes) {
          file.set(part, at);
          at += part.length;
        }
        files.set(segment, file);
      },
      async read(segment, position, length) {
        const file = files.get(segment);
        if (file === undefined) throw new Error('gone');
        return file.slice(position, position + length);
      },
      drop: (segment) => void files.delete(segment),
      dispose: async () => files.clear(),
    } satisfies Segments,
  };
  return disk;
}

const byteAt = (offset: number) => (offset * 31 + (offset >> 8)) & 0xff;
const made = (from: number, length: number) => Uint8Array.from({ length }, (_, n) => byteAt(from + n));

type Step =
  | { readonly do: 'append'; readonly length: number }
  | { readonly do: 'acknowledge'; readonly share: number }
  | { readonly do: 'read'; readonly share: number }
  | { readonly do: 'refuse'; readonly on: boolean }
  | { readonly do: 'stall'; readonly on: boolean }
  | { readonly do: 'release' };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), length: fc.integer({ min: 0, max: 90 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('acknowledge' as const), share }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), share }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stall' as const), on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ do: 'release' as const }) },
);

describe('backlog', () => {
  test('whatever the disk does, every byte not acknowledged reads back as it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
        const disk = createTestDisk();
        const backlog = createBacklog({
          segments: disk.segments,
          limits: small,
          onWritten: () => {},
          onDiskError: () => {},
        });
        let acknowledged = 0;
        for (const one of steps) {
          switch (one.do) {
            case 'append':
              backlog.append(made(backlog.end, one.length));
              break;
            case 'acknowledge':
              backlog.acknowledge(Math.floor(backlog.end * one.share));
              acknowledged = Math.max(acknowledged, Math.floor(backlog.end * one.share));
              break;
            case 'read': {
              const from = backlog.start + Math.floor((backlog.end - backlog.start) * one.share);
              if (from >= backlog.end) break;
              const bytes = await backlog.read(from, 40);
              expect(bytes.length).toBeGreaterThan(0);
              expect([...bytes]).toEqual([...made(from, bytes.length)]);
              break;
            }
            case 'refuse':
              disk.refuses = one.on;
              disk.troubled = true;
              if (!one.on) backlog.retry();
              break;
            case 'stall':
              disk.stalls = one.on;
              disk.troubled = true;
              break;
            case 'release':
              await disk.release();
              break;
          }
          for (let turn = 0; turn < 40 && !disk.stalls; turn += 1) await Promise.resolve();
          expect(backlog.acknowledged).toBe(acknowledged);
          // nothing of what a reloaded view may want is dropped, but where the disk gives memory no relief
          const replayBytes = disk.troubled ? small.memoryLimitBytes / 4 : small.replayBytes;
          expect(backlog.start).toBeLessThanOrEqual(Math.max(0, acknowledged - replayBytes));
        }
        disk.stalls = false;
        await disk.release();
        const kept: number[] = [];
        for (let at = backlog.start; at < backlog.end; ) {
          const bytes = await backlog.read(at, 1_000);
          kept.push(...bytes);
          at += bytes.length;
        }
        expect(kept).toEqual([...made(backlog.start, backlog.end - backlog.start)]);
        await backlog.dispose();
        expect(disk.files.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps little in memory, the rest on disk, and drops what replay does not reach', async () => {
    const disk = createTestDisk();
    const backlog = createBacklog({
      segments: disk.segments,
      limits: small,
      onWritten: () => {},
      onDiskError: () => {},
    });
    for (let n = 0; n < 50; n += 1) {
      backlog.append(made(backlog.end, 16));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    expect(disk.files.size).toBeGreaterThanOrEqual(11);
    backlog.acknowledge(800);
    // 800 - 128 = 672, which is in the segment that begins at 640
    expect(backlog.start).toBe(640);
    expect([...disk.files.keys()].every((segment) => segment >= 10)).toBe(true);
  });

  test('is full past the disk budget, and drained well below it', async () => {
    const disk = createTestDisk();
    const backlog = createBacklog({
      segments: disk.segments,
      limits: small,
      onWritten: () => {},
      onDiskError: () => {},
    });
    const fill = async (bytes: number) => {
      for (let n = 0; n < bytes; n += 16) {
        backlog.append(made(backlog.end, 16));
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      }
    };
    await fill(1_024);
    expect(backlog.full).toBe(false);
    await fill(320);
    expect(backlog.full).toBe(true);
    backlog.acknowledge(300);
    expect(backlog.full).toBe(true);
    backlog.acknowledge(900);
    expect(backlog.full).toBe(false);
  });

  test('a disk that refuses: said once, kept in memory, full when that is too much, written later', async () => {
    const disk = createTestDisk();
    const errors: string[] = [];
    const backlog = createBacklog({
      segments: disk.segments,
      limits: small,
      onWritten: () => {},
      onDiskError: (code) => errors.push(code),
    });
    disk.refuses = true;
    for (let n = 0; n < 18; n += 1) {
      backlog.append(made(backlog.end, 16));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    expect(errors).toEqual(['ENOSPC']);
    expect(backlog.full).toBe(true);
    expect(disk.files.size).toBe(0);
    disk.refuses = false;
    backlog.retry();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(backlog.full).toBe(false);
    expect(disk.files.size).toBeGreaterThan(0);
  });

  test('a disk that refuses: what was shown gives its memory up before the server is slowed', async () => {
    const disk = createTestDisk();
    disk.refuses = true;
    const backlog = createBacklog({
      segments: disk.segments,
      limits: { ...small, replayBytes: 256 },
      onWritten: () => {},
      onDiskError: () => {},
    });
    for (let n = 0; n < 18; n += 1) backlog.append(made(backlog.end, 16));
    expect(backlog.full).toBe(true);
    backlog.acknowledge(backlog.end);
    expect(backlog.full).toBe(false);
    expect(await backlog.read(backlog.start, 16)).toEqual(made(backlog.start, 16));
  });
});
