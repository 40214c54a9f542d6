const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';

/** What a person should know before text goes to a shell. */
export interface PasteFacts {
  readonly lines: number;
  readonly characters: number;
  /** Control characters that will be taken out. */
  readonly controlCharacters: number;
  /** Characters that go in and cannot be seen, or turn what is seen around. */
  readonly hiddenCharacters: number;
  /** Lines that a tty in line mode would cut (Linux: N_TTY_BUF_SIZE, less its line end; the rest is lost). */
  readonly longLines: number;
  /** True when a shell could run something that was not meant, so that it is worth a question. */
  readonly risky: boolean;
}

/** What a tty in line mode takes of one line. */
export const lineModeBytes = 4095;

// C0 without tab, line feed and carriage return; DEL; C1. ESC is among them, so that no paste can end bracketed paste
// mode or send a sequence of its own (the classic "paste jacking").
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// Also without its ESC, the end mark must not come out whole when a control character inside it is removed.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const endMarks = /(?:\u001b\[|\u009b)20[01]~/g;

// Bidi marks, embeddings, overrides and isolates, separators, and what has no width; but not the joiners and variation
// selectors that emoji and several scripts live by.
const hiddenCharacters = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const encoder = new TextEncoder();

function isLong(line: string): boolean {
  // A UTF-16 unit is at most three bytes.
  return line.length * 3 > lineModeBytes && encoder.encode(line).length > lineModeBytes;
}

export function inspectPaste(text: string): PasteFacts {
  const trimmed = text.replace(/(?:\r\n|\r|\n)+$/, '');
  const lines = trimmed.split(/\r\n|\r|\n/);
  const controls = text.match(controlCharacters)?.length ?? 0;
  const hidden = text.match(hiddenCharacters)?.length ?? 0;
  return {
    lines: lines.length,
    characters: text.length,
    controlCharacters: controls,
    hiddenCharacters: hidden,
    longLines: lines.filter(isLong).length,
    risky: lines.length > 1 || controls > 0 || hidden > 0,
  };
}

/** Takes out everything that is not text, a tab or a line end. Line ends stay as they are. */
export function cleanPaste(text: string): string {
  return text.replace(endMarks, '').replace(controlCharacters, '');
}

/** Joins lines by single spaces, so that a shell sees one command and no Enter. */
export function joinLines(text: string): string {
  return text.trim().replace(/[ \t]*(?:\r\n|\r|\n)+[ \t]*/g, ' ');
}

/** What a terminal sends for this paste: line ends as Enter would send them, wrapped where the program asked for it. */
export function encodePaste(text: string, options: { readonly bracketed: boolean }): string {
  const body = cleanPaste(text).replace(/\r\n|\n/g, '\r');
  return options.bracketed ? `${pasteStart}${body}${pasteEnd}` : body;
}

/** The end of bracketed paste, for a paste that is broken off. */
export const bracketedPasteEnd = pasteEnd;
