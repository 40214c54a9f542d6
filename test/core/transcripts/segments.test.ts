import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readStretches } from '../../../electron/core/transcripts/reader.ts';
import { HEADER_BYTES, type Mark } from '../../../electron/core/transcripts/record.ts';
import { createSegments, endOfSegmentFile, listSegmentFiles } from '../../../electron/core/transcripts/segments.ts';

let dir: string;
const key = randomBytes(32);
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'jobdeck-segments-')), 'one');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const made = (from: number, length: number) => Uint8Array.from({ length }, (_, n) => ((from + n) * 37) & 0xff);
const files = () => readdirSync(dir).sort();
async function readBack(from = 0, to?: number, by: Uint8Array = key) {
  const stretches = [];
  for await (const stretch of readStretches(dir, by, from, to)) stretches.push(stretch);
  return stretches;
}

describe('segments', () => {
  test('a long record is handed on in pieces, each with what happened in it', async () => {
    const segments = createSegments({ dir, key });
    const length = 600_000;
    const mark = (offset: number): Mark => ({ at: offset, offset, kind: 'output', columns: 0, rows: 0 });
    const marks = [10_000, 20_000, 300_000, 300_000 + 262_144, 609_999].map(mark);
    await segments.write(10_000, [made(10_000, length)], marks);
    const read = await readBack();
    expect(read.map(({ bytes }) => bytes.length)).toEqual([262_144, 262_144, 75_712]);
    expect(Buffer.concat(read.map(({ bytes }) => bytes)).equals(made(10_000, length))).toBe(true);
    expect(read.flatMap((piece) => piece.marks)).toEqual(marks);
    expect(read.map((piece) => piece.marks.length)).toEqual([2, 1, 2]);
    expect(read.map(({ offset }) => offset)).toEqual([10_000, 272_144, 534_288]);
    // what happened before the first of them belongs to it
    expect((await readBack(50_000))[0]?.marks).toEqual(marks.slice(0, 3));
  });

  test('whatever is written, trimmed and torn off reads back as it came, from both sides', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            {
              weight: 6,
              arbitrary: fc.record({ do: fc.constant('write' as const), length: fc.integer({ min: 1, max: 400 }) }),
            },
            {
              weight: 1,
              arbitrary: fc.record({ do: fc.constant('skip' as const), length: fc.integer({ min: 1, max: 50 }) }),
            },
            {
              weight: 1,
              arbitrary: fc.record({ do: fc.constant('trim' as const), length: fc.integer({ min: 0, max: 900 }) }),
            },
            { weight: 1, arbitrary: fc.constant({ do: 'roll' as const, length: 0 }) },
          ),
          { maxLength: 25 },
        ),
        fc.integer({ min: 0, max: 60 }),
        async (steps, tear) => {
          rmSync(dir, { recursive: true, force: true });
          const segments = createSegments({ dir, key, segmentBytes: 1_000 });
          let end = 0;
          let written: { from: number; to: number }[] = [];
          for (const { do: what, length } of steps) {
            if (what === 'write') {
              const half = Math.floor(length / 2);
              await segments.write(end, [made(end, half), made(end + half, length - half)], []);
              written.push({ from: end, to: end + length });
              end += length;
            } else if (what === 'skip') end += length;
            else if (what === 'roll') segments.roll();
            else {
              segments.trim(Math.max(0, end - length));
              written = written.filter(({ from }) => from >= (segments.start ?? end));
            }
          }
          for (const { from, to } of written) {
            const at = from + Math.floor((to - from) / 2);
            expect([...(await segments.read(at, 10))]).toEqual([...made(at, Math.min(10, to - at))]);
          }
          if (written.length === 0) return;
          expect((await readBack()).map(({ offset, bytes }) => [offset, [...bytes]])).toEqual(
            written.map(({ from, to }) => [from, [...made(from, to - from)]]),
          );
          const last = (await listSegmentFiles(dir)).at(-1);
          if (last === undefined) throw new Error('no file');
          expect(await endOfSegmentFile(last)).toBe(written.at(-1)?.to);
          if (tear === 0) return;
          // a process that was stopped in the middle of its last write
          truncateSync(last.path, Math.max(0, last.size - tear));
          const whole = await readBack();
          expect(whole.length).toBeGreaterThanOrEqual(written.length - Math.ceil(tear / 48));
          for (const { offset, bytes } of whole) expect([...bytes]).toEqual([...made(offset, bytes.length)]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are for this user alone', async () => {
    const segments = createSegments({ dir, key });
    await segments.write(0, [made(0, 10)], []);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, files()[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  test('marks come back as they were', async () => {
    const segments = createSegments({ dir, key });
    const marks: Mark[] = [
      { at: 1_763_000_000_123.5, offset: 5, kind: 'size', columns: 211, rows: 60 },
      { at: 1_763_000_000_200, offset: 7, kind: 'output', columns: 0, rows: 0 },
      { at: 1_763_000_000_300, offset: 9, kind: 'seam', columns: 0, rows: 0 },
    ];
    await segments.write(5, [made(5, 10)], marks);
    expect((await readBack())[0]?.marks).toEqual(marks);
  });

  test('a part: from one offset up to another, across files', async () => {
    const segments = createSegments({ dir, key, segmentBytes: 100 });
    for (let at = 0; at < 500; at += 50) await segments.write(at, [made(at, 50)], []);
    expect(files().length).toBeGreaterThan(3);
    const bytes = (await readBack(120, 333)).flatMap((stretch) => [...stretch.bytes]);
    expect(bytes).toEqual([...made(120, 213)]);
  });
});

describe('at rest', () => {
  const secret = 'glpat-THE-SECRET-that-a-job-printed';

  async function writeSecrets(): Promise<void> {
    const segments = createSegments({ dir, key });
    for (let n = 0; n < 20; n += 1) {
      const text = Buffer.from(`${secret} ${n}\n`);
      await segments.write(n * 100, [text], [{ at: n, offset: n * 100, kind: 'output', columns: 0, rows: 0 }]);
    }
  }

  test('the files hold nothing of what was printed', async () => {
    await writeSecrets();
    for (const name of files()) {
      const text = readFileSync(join(dir, name)).toString('latin1');
      expect(text).not.toContain('SECRET');
      expect(text).not.toContain('glpat');
    }
    expect(Buffer.from((await readBack())[3]?.bytes ?? []).toString()).toBe(`${secret} 3\n`);
  });

  test('another key reads nothing', async () => {
    await writeSecrets();
    expect(await readBack(0, undefined, randomBytes(32))).toEqual([]);
  });

  test.each([
    ['a byte of the output', HEADER_BYTES + 25],
    ['the offset in the header', 19],
    ['the nonce', 25],
    ['the tag', HEADER_BYTES + 20 + secret.length + 3 + 4],
  ])('%s that was changed: that record is left out, the others stand', async (_what, place) => {
    await writeSecrets();
    const path = join(dir, files()[0] ?? '');
    const bytes = readFileSync(path);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const back = await readBack();
    expect(back).toHaveLength(19);
    expect(back[0]?.offset).toBe(100);
  });

  test('records that changed places are refused by a reader that knows where they were', async () => {
    const segments = createSegments({ dir, key });
    await segments.write(0, [made(0, 40)], []);
    await segments.write(40, [made(40, 40)], []);
    const path = join(dir, files()[0] ?? '');
    const bytes = readFileSync(path);
    const half = bytes.length / 2;
    writeFileSync(path, Buffer.concat([bytes.subarray(half), bytes.subarray(0, half)]));
    await expect(segments.read(0, 10)).rejects.toThrow();
    await expect(segments.read(50, 10)).rejects.toThrow();
    expect(segments.after(0)).toBe(40);
    expect(segments.after(40)).toBe(Number.POSITIVE_INFINITY);
  });
});
