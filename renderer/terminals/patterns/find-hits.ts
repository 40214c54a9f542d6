/** What a worker is asked to look for. */
export interface PatternTask {
  readonly id: number;
  readonly source: string;
  readonly flags: string;
  readonly texts: readonly string[];
  /** More hits than so many are not looked for. */
  readonly most: number;
}

export interface PatternHit {
  /** Index into the texts. */
  readonly text: number;
  readonly start: number;
  readonly length: number;
}

export interface PatternDone {
  readonly id: number;
  /** Null: the engine refuses the pattern, which is too large for it. */
  readonly hits: readonly PatternHit[] | null;
}

/** Every hit that is not empty, in order. Takes as long as the pattern takes: for some, longer than the world stands. */
export function findHits({ source, flags, texts, most }: Omit<PatternTask, 'id'>): readonly PatternHit[] {
  const pattern = new RegExp(source, flags);
  const hits: PatternHit[] = [];
  for (const [text, line] of texts.entries()) {
    for (const match of line.matchAll(pattern)) {
      if (match[0] === '') continue;
      hits.push({ text, start: match.index, length: match[0].length });
      if (hits.length === most) return hits;
    }
  }
  return hits;
}
