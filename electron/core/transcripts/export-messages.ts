import type { Transcript, TranscriptFormat } from '../../contract.ts';

/** Where a transcript's output lies, and how far it is to be read. */
export interface TranscriptSource {
  readonly dir: string;
  readonly key: Uint8Array;
  /** One past the last byte. */
  readonly to: number;
}

/** What an export's thread is started with. */
export interface ExportOrder {
  readonly transcript: Transcript;
  readonly source: TranscriptSource;
  readonly format: TranscriptFormat;
}

/** What it says. */
export type ExportNews =
  /** A piece of the file, to be answered with `WRITTEN` once it is written. */
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }
  | { readonly is: 'read'; readonly doneBytes: number }
  | { readonly is: 'done' };

/** One piece has been written: another may come. */
export const WRITTEN = 'written';
/** So many pieces may be under way; each is a quarter of a megabyte. */
export const PIECES_AHEAD = 4;
