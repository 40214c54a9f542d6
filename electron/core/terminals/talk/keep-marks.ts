import { KEEPERS, type Keeper } from './keepers.ts';

/*
 * What keep-shell.sh says, in sequences that terminals leave alone, with a nonce that what runs in the job does not know. Pure.
 */

/**
 * `new`, `old`: the program starts now, around a new shell or one that was kept; `again`: after a word of ours. Each waits
 * for an empty line.
 */
export type KeepMark =
  | { readonly is: 'new' | 'old' | 'again'; readonly by: Keeper }
  /** Detached: one line is waited for. */
  | { readonly is: 'ask' }
  /** The kept shell has ended. An empty line is waited for, and the loop ends, too. */
  | { readonly is: 'end' }
  /** None of the three is there, or it would not start. The outer shell goes on as if nothing had been typed. */
  | { readonly is: 'none' | 'failed' };

export interface FoundMark {
  readonly start: number;
  readonly end: number;
  readonly mark: KeepMark;
}

const MARK_NUMBER = '7134';
const FIELD = '\u001e';
const MARKS = ['new', 'old', 'again', 'ask', 'end', 'none', 'failed'];

/** The first of our marks in this; null = none (yet). */
export function findKeepMark(bytes: Buffer, nonce: string): FoundMark | null {
  const head = `\u001b]${MARK_NUMBER};${nonce}${FIELD}`;
  const start = bytes.indexOf(head, 0, 'latin1');
  if (start < 0) return null;
  const end = bytes.indexOf(0x07, start);
  if (end < 0) return null;
  const [is = '', by = ''] = bytes.toString('latin1', start + head.length, end).split(FIELD);
  if (!MARKS.includes(is) || (['new', 'old', 'again'].includes(is) && !KEEPERS.some((one) => one === by))) return null;
  return { start, end: end + 1, mark: { is, by } as KeepMark };
}
