import type { SessionFacts, TranscriptFormat } from '../../electron/contract.ts';

/** What of a terminal is saved: its screen and scrollback as they are, or all that it ever printed. */
export type SaveExtent = 'seen' | 'everything';

/** What a terminal's screen and scrollback can be saved as. */
export type SeenFormat = Exclude<TranscriptFormat, 'asciicast'>;

export interface FormatWords {
  readonly label: string;
  /** Of the file's name. */
  readonly ending: string;
  readonly help: string;
}

export const formatWords: Readonly<Record<TranscriptFormat, FormatWords>> = {
  text: { label: 'Plain text', ending: 'txt', help: 'As it reads on the screen, without colours.' },
  html: { label: 'Web page', ending: 'html', help: 'The text with its colours, in one file for any browser.' },
  ansi: {
    label: 'Terminal output',
    ending: 'ansi',
    help: 'With all control codes: “cat” shows it again in a terminal.',
  },
  asciicast: { label: 'Recording', ending: 'cast', help: 'Plays again at the pace it came, with asciinema.' },
};

/** In the order in which they are offered. */
export const transcriptFormats = Object.keys(formatWords) as readonly TranscriptFormat[];

export function isSeenFormat(format: TranscriptFormat): format is SeenFormat {
  return format !== 'asciicast';
}

/** `build-4711.txt`; core, or the browser, makes it safe for the file system. */
export function seenFileName({ job, title }: Pick<SessionFacts, 'job' | 'title'>, format: SeenFormat): string {
  const name = (job === null ? title : `${job.name}-${job.id}`).replace(/[\\/]+/g, '-');
  return `${name.slice(0, 80)}.${formatWords[format].ending}`;
}
