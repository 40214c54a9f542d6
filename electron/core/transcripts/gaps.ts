import type { Stretch } from './record.ts';

/** Puts a line of ours where output is missing that is no longer kept. */
export async function* withGaps(stretches: AsyncIterable<Stretch>): AsyncGenerator<Stretch> {
  let next = 0;
  for await (const stretch of stretches) {
    const missing = stretch.offset - next;
    if (missing > 0) {
      const text = `\u0018\u001b[0;2m[${missing.toLocaleString('en')} bytes are no longer kept]\u001b[0m\r\n`;
      yield { offset: next, bytes: Buffer.from(next === 0 ? text : `\r\n${text}`, 'utf8'), marks: [] };
    }
    yield stretch;
    next = stretch.offset + stretch.bytes.length;
  }
}
