/**
 * What only a line of ours can print: a sequence that terminals leave alone, with a nonce that what runs in the job does not
 * know. Should it come too late to be taken out, nothing is seen of it.
 */
export interface OwnMark {
  /** Offsets in bytes. */
  readonly start: number;
  readonly end: number;
  readonly fields: readonly string[];
}

/** Between fields: stands in no path. */
const FIELD = '\u001e';

/** The first mark of this number; null = none, or not whole yet. */
export function findOwnMark(bytes: Buffer, number: string, nonce: string): OwnMark | null {
  const head = `\u001b]${number};${nonce}${FIELD}`;
  const start = bytes.indexOf(head, 0, 'latin1');
  if (start < 0) return null;
  const end = bytes.indexOf(0x07, start);
  if (end < 0) return null;
  return { start, end: end + 1, fields: bytes.toString('utf8', start + head.length, end).split(FIELD) };
}
