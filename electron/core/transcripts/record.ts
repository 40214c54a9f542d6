import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Something that happened at a place in the output. */
export interface Mark {
  readonly at: number;
  /** Absolute. What follows it came at `at` or later. */
  readonly offset: number;
  readonly kind: 'output' | 'seam' | 'size';
  /** Of the view; 0 unless the kind is `size`. */
  readonly columns: number;
  readonly rows: number;
}

/** A stretch of output and what happened in it, as it is written and read. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly marks: readonly Mark[];
}

export interface RecordHeader {
  readonly offset: number;
  readonly byteLength: number;
  readonly markCount: number;
  /** Of the whole record, header included. */
  readonly size: number;
}

export const HEADER_BYTES = 32;
export const RECORD_START = Buffer.from('JDR1');
const MARK_BYTES = 20;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KINDS: readonly Mark['kind'][] = ['output', 'seam', 'size'];
/** Far above what is written: a damaged header must not ask for the machine's memory. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_MARKS = 1_000_000;

/**
 * One record, in pieces that are not joined first: header in the clear (authenticated), then marks and output under AES-256-GCM, then the tag. The nonce is
 * random and new for each attempt, since a place that a failing disk took half of is written again with other content.
 */
export function sealRecord(
  key: Uint8Array,
  offset: number,
  parts: readonly Uint8Array[],
  marks: readonly Mark[],
): readonly Buffer[] {
  const byteLength = parts.reduce((sum, part) => sum + part.length, 0);
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(RECORD_START);
  header.writeUInt32BE(byteLength, 4);
  header.writeUInt32BE(marks.length, 8);
  header.writeDoubleBE(offset, 12);
  const nonce = randomBytes(NONCE_BYTES);
  header.set(nonce, 20);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(header);
  const sealed = [header, cipher.update(encodeMarks(marks, offset)), ...parts.map((part) => cipher.update(part))];
  return [...sealed, cipher.final(), cipher.getAuthTag()].filter((part) => part.length > 0);
}

/** Null where no record begins. */
export function readHeader(bytes: Uint8Array): RecordHeader | null {
  if (bytes.length < HEADER_BYTES) return null;
  const header = asBuffer(bytes);
  const byteLength = header.readUInt32BE(4);
  const markCount = header.readUInt32BE(8);
  const offset = header.readDoubleBE(12);
  const isRecord = header.subarray(0, RECORD_START.length).equals(RECORD_START);
  if (!isRecord || byteLength > MOST_BYTES || markCount > MOST_MARKS) return null;
  if (!Number.isSafeInteger(offset) || offset < 0) return null;
  return { offset, byteLength, markCount, size: HEADER_BYTES + markCount * MARK_BYTES + byteLength + TAG_BYTES };
}

/** Throws when it was not written whole, by this key, for this place. */
export function openRecord(key: Uint8Array, record: Uint8Array): Stretch {
  const bytes = asBuffer(record);
  const header = readHeader(bytes);
  if (header === null || bytes.length < header.size) throw new Error('no whole record');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(20, 20 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(bytes.subarray(0, HEADER_BYTES));
  decipher.setAuthTag(bytes.subarray(header.size - TAG_BYTES, header.size));
  const body = decipher.update(bytes.subarray(HEADER_BYTES, header.size - TAG_BYTES));
  decipher.final();
  const marksEnd = header.markCount * MARK_BYTES;
  return {
    offset: header.offset,
    bytes: body.subarray(marksEnd),
    marks: decodeMarks(body.subarray(0, marksEnd), header.offset),
  };
}

function encodeMarks(marks: readonly Mark[], offset: number): Buffer {
  const bytes = Buffer.alloc(marks.length * MARK_BYTES);
  marks.forEach((mark, index) => {
    const at = index * MARK_BYTES;
    bytes.writeDoubleBE(mark.at, at);
    bytes.writeUInt32BE(mark.offset - offset, at + 8);
    bytes.writeUInt16BE(KINDS.indexOf(mark.kind), at + 12);
    bytes.writeUInt16BE(mark.columns, at + 14);
    bytes.writeUInt16BE(mark.rows, at + 16);
  });
  return bytes;
}

function decodeMarks(bytes: Buffer, offset: number): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = 0; at + MARK_BYTES <= bytes.length; at += MARK_BYTES) {
    marks.push({
      at: bytes.readDoubleBE(at),
      offset: offset + bytes.readUInt32BE(at + 8),
      kind: KINDS[bytes.readUInt16BE(at + 12)] ?? 'output',
      columns: bytes.readUInt16BE(at + 14),
      rows: bytes.readUInt16BE(at + 16),
    });
  }
  return marks;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
