import type { Stretch } from './record.ts';

/** What was printed while the view had one size. */
export interface SizedStretch {
  readonly columns: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** Cuts output where the view got another size. Until one is known it is that of GitLab's own page. */
export async function* bySize(stretches: AsyncIterable<Stretch>): AsyncGenerator<SizedStretch> {
  let columns = 80;
  let rows = 24;
  for await (const { bytes, marks, offset } of stretches) {
    let at = 0;
    for (const mark of marks) {
      if (mark.kind !== 'size' || mark.columns === 0) continue;
      const next = { columns: mark.columns, rows: Math.max(1, mark.rows) };
      if (next.columns === columns && next.rows === rows) continue;
      // what happened before the first of these bytes belongs to it
      const to = Math.max(at, mark.offset - offset);
      if (to > at) yield { columns, rows, bytes: bytes.subarray(at, to) };
      at = to;
      ({ columns, rows } = next);
    }
    yield { columns, rows, bytes: bytes.subarray(at) };
  }
}
