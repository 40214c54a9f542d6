import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mark } from './record.ts';
import { HEADER_BYTES, openRecord, readHeader, sealRecord } from './record.ts';
import { writeAll } from './write-all.ts';

/**
 * One session's output on disk: encrypted records in files of a few megabytes, only ever appended to, so that whatever
 * stops the process leaves every record before the last one whole. A file is named by the offset of its first byte.
 */
export interface Segments {
  /** First byte on disk; null = nothing is. */
  readonly start: number | null;
  /** What the files take. */
  readonly diskBytes: number;
  /** Writes all or rejects; then the same may be written again. One call at a time, offsets ascending. */
  write(offset: number, parts: readonly Uint8Array[], marks: readonly Mark[]): Promise<void>;
  /** Some bytes from `offset` on, at most `maxBytes`, never none. Rejects when they are not there or not genuine. */
  read(offset: number, maxBytes: number): Promise<Uint8Array>;
  /** Where reading may go on when `offset` cannot be read; infinite when nothing follows. */
  after(offset: number): number;
  /** What is written from now on goes to another file. */
  roll(): void;
  /** Removes the files that hold nothing from `before` on, oldest first, but no more than `mostBytes` needs. Answers what was freed. */
  trim(before: number, mostBytes?: number): number;
  /** Resolves when the system has put everything on the disk. */
  sync(): Promise<void>;
}

export interface SegmentsDeps {
  readonly dir: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly segmentBytes?: number;
  /** So many bytes more are on disk. */
  onWritten?(bytes: number): void;
}

interface Segment {
  readonly start: number;
  end: number;
  size: number;
  /** Of each record: where its output begins, and its place in the file. */
  readonly offsets: number[];
  readonly places: number[];
}

const SEGMENT_BYTES = 4 * 1024 * 1024;
const NAME = /^(\d{16})\.segment$/;

export function segmentName(start: number): string {
  return `${String(start).padStart(16, '0')}.segment`;
}

export function createSegments(deps: SegmentsDeps): Segments {
  const { dir, key, segmentBytes = SEGMENT_BYTES } = deps;
  let closed: readonly Segment[] = [];
  let current: Segment | null = null;
  let made = false;
  let diskBytes = 0;
  let busy = false;
  let rollAfter = false;
  let cached: { readonly offset: number; readonly bytes: Uint8Array } | null = null;

  const pathOf = (segment: Segment) => join(dir, segmentName(segment.start));
  const all = (): readonly Segment[] => (current === null || current.size === 0 ? closed : [...closed, current]);

  function close(): void {
    if (current !== null && current.size > 0) closed = [...closed, current];
    current = null;
  }

  async function writeNow(offset: number, parts: readonly Uint8Array[], marks: readonly Mark[]): Promise<void> {
    if (!made) await mkdir(dir, { recursive: true, mode: 0o700 });
    made = true;
    const record = sealRecord(key, offset, parts, marks);
    const recordBytes = record.reduce((sum, part) => sum + part.length, 0);
    if (current !== null && current.size >= segmentBytes) close();
    if (current === null || current.size === 0) {
      current = { start: offset, end: offset, size: 0, offsets: [], places: [] };
    }
    const segment = current;
    await withFile(pathOf(segment), constants.O_WRONLY | constants.O_CREAT, async (handle) => {
      try {
        await writeAll(handle, record, segment.size);
      } catch (error) {
        // half a record would stand in the way of whoever reads after a crash
        await handle.truncate(segment.size).catch(() => {});
        throw error;
      }
    });
    segment.offsets.push(offset);
    segment.places.push(segment.size);
    segment.size += recordBytes;
    diskBytes += recordBytes;
    segment.end = offset + parts.reduce((sum, part) => sum + part.length, 0);
    deps.onWritten?.(recordBytes);
  }

  /** The last record that begins at or before the offset. */
  function recordAt(offset: number): { readonly segment: Segment; readonly index: number } | null {
    const segment =
      current !== null && current.size > 0 && current.start <= offset
        ? current
        : last(closed, (one) => one.start <= offset);
    if (segment === undefined) return null;
    let low = 0;
    let high = segment.offsets.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((segment.offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { segment, index: low };
  }

  async function load(segment: Segment, index: number): Promise<{ offset: number; bytes: Uint8Array }> {
    const from = segment.places[index] ?? 0;
    const to = segment.places[index + 1] ?? segment.size;
    const record = await withFile(pathOf(segment), constants.O_RDONLY, (handle) => readAll(handle, from, to - from));
    const { offset, bytes } = openRecord(key, record);
    if (offset !== segment.offsets[index]) throw new Error('another record than was written');
    return { offset, bytes };
  }

  return {
    get start() {
      return closed[0]?.start ?? (current !== null && current.size > 0 ? current.start : null);
    },
    get diskBytes() {
      return diskBytes;
    },
    async write(offset, parts, marks) {
      busy = true;
      try {
        await writeNow(offset, parts, marks);
      } finally {
        busy = false;
        if (rollAfter) close();
        rollAfter = false;
      }
    },
    async read(offset, maxBytes) {
      const within = (one: { offset: number; bytes: Uint8Array }) =>
        offset >= one.offset && offset < one.offset + one.bytes.length;
      let record = cached;
      if (record === null || !within(record)) {
        const found = recordAt(offset);
        if (found === null) throw new RangeError('not on disk');
        record = await load(found.segment, found.index);
        if (!within(record)) throw new RangeError('not on disk');
        cached = record;
      }
      const at = offset - record.offset;
      const bytes = record.bytes.subarray(at, at + maxBytes);
      // read to its end, and nobody comes back soon
      if (at + bytes.length === record.bytes.length) cached = null;
      return bytes;
    },
    after(offset) {
      const next = all()
        .flatMap((segment) => segment.offsets)
        .find((start) => start > offset);
      return next ?? Number.POSITIVE_INFINITY;
    },
    roll() {
      if (busy) rollAfter = true;
      else close();
    },
    trim(before, mostBytes = Number.POSITIVE_INFINITY) {
      let freed = 0;
      for (let first = closed[0]; first !== undefined && first.end <= before; first = closed[0]) {
        if (freed >= mostBytes) break;
        closed = closed.slice(1);
        freed += first.size;
        diskBytes -= first.size;
        // a file that stays is removed with its folder
        rm(pathOf(first), { force: true }).catch(() => {});
      }
      return freed;
    },
    async sync() {
      const newest = all().at(-1);
      if (newest === undefined) return;
      await withFile(pathOf(newest), constants.O_RDWR, (handle) => handle.datasync());
    },
  };
}

export interface SegmentFile {
  readonly start: number;
  readonly path: string;
  readonly size: number;
}

/** The files in a folder, in the order of what they hold. A folder that is gone has none. */
export async function listSegmentFiles(dir: string): Promise<readonly SegmentFile[]> {
  const names = await readdir(dir).catch(() => [] as string[]);
  const files = await Promise.all(
    names.map(async (name): Promise<SegmentFile | null> => {
      const start = NAME.exec(name)?.[1];
      if (start === undefined) return null;
      const path = join(dir, name);
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      );
      return { start: Number(start), path, size };
    }),
  );
  return files.filter((file) => file !== null).sort((one, other) => one.start - other.start);
}

/** One past the last byte that the last file holds, by its headers alone: nothing has to be decrypted for it. */
export async function endOfSegmentFile(file: SegmentFile): Promise<number> {
  return withFile(file.path, constants.O_RDONLY, async (handle) => {
    let end = file.start;
    for (let place = 0; place + HEADER_BYTES <= file.size; ) {
      const header = readHeader(await readAll(handle, place, HEADER_BYTES));
      if (header === null || place + header.size > file.size) break;
      end = header.offset + header.byteLength;
      place += header.size;
    }
    return end;
  });
}

async function withFile<T>(path: string, flags: number, run: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags, 0o600);
  try {
    return await run(handle);
  } finally {
    await handle.close();
  }
}

async function readAll(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw Object.assign(new Error('a file is shorter than it was'), { code: 'ESHORT' });
    done += bytesRead;
  }
  return bytes;
}

function last<T>(list: readonly T[], fits: (one: T) => boolean): T | undefined {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const one = list[index];
    if (one !== undefined && fits(one)) return one;
  }
  return undefined;
}
