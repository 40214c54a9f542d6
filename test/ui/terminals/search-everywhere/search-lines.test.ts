import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileQuery,
  excerpt,
  findIn,
  type Lines,
  matchText,
  type SearchDeps,
  type SessionFinds,
  searchLines,
} from '../../../../renderer/terminals/search-everywhere/search-lines.ts';

const query = (text: string, part: { regex?: boolean; caseSensitive?: boolean; wholeWord?: boolean } = {}) => ({
  text,
  regex: false,
  caseSensitive: false,
  wholeWord: false,
  ...part,
});

const linesOf = (texts: readonly string[]): Lines => ({
  count: () => texts.length,
  endingAt: (row) => ({ text: texts[row] ?? '', from: row }),
});

const calm: SearchDeps = { now: () => 0, breathe: async () => undefined, stopped: () => false };

describe('a query', () => {
  it.each([
    ['plain text, whatever its case', query('a.B'), 'x A.b a.b aXb', 2],
    ['text of the same case', query('Ab', { caseSensitive: true }), 'ab Ab AB', 1],
    ['characters that patterns are made of', query('(a|b)*[c] {d}-e/f\\g^$?+'), '(a|b)*[c] {d}-e/f\\g^$?+', 1],
    ['whole words, also beside a letter with an accent', query('ok', { wholeWord: true }), 'ok oké ok, notok ok_1', 2],
    ['a pattern', query('e\\d+', { regex: true }), 'e1 e22 e', 2],
    ['a pattern that needs no Unicode to be one', query('a\\-b', { regex: true }), 'a-b', 1],
    ['nothing where only an empty match is', query('x*', { regex: true }), 'abc', 0],
  ])('finds %s', (_what, of, text, hits) => {
    const pattern = compileQuery(of);
    expect(pattern && (findIn(text, pattern)?.hits ?? 0)).toBe(hits);
  });

  it('is none when its pattern is not valid', () => {
    expect(compileQuery(query('(', { regex: true }))).toBeNull();
    expect(compileQuery(query('('))).not.toBeNull();
  });

  it('finds any text that stands in a line, where it stands', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.string({ maxLength: 20 }), (text, before) => {
        const pattern = compileQuery(query(text, { caseSensitive: true }));
        const line = `${before}${text}`;
        expect(pattern && findIn(line, pattern)?.start).toBe(line.indexOf(text));
      }),
    );
  });
});

/** What is found by text; null = stopped. */
async function search(lines: Lines, most: number, deps: SearchDeps): Promise<SessionFinds | null> {
  const answer = await searchLines('s', lines, matchText(/hit/g), most, deps);
  return answer.status === 'found' ? answer.finds : null;
}

describe('the search of a terminal', () => {
  const texts = Array.from({ length: 500 }, (_, row) => (row % 5 === 0 ? `hit ${row} hit` : `line ${row}`));

  it('gives the newest first, as many as were asked for, and says when there are more', async () => {
    const some = await search(linesOf(texts), 3, calm);
    expect(some?.lines.map(({ row, hits }) => [row, hits])).toEqual([
      [495, 2],
      [490, 2],
      [485, 2],
    ]);
    expect(some?.more).toBe(true);
    const all = await search(linesOf(texts), 100, calm);
    expect([all?.lines.length, all?.more]).toEqual([100, false]);
  });

  it('lets the page breathe, and stops for another query', async () => {
    let time = 0;
    let breaths = 0;
    const deps: SearchDeps = {
      now: () => {
        time += 5;
        return time;
      },
      breathe: async () => {
        breaths += 1;
      },
      stopped: () => breaths === 3,
    };
    expect(await search(linesOf(texts), 1000, deps)).toBeNull();
    expect(breaths).toBe(3);
  });

  it('does not run past what is left when the scrollback becomes shorter meanwhile', async () => {
    let length = texts.length;
    const lines: Lines = {
      count: () => length,
      endingAt: (row) => ({ text: row < length ? 'hit' : 'gone', from: row }),
    };
    const found = await search(lines, 1000, {
      now: (() => {
        let time = 0;
        return () => (time += 10);
      })(),
      breathe: async () => {
        length = 10;
      },
      stopped: () => false,
    });
    expect(found?.lines.at(-1)?.row).toBe(0);
    expect(found?.lines.filter(({ row }) => row < 10)).toHaveLength(10);
  });

  it('is shown by what stands around the hit', () => {
    const text = `${'a'.repeat(60)} needle in a haystack`;
    const found = { row: 0, text, start: 61, length: 6, hits: 1 };
    expect(excerpt(found)).toEqual({ before: `…${'a'.repeat(27)} `, hit: 'needle', after: ' in a haystack' });
  });
});
