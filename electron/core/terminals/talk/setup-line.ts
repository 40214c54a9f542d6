import { withoutEscapes } from '../tail.ts';
import { findOwnMark } from './own-mark.ts';

/*
 * The one line that Jobdeck types itself, and what a shell makes of it. Pure.
 *
 * A runner sets no window size and often no TERM (gitlab.md 4.4, measured), and no message could carry them, so they are
 * typed. What comes back is taken out of the output again: the echo up to a mark that only the line's own `printf` can
 * print, and the prompt that is drawn anew.
 */

export interface PaneSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a shell answered in its mark. */
export interface ShellAnswer {
  readonly directory: string | null;
  /** `CI_PROJECT_DIR`; null = it has none of the job's variables. */
  readonly projectDirectory: string | null;
}

const MARK_NUMBER = '7133';

/**
 * For bash, dash, busybox and zsh, also under `set -eu`. Leaves no variable, keeps `$?`, and takes itself out of bash's
 * history, where the space in front does not (HISTCONTROL is often unset for root). TERM is set where there is none or
 * `dumb`, as on the shell executor, and not changed where the image has another.
 */
export function setupLine({ columns, rows }: PaneSize, nonce: string): string {
  return [
    ' _jd=$?',
    `stty rows ${rows} cols ${columns} 2>/dev/null||:`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'case ${TERM:-dumb} in dumb)export TERM=xterm-256color;;esac',
    `[ "\${BASH_VERSION-}" ]&&case "$(history 1)" in *${nonce}*)history -d $(history 1|(read -r n _;echo $n));;esac`,
    `printf '\\033]${MARK_NUMBER};%s\\036%s\\036%s\\007' ${nonce} "$PWD" "\${CI_PROJECT_DIR-}"`,
    'case $- in *e*)unset _jd;;*)eval "unset _jd;(exit $_jd)";;esac',
  ].join(';');
}

export interface Mark {
  /** Offsets in bytes. */
  readonly start: number;
  readonly end: number;
  readonly answer: ShellAnswer;
}

/** The mark of this line in what was printed since; null = not (whole) yet. */
export function findMark(bytes: Buffer, nonce: string): Mark | null {
  const found = findOwnMark(bytes, MARK_NUMBER, nonce);
  if (found === null) return null;
  const { start, end, fields } = found;
  const [directory, projectDirectory] = fields;
  return { start, end, answer: { directory: pathOf(directory), projectDirectory: pathOf(projectDirectory) } };
}

/** Absolute, of a sane length, and without what a terminal would obey. */
export function pathOf(text: string | undefined): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in it
  return text !== undefined && /^\/[^\u0000-\u001f\u007f-\u009f]{0,1000}$/.test(text) ? text : null;
}

/**
 * What stands between the line and its mark and is no echo of it: printed by something in the background. An echo comes
 * in pieces, as line editors wrap it or scroll it sideways (`<` in front), but each piece is one of the line's.
 */
export function foreignLines(echoed: string, prompt: string, line: string): readonly string[] {
  const own = `${prompt}${line}`;
  return withoutEscapes(echoed)
    .split(/[\r\n\b]+/)
    .filter((piece) => {
      const text = piece.replace(/^</, '').replace(/>$/, '').trim();
      return text !== '' && !own.includes(text) && !own.includes(piece.trim());
    });
}

/**
 * What is to be shown once the prompt has been drawn anew: nothing where it looks as the one that stands there already,
 * else the new one in its place, behind what others printed meanwhile.
 */
export function afterSetup(before: string, redrawn: string, foreign: readonly string[]): string {
  if (foreign.length === 0 && before.endsWith(redrawn)) return '';
  const lines = redrawn.split('\n').length - 1;
  const up = lines === 0 ? '' : `\u001b[${lines}A`;
  return `\r${up}\u001b[J${foreign.map((line) => `${line}\r\n`).join('')}${redrawn}`;
}

/** `cd` there, as one would type it. */
export function goLine(directory: string): string {
  const plain = /^[\w@%+=:,./-]+$/.test(directory);
  return `cd ${plain ? directory : `'${directory.replaceAll("'", "'\\''")}'`}`;
}
