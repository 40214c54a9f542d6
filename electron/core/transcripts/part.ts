import type { SessionId, TranscriptPart } from '../../contract.ts';
import type { Shelf } from './shelf.ts';

/** What a page is given at once. */
const PART_BYTES = 2 * 1024 * 1024;

/** The piece of a transcript that ends at `to`, or at its end. */
export async function readPart(shelf: Pick<Shelf, 'open'>, id: SessionId, to: number | null): Promise<TranscriptPart> {
  const open = await shelf.open(id);
  try {
    const start = open.transcript.droppedBytes;
    const end = start + open.transcript.bytes;
    const last = Math.min(Math.max(to ?? end, start), end);
    const from = Math.max(start, last - PART_BYTES);
    const pieces: Uint8Array[] = [];
    let columns = 80;
    for await (const { bytes, marks } of open.stretches(from, last)) {
      pieces.push(bytes);
      for (const mark of marks) if (mark.kind === 'size') columns = mark.columns;
    }
    return {
      from,
      to: last,
      start,
      end,
      mostBytes: PART_BYTES,
      columns,
      base64: Buffer.concat(pieces).toString('base64'),
    };
  } finally {
    open.close();
  }
}
