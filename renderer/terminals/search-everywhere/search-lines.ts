import type { SessionId } from '../../../electron/contract.ts';
import type { Found, SearchQuery } from '../terminal-contract.ts';

/** Lines that can be read by number, as long as nothing is written meanwhile; 0 is the oldest. */
export interface Lines {
  readonly count: () => number;
  /** The line that ends with this row, and the row where it begins: a long line takes several. */
  readonly endingAt: (row: number) => { readonly text: string; readonly from: number };
}

export interface SessionFinds {
  readonly sessionId: SessionId;
  /** The newest first. */
  readonly lines: readonly Found[];
  /** There are older ones than were asked for. */
  readonly more: boolean;
}

/** A pattern of the user's own may be slow on a long line, and nothing can stop it there. */
const longestLine = 4000;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Null when it is no valid pattern. */
export function compileQuery({ text, regex, caseSensitive, wholeWord }: SearchQuery): RegExp | null {
  const source = regex ? text : escaped(text).replaceAll('\\-', '-').replaceAll('\\/', '/');
  const whole = wholeWord ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source;
  const flags = caseSensitive ? 'g' : 'gi';
  return pattern(whole, `${flags}u`) ?? pattern(wholeWord ? `\\b(?:${source})\\b` : source, flags);
}

function pattern(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

export function findIn(text: string, query: RegExp): Omit<Found, 'row' | 'text'> | null {
  let first: { start: number; length: number } | null = null;
  let hits = 0;
  for (const match of text.slice(0, longestLine).matchAll(query)) {
    if (match[0] === '') continue;
    hits += 1;
    first ??= { start: match.index, length: match[0].length };
  }
  return first && { ...first, hits };
}

export interface SearchDeps {
  /** Monotonic ms. */
  readonly now: () => number;
  /** Lets the page do what waits, a key among it. */
  readonly breathe: () => Promise<void>;
  readonly stopped: () => boolean;
}

/** So long the page is kept from its other work. */
const sliceMs = 8;
/** Asking for the time costs as much as some lines do. */
const linesBetweenLooks = 32;

/**
 * Searches one terminal from its newest line back, at most so many lines with hits. Null when it was stopped: there is
 * another query by then.
 */
export async function searchLines(
  sessionId: SessionId,
  lines: Lines,
  query: RegExp,
  most: number,
  { now, breathe, stopped }: SearchDeps,
): Promise<SessionFinds | null> {
  const found: Found[] = [];
  let sliceEnd = now() + sliceMs;
  let looked = 0;
  for (let row = lines.count() - 1; row >= 0; ) {
    const { text, from } = lines.endingAt(row);
    const hit = findIn(text, query);
    if (hit !== null) {
      if (found.length === most) return { sessionId, lines: found, more: true };
      found.push({ row: from, text, ...hit });
    }
    row = from - 1;
    looked += 1;
    if (looked % linesBetweenLooks !== 0 || now() < sliceEnd) continue;
    await breathe();
    if (stopped()) return null;
    sliceEnd = now() + sliceMs;
    // Output that came meanwhile pushes old lines out; those are not read any more.
    row = Math.min(row, lines.count() - 1);
  }
  return stopped() ? null : { sessionId, lines: found, more: false };
}

/** The part of a line around its first hit, as a list shows it. */
export function excerpt({ text, start, length }: Found): { before: string; hit: string; after: string } {
  const from = Math.max(0, start - 28);
  const before = text.slice(from, start).trimStart();
  return {
    before: from > 0 ? `…${before}` : before,
    hit: text.slice(start, start + Math.min(length, 120)),
    after: text.slice(start + length, start + length + 120),
  };
}
