/** Whole terminals without a screen, what can be told of their state, and bits of output to write to them. */
import { Buffer } from 'node:buffer';
import { type IBuffer, Terminal } from '@xterm/headless';
import fc from 'fast-check';

// The addon reads its table from the start of the memory that a Buffer lies in, so it must not share one.
const { poolSize } = Buffer;
Buffer.poolSize = 0;
const { UnicodeGraphemesAddon: Graphemes } = await import('@xterm/addon-unicode-graphemes');
Buffer.poolSize = poolSize;

export interface Shape {
  readonly cols: number;
  readonly rows: number;
  readonly scrollback: number;
}

export function createTerminal(shape: Shape): Terminal {
  const terminal = new Terminal({ ...shape, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Graphemes() as unknown as Parameters<Terminal['loadAddon']>[0]);
  return terminal;
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');
/** Parsed when it returns: xterm parses what follows user input at once. */
export function write(terminal: Terminal, bytes: Uint8Array | string, parsed?: () => void): void {
  terminal.input('', true);
  terminal.write(bytes, parsed);
}

function cellsOf(buffer: IBuffer): string[] {
  const rows: string[] = [];
  const cell = buffer.getNullCell();
  for (let y = 0; y < buffer.length; y += 1) {
    const line = buffer.getLine(y);
    let row = line?.isWrapped ? '+' : ' ';
    for (let x = 0; line !== undefined && x < line.length; x += 1) {
      line.getCell(x, cell);
      const flags = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isBlink()];
      const more = [cell.isInverse(), cell.isInvisible(), cell.isStrikethrough(), cell.isOverline()];
      const look = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
      row += `${cell.getChars()}/${cell.getWidth()}/${look.join()}/${[...flags, ...more].map(Number).join('')} `;
    }
    rows.push(row);
  }
  return rows;
}

/** All that a user or a later byte could tell apart. */
export function stateOf(terminal: Terminal): unknown {
  const { active, normal, alternate } = terminal.buffer;
  const place = (buffer: IBuffer) => [buffer.cursorX, buffer.cursorY, buffer.baseY, buffer.viewportY, buffer.length];
  return {
    type: active.type,
    modes: { ...terminal.modes },
    normal: [place(normal), cellsOf(normal)],
    alternate: [place(alternate), cellsOf(alternate)],
  };
}

/** What the state does not show: colours, charset, tab stops, saved cursor, joins, margins. */
export const probe = 'é\u0301x\ty\u001b7\u001b[3bq\u000e#\u000f\u001b[1;44mz\r\n\u001b8w\u001b[0mv\n'.repeat(2);

export const text = fc.constantFrom(
  'a',
  'hello world',
  '漢字',
  'e\u0301',
  '👩‍👩‍👧',
  '🇨🇿',
  '—“”',
  '─│',
  'x'.repeat(30),
  ' ',
  'ß',
  '\u200b',
);
export const colour = fc
  .constantFrom(
    ...[
      '',
      '0',
      '1',
      '4:3',
      '31',
      '0;32',
      '38;5;200',
      '48;2;1;2;3',
      '38:2::9:8:7',
      '58:5:3',
      '7',
      '27',
      '44',
      ';33',
      '39;49',
      '00',
    ],
  )
  .map((parameters) => `\u001b[${parameters}m`);
export const lineEnd = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n\r\n');
export const small = fc.constantFrom('\t', '\b', '\u001b[K', '\u001b[1K', '\u001b[2K');
export const plainBit = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 3, arbitrary: colour },
  { weight: 6, arbitrary: lineEnd },
  { weight: 1, arbitrary: small },
);
export const other = fc.constantFrom(
  ...[
    '\u001b[2J',
    '\u001b[H',
    '\u001b[3;2H',
    '\u001b[2A',
    '\u001b[5B',
    '\u001b[2;4r',
    '\u001b[r',
    '\u001b[1;3r',
    '\u001b[0;99r',
  ],
  ...[
    '\u001b[?1049h',
    '\u001b[?1049l',
    '\u001b[?47h',
    '\u001b[?47l',
    '\u001b[?7l',
    '\u001b[?7h',
    '\u001b[4h',
    '\u001b[4l',
  ],
  ...[
    '\u001b[?45h',
    '\u001b[?45l',
    '\u001b[?6h',
    '\u001b[?6l',
    '\u001b[20h',
    '\u001b[20l',
    '\u001b(0',
    '\u001b(B',
    '\u000e',
    '\u000f',
  ],
  ...[
    '\u001bH',
    '\u001b[3g',
    '\u001bM',
    '\u001bD',
    '\u001bE',
    '\u001b7',
    '\u001b8',
    '\u001bc',
    '\u001b[!p',
    '\u001b[3L',
    '\u001b[2M',
  ],
  ...[
    '\u001b]0;title\r\n\u0007',
    '\u001b]8;;http://a\u001b\\',
    '\u001b]8;;\u001b\\',
    '\u001bPq#1\r\nabc\u001b\\',
    '\u001b_x\r\n\u001b\\',
  ],
  ...[
    '\u001b]0;never ended',
    '\u001bP0;1|ended by',
    '\u0018',
    '\u001b[3\r\n1m',
    '\u001b[>4m',
    '\u001b[?5m',
    '\u001b[1"q',
    '\u001b[3S',
  ],
  ...[
    '\u009b31m',
    '\u009d0;c1\u009c',
    '\u0085',
    '\u000b',
    '\u000c',
    '\u0007',
    '\u0000',
    '\u007f',
    '\u001b[3b',
    '\u001b[2@',
    '\u001b[',
    '\u001b',
  ],
);
