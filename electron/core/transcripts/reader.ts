import { readFile } from 'node:fs/promises';
import { openRecord, RECORD_START, readHeader, type Stretch } from './record.ts';
import { listSegmentFiles } from './segments.ts';

/** So much is handed on at once, however it was written: who exports holds few of them. */
const PIECE_BYTES = 256 * 1024;

/**
 * What a transcript's files hold from one offset up to another, in order, a few megabytes in memory at a time. What is
 * damaged or gone is left out, which the offsets show.
 */
export async function* readStretches(
  dir: string,
  key: Uint8Array,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Stretch> {
  const files = await listSegmentFiles(dir);
  for (const [index, file] of files.entries()) {
    const next = files[index + 1];
    if (next !== undefined && next.start <= from) continue;
    if (file.start >= to) return;
    // dropped meanwhile: the disk budget goes on while we read
    const bytes = await readFile(file.path).catch(() => null);
    if (bytes === null) continue;
    for (const stretch of openRecords(key, bytes)) {
      const cut = within(stretch, from, to);
      if (cut.bytes.length > 0) yield* inPieces(cut);
    }
  }
}

function* openRecords(key: Uint8Array, file: Buffer): Generator<Stretch> {
  for (let place = 0; place >= 0 && place < file.length; ) {
    const header = readHeader(file.subarray(place));
    const stretch = header === null ? null : openOrNull(key, file.subarray(place, place + header.size));
    // What is damaged, or was being written when the process was stopped, may have a wrong length: the next record stands
    // on its own, and is found by how it begins.
    if (header === null || stretch === null) place = file.indexOf(RECORD_START, place + 1);
    else {
      yield stretch;
      place += header.size;
    }
  }
}

function openOrNull(key: Uint8Array, record: Buffer): Stretch | null {
  try {
    return openRecord(key, record);
  } catch {
    return null;
  }
}

function* inPieces({ offset, bytes, marks }: Stretch): Generator<Stretch> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const from = offset + at;
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    // what happened before the first of them belongs to it
    const own = marks.filter((mark) => (at === 0 || mark.offset >= from) && mark.offset < from + piece.length);
    yield { offset: from, bytes: piece, marks: own };
  }
}

function within({ offset, bytes, marks }: Stretch, from: number, to: number): Stretch {
  const start = Math.min(Math.max(from, offset), offset + bytes.length);
  const end = Math.max(start, Math.min(to, offset + bytes.length));
  if (start === offset && end === offset + bytes.length) return { offset, bytes, marks };
  return {
    offset: start,
    bytes: bytes.subarray(start - offset, end - offset),
    marks: marks.filter((mark) => mark.offset < end),
  };
}
