import type { Transcript, TranscriptFormat } from '../../contract.ts';

/** Where a transcript's output lies, and which of it is to be read. */
export interface TranscriptSource {
  readonly dir: string;
  readonly key: Uint8Array;
  /** Of the first byte. */
  readonly from: number;
  /** One past the last byte. */
  readonly to: number;
}

/** `scrollback`: no file, but what a tab of an earlier run shows again. */
export type ExportFormat = TranscriptFormat | 'scrollback';

/** What an export's thread is started with. */
export interface ExportOrder {
  readonly transcript: Transcript;
  readonly source: TranscriptSource;
  readonly format: ExportFormat;
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
