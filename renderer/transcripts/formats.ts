import type { TranscriptFormat } from '../../electron/contract.ts';

/** What a terminal's screen and scrollback can be saved as. */
export type SeenFormat = Exclude<TranscriptFormat, 'asciicast'>;

export const seenFormats: readonly { readonly format: SeenFormat; readonly label: string }[] = [
  { format: 'text', label: 'Text' },
  { format: 'ansi', label: 'Text with colours (ANSI)' },
  { format: 'html', label: 'Web page (HTML)' },
];

export const transcriptFormats: readonly { readonly format: TranscriptFormat; readonly label: string }[] = [
  ...seenFormats,
  { format: 'asciicast', label: 'Recording with times (asciicast)' },
];
