import { insideQuotes, quoteForShell } from './shell-quoting.ts';

/** What a snippet can say of the job whose terminal gets it. */
export const placeholderNames = [
  'project',
  'project_id',
  'ref',
  'job_id',
  'job_name',
  'pipeline_id',
  'stage',
  'runner',
  'instance',
  'user',
] as const;

export type PlaceholderName = (typeof placeholderNames)[number];

/** Null = not known of this terminal. */
export type PlaceholderValues = Readonly<Record<PlaceholderName, string | null>>;

interface Placeholder {
  readonly kind: 'value';
  /** As it stands in the text. */
  readonly written: string;
  readonly name: string;
  /** Typed by the user each time. */
  readonly asked: boolean;
  /** Put in as it is, without quotes. */
  readonly raw: boolean;
  readonly at: number;
}

type Piece = Placeholder | { readonly kind: 'text'; readonly text: string };

// Braces are the shell's too: `${ref}` is a variable, `{{ref}}` a template's, and a name that is no placeholder is text.
const pattern = /(?<![${\\])\{(raw:)?(?:\?([^{}\n]{1,40})|([a-z_]+))\}(?!\})/g;

function readPieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const [written, raw, question, known] = match;
    const isKnown = known !== undefined && (placeholderNames as readonly string[]).includes(known);
    if (question === undefined && !isKnown) continue;
    pieces.push({ kind: 'text', text: text.slice(done, match.index) });
    const name = question?.trim() ?? known ?? '';
    pieces.push({
      kind: 'value',
      written,
      name,
      asked: question !== undefined,
      raw: raw !== undefined,
      at: match.index,
    });
    done = match.index + written.length;
  }
  pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}

const placeholdersOf = (text: string): readonly Placeholder[] =>
  readPieces(text).filter((piece): piece is Placeholder => piece.kind === 'value');

/** What must be asked before the snippet can be sent, each once, in the order of the text. */
export function questionsOf(text: string): readonly string[] {
  return [...new Set(placeholdersOf(text).flatMap(({ asked, name }) => (asked ? [name] : [])))];
}

/** It says something of the job, so that a terminal without one cannot get it. */
export function needsJob(text: string): boolean {
  return placeholdersOf(text).some(({ asked }) => !asked);
}

/**
 * Why the text cannot be a snippet, as a sentence; null = it can. A value is put in with quotes of its own, which inside
 * other quotes would undo them, and a branch that is named like a command would run.
 */
export function problemOf(text: string): string | null {
  if (text.trim() === '') return 'Write the command first.';
  for (const { written, at, raw } of placeholdersOf(text)) {
    if (raw || !insideQuotes(text, at)) continue;
    return `${written} stands where the shell reads it in another way (in quotes, backquotes, a comment or a here-document). Jobdeck quotes each value itself: put it outside.`;
  }
  return null;
}

export type Expansion =
  | { readonly ok: true; readonly text: string }
  /** Why not, as a sentence. */
  | { readonly ok: false; readonly problem: string };

// A line editor acts on these before any shell can see that they are quoted.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const untypable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** The text with everything put in: names of jobs and branches are anybody's words, so each is one word for the shell. */
export function expand(text: string, values: PlaceholderValues, answers: Readonly<Record<string, string>>): Expansion {
  const problem = problemOf(text);
  if (problem !== null) return { ok: false, problem };
  let whole = '';
  for (const piece of readPieces(text)) {
    if (piece.kind === 'text') {
      whole += piece.text;
      continue;
    }
    const value = piece.asked ? (answers[piece.name] ?? '') : values[piece.name as PlaceholderName];
    if (value === null) return { ok: false, problem: `${piece.written} is not known of this terminal.` };
    if (value === '' && piece.asked) return { ok: false, problem: `Say what ${piece.name} is.` };
    if (untypable.test(value)) {
      return { ok: false, problem: `${piece.written} has characters that cannot be typed into a shell.` };
    }
    // What was put in as it is may have opened quotes.
    if (!piece.raw && insideQuotes(whole, whole.length)) {
      return { ok: false, problem: `${piece.written} would stand in quotes that a value before it has opened.` };
    }
    whole += piece.raw ? value : quoteForShell(value);
  }
  return { ok: true, text: whole };
}
