import type { TerminalSession, TranscriptFormat } from '../../electron/contract.ts';

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

const ENDINGS: Readonly<Record<SeenFormat, string>> = { text: 'txt', ansi: 'ansi', html: 'html' };

/** `build-4711.txt`; core, or the browser, makes it safe for the file system. */
export function seenFileName({ job, title }: Pick<TerminalSession, 'job' | 'title'>, format: SeenFormat): string {
  const name = (job === null ? title : `${job.name}-${job.id}`).replace(/[\\/]+/g, '-');
  return `${name.slice(0, 80)}.${ENDINGS[format]}`;
}
