import type { SessionId } from '../../../electron/contract.ts';
import type { PatternAnswer, PatternRunner } from '../patterns/pattern-runner.ts';
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

/** So much of a line is looked at. */
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

export type LineHit = Omit<Found, 'row' | 'text'>;

export function findIn(text: string, query: RegExp): LineHit | null {
  let first: { start: number; length: number } | null = null;
  let hits = 0;
  for (const match of text.matchAll(query)) {
    if (match[0] === '') continue;
    hits += 1;
    first ??= { start: match.index, length: match[0].length };
  }
  return first && { ...first, hits };
}

/** Looks through lines. */
export interface LineMatcher {
  /** So many at once. */
  readonly lines: number;
  readonly match: (
    texts: readonly string[],
  ) => Promise<{ readonly status: 'found'; readonly hits: readonly (LineHit | null)[] } | NotFound>;
}

type NotFound = Exclude<PatternAnswer, { readonly status: 'found' }>;

/** Text is looked for on the page: that takes no longer than its lines are long. */
export function matchText(query: RegExp): LineMatcher {
  return { lines: 32, match: async (texts) => ({ status: 'found', hits: texts.map((text) => findIn(text, query)) }) };
}

/** Far more than lines have. */
const mostHits = 100_000;

/** Patterns are the user's own, and run where they can be stopped. */
export function matchPattern(query: RegExp, runner: PatternRunner): LineMatcher {
  return {
    lines: 512,
    async match(texts) {
      const answer = await runner.find(query, texts, mostHits);
      if (answer.status !== 'found') return answer;
      const byLine = new Map<number, LineHit>();
      for (const { text, start, length } of answer.hits) {
        const known = byLine.get(text);
        byLine.set(text, known ? { ...known, hits: known.hits + 1 } : { start, length, hits: 1 });
      }
      return { status: 'found', hits: texts.map((_text, line) => byLine.get(line) ?? null) };
    },
  };
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
/**
 * Searches one terminal from its newest line back, at most so many lines with hits. `stopped`: there is another query by
 * then.
 */
export async function searchLines(
  sessionId: SessionId,
  lines: Lines,
  { lines: atOnce, match }: LineMatcher,
  most: number,
  { now, breathe, stopped }: SearchDeps,
): Promise<{ readonly status: 'found'; readonly finds: SessionFinds } | NotFound> {
  const found: Found[] = [];
  let sliceEnd = now() + sliceMs;
  for (let row = lines.count() - 1; row >= 0; ) {
    const batch: { readonly text: string; readonly from: number }[] = [];
    while (row >= 0 && batch.length < atOnce) {
      const line = lines.endingAt(row);
      batch.push(line);
      row = line.from - 1;
    }
    const answer = await match(batch.map(({ text }) => text.slice(0, longestLine)));
    if (stopped()) return { status: 'stopped' };
    if (answer.status !== 'found') return answer;
    for (const [index, { text, from }] of batch.entries()) {
      const hit = answer.hits[index];
      if (!hit) continue;
      if (found.length === most) return { status: 'found', finds: { sessionId, lines: found, more: true } };
      found.push({ row: from, text, ...hit });
    }
    if (now() >= sliceEnd) {
      await breathe();
      if (stopped()) return { status: 'stopped' };
      sliceEnd = now() + sliceMs;
    }
    // Output that came meanwhile pushes old lines out; those are not read any more.
    row = Math.min(row, lines.count() - 1);
  }
  return { status: 'found', finds: { sessionId, lines: found, more: false } };
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
