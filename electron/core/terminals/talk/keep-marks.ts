import { KEEPERS, type Keeper } from './keepers.ts';
import { findOwnMark } from './own-mark.ts';

/* What keep-shell.sh says. Pure. */

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
const MARKS = ['new', 'old', 'again', 'ask', 'end', 'none', 'failed'];

/** The first of our marks in this; null = none (yet). */
export function findKeepMark(bytes: Buffer, nonce: string): FoundMark | null {
  const found = findOwnMark(bytes, MARK_NUMBER, nonce);
  if (found === null) return null;
  const [is = '', by = ''] = found.fields;
  if (!MARKS.includes(is) || (['new', 'old', 'again'].includes(is) && !KEEPERS.some((one) => one === by))) return null;
  return { start: found.start, end: found.end, mark: { is, by } as KeepMark };
}
