import { withoutEscapes } from '../tail.ts';

/** What the end of a shell's output says about what it waits for. Pure. */

export type PromptKind =
  /** A shell's prompt, as far as its sign tells. */
  | 'shell'
  /** PowerShell's: it has no `stty`, and is never typed into. */
  | 'powershell'
  /** Nothing that could be told from a program's own text. */
  | 'none';

export interface PromptRead {
  readonly kind: PromptKind;
  /** The last line as it is shown: the prompt, if it is one. */
  readonly line: string;
  /**
   * What makes it sure that a line editor waits: bracketed paste switched on (bash, zsh), the question for the cursor
   * that busybox asks at each prompt (measured), or the mark for shells that terminals agree on (OSC 133). `sign`: only
   * that the line ends as prompts do, and stays there.
   */
  readonly by: 'mark' | 'editor' | 'sign';
  /** The shell says itself (OSC 133) that a command runs. */
  readonly runs: boolean;
}

/** Signs that shells end a prompt with. Not `>`: that is what interpreters and databases end theirs with. */
const SIGN = /[#$%❯➜»›λ]\s*$/u;
const POWERSHELL = /^PS [^\n]{0,400}> ?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is being looked for
const MARK = /\u001b\]133;([A-D])[^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const EDITOR = /\u001b\[\?2004h[^\n]*$|\u001b\[6n$/;

/** tmux and screen draw all lines from the top and then put the cursor back on its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const CURSOR_BACK = /\u001b\[(\d*)(?:;(\d*))?H(?:\u001b\[[?>]?[\d;]*[hlm]|\u001b\(B)*$/;
const FROM_TOP = /^(?:1(?:;1)?)?H/;

function drawnLine(raw: string): string | null {
  const back = CURSOR_BACK.exec(raw);
  if (back === null) return null;
  const drawing = raw.slice(0, back.index).split('\u001b[');
  const from = drawing.map((part) => FROM_TOP.test(part)).lastIndexOf(true);
  if (from < 0) return null;
  const lines = drawing
    .slice(from)
    .map((part, index) => (index === 0 ? part.replace(FROM_TOP, '') : `\u001b[${part}`))
    .join('')
    .split('\n');
  const line = lines[Number(back[1] || 1) - 1];
  return line === undefined
    ? null
    : withoutEscapes(line)
        .replaceAll('\r', '')
        .slice(0, Number(back[2] || 1) - 1);
}

/** The line that the cursor stands on, as it is shown. */
export function lastLine(raw: string): string {
  const drawn = drawnLine(raw);
  if (drawn !== null) return drawn;
  const line = withoutEscapes(raw.slice(raw.lastIndexOf('\n') + 1)).replace(/\r+$/, '');
  // what stood there before a return was drawn over
  return line.slice(line.lastIndexOf('\r') + 1);
}

/** `raw`: the end of what was printed, as it came. */
export function readPrompt(raw: string): PromptRead {
  const line = lastLine(raw);
  const mark = [...raw.matchAll(MARK)].at(-1)?.[1];
  const runs = mark === 'C';
  const by = mark === 'A' || mark === 'B' ? 'mark' : EDITOR.test(raw) ? 'editor' : 'sign';
  if (POWERSHELL.test(line)) return { kind: 'powershell', line, by, runs };
  return { kind: !runs && (by === 'mark' || SIGN.test(line)) ? 'shell' : 'none', line, by, runs };
}

/** Paths and numbers differ from one prompt of a shell to its next. */
function shapeOf(line: string): string {
  return line
    .trim()
    .replace(/(?:~|\/)[^\s#$%:)\]]*/g, '/')
    .replace(/\d+/g, '0');
}

const LEAST_COMMON = 4;
const LEAST_SHARE = 0.4;

/**
 * Is this line a prompt of the shell that showed the other one? Interpreters and databases have line editors, too
 * (`>>> `, `postgres=# `), and what is meant for a shell must not be typed there.
 */
export function isSamePrompt(known: string, line: string): boolean {
  const before = shapeOf(known);
  const now = shapeOf(line);
  if (now === before) return true;
  if (before.length < LEAST_COMMON || now.slice(-1) !== before.slice(-1)) return false;
  // something was put in front, as Python's environments do
  if (now.endsWith(before)) return true;
  let common = 0;
  while (common < before.length && before[common] === now[common]) common += 1;
  return common >= Math.max(LEAST_COMMON, before.length * LEAST_SHARE);
}
