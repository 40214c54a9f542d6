import type { TerminalColours } from '../../../../electron/contract.ts';

/** What is wrong with a theme file, as sentences for people. */
export class ThemeFileError extends Error {}

export interface ReadTheme {
  /** Null = the file does not say; it is then called as the file. */
  readonly name: string | null;
  readonly colours: TerminalColours;
}

/** Colours as a file names them, before it is known whether they are enough. */
export interface ColourDraft {
  background?: unknown;
  foreground?: unknown;
  cursor?: unknown;
  cursorText?: unknown;
  selection?: unknown;
  ansi: unknown[];
}

const ansiNames = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'bright black',
  'bright red',
  'bright green',
  'bright yellow',
  'bright blue',
  'bright magenta',
  'bright cyan',
  'bright white',
];

/** As `#rrggbb`, from the ways that theme files write it; null for what is no colour. An opacity is left out. */
export function readColour(written: unknown): string | null {
  if (typeof written !== 'string') return null;
  const trimmed = written
    .trim()
    .toLowerCase()
    .replace(/^['"]|['"]$/g, '');
  const x11 = /^rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/.exec(trimmed);
  if (x11) return `#${x11.slice(1).map(twoDigits).join('')}`;
  const hex = /^(?:#|0x)?([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(trimmed)?.[1];
  if (hex === undefined) return null;
  return hex.length === 3 ? `#${hex.replace(/./g, '$&$&')}` : `#${hex.slice(0, 6)}`;
}

/** X11 scales each channel by the digits it has: `f` is `ff`, `1234` is `12`. */
function twoDigits(channel: string): string {
  const most = 16 ** channel.length - 1;
  return Math.round((Number.parseInt(channel, 16) / most) * 255)
    .toString(16)
    .padStart(2, '0');
}

/** Whole colours, or an error that names what is missing. */
export function finish(draft: ColourDraft): TerminalColours {
  const missing: string[] = [];
  const wrong: string[] = [];
  const need = (name: string, written: unknown): string => {
    const colour = readColour(written);
    if (colour === null) (written === undefined || written === null ? missing : wrong).push(name);
    return colour ?? '#000000';
  };
  const background = need('background', draft.background);
  const foreground = need('foreground', draft.foreground);
  const ansi = ansiNames.map((name, index) => need(name, draft.ansi[index]));
  if (wrong.length > 0) throw new ThemeFileError(`These are no colours: ${list(wrong)}.`);
  if (missing.length > 0) throw new ThemeFileError(`It has no colour for ${list(missing)}.`);
  return {
    background,
    foreground,
    cursor: readColour(draft.cursor),
    cursorText: readColour(draft.cursorText),
    selection: readColour(draft.selection),
    ansi,
  };
}

function list(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object below a name; an empty one where there is none. */
export function fieldsOf(value: unknown, name: string): Fields {
  const inner = isFields(value) ? value[name] : undefined;
  return isFields(inner) ? inner : {};
}
