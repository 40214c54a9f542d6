/**
 * What shells print in the bench: the same bytes here, in the page and at the shell. Parts of about a megabyte, each
 * behind a line with its number, between two lines that no other stream has.
 */

/** The last line of a stream; when it is on the screen, all is. */
export const LAST_LINE = '=== that was all ===';

/** What a stream is made of: `mixed` has cursor moves everywhere, the others nothing but text, line ends and colours. */
export type StreamKind = 'mixed' | 'plain' | 'coloured';

const PART_BYTES = 1_000_000;

/** The same numbers on every run. */
function createNumbers(): (below: number) => number {
  let state = 0x2545f491;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const words =
  'src test build core module index handler parser cache queue job runner artifact stage deploy retry connect timeout'.split(
    ' ',
  );
const wide = [
  '構成を読み込み中',
  '빌드 완료',
  '✅ fertig',
  'blåbærgrød',
  '├─ 依存関係',
  '🚀 デプロイ',
  '“curly” — dash',
];

/** One line of a log, without its end. */
function logLine(number: (below: number) => number): string {
  const length = 3 + number(14);
  let line = `2026-11-23T12:${String(number(60)).padStart(2, '0')}:${String(number(60)).padStart(2, '0')}Z `;
  for (let n = 0; n < length; n += 1) line += `${words[number(words.length)]}${n % 5 === 4 ? '/' : ' '}`;
  return `${line}${number(100_000)} ms`;
}

const makers: Readonly<Record<StreamKind, (number: (below: number) => number) => string>> = {
  plain: (number) => `${logLine(number)}\r\n`,
  coloured(number) {
    const level = number(10);
    const mark =
      level === 0 ? '\u001b[1;31m✗\u001b[0m' : level < 3 ? '\u001b[33mwarn\u001b[0m' : '\u001b[32m✓\u001b[0m';
    return `\u001b[90m${number(1000)}\u001b[39m ${mark} ${logLine(number)} \u001b[38;5;${number(256)}mdone\u001b[0m\r\n`;
  },
  mixed(number) {
    switch (number(12)) {
      case 0: // a progress bar that draws itself over and over
        return `${[10, 35, 60, 100].map((share) => `\r\u001b[K\u001b[36m${'#'.repeat(share / 4)}\u001b[0m ${share} %`).join('')}\r\n`;
      case 1: // a place kept, something written elsewhere, and back
        return `\u001b7\u001b[1;60H\u001b[7m ${number(1000)} running \u001b[0m\u001b8${logLine(number)}\r\n`;
      case 2:
        return `\u001b[48;2;${number(256)};${number(256)};${number(256)}m  \u001b[0m ${wide[number(wide.length)]} ${logLine(number)}\r\n`;
      case 3: // two lines drawn again in place
        return `${logLine(number)}\r\n\u001b[1A\u001b[2K\u001b[35m${logLine(number)}\u001b[0m\r\n`;
      case 4:
        return `\u001b[3${number(8)};1mstep\u001b[22;39m\t${wide[number(wide.length)]}\t\u001b[4m${number(9999)}\u001b[24m\r\n`;
      default:
        return makers.coloured(number);
    }
  },
};

function makePart(kind: StreamKind, bytes: number): Uint8Array {
  const number = createNumbers();
  let text = '';
  while (text.length < bytes) text += makers[kind](number);
  return new TextEncoder().encode(text);
}

/** At least so many bytes. */
export function makeStream(kind: StreamKind, bytes: number): Uint8Array {
  const encoder = new TextEncoder();
  const part = makePart(kind, Math.min(bytes, PART_BYTES));
  const pieces: Uint8Array[] = [encoder.encode(firstLine(kind, bytes))];
  let length = pieces[0]?.length ?? 0;
  for (let n = 1; length < bytes; n += 1) {
    const head = encoder.encode(`\u001b[0m--- part ${n} ---\r\n`);
    pieces.push(head, part);
    length += head.length + part.length;
  }
  const tail = encoder.encode(`\u001b[0m${LAST_LINE}\r\n`);
  pieces.push(tail);
  const all = new Uint8Array(length + tail.length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Where it begins in what a session printed. */
export function firstLine(kind: StreamKind, bytes: number): string {
  return `\u001b[0m=== ${kind}, ${bytes} bytes ===\r\n`;
}
