import { type IBufferCell, type IBufferLine, Terminal } from '@xterm/headless';
import { bySize } from './by-size.ts';
import type { Stretch } from './record.ts';
import { styledRuns } from './styled-runs.ts';

/** More than that is looked up in the transcript. */
const MOST_LINES = 10_000;

/**
 * What a terminal that printed this shows and keeps, as text with colours and nothing else: it asks nothing, rings nothing
 * and moves nothing in whichever terminal prints it, however wide that is. What a program wiped away is not in it, nor is
 * the other screen of one that was cut. Every line ends; where there is none, nothing is written.
 */
export async function exportScrollback(
  stretches: AsyncIterable<Stretch>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const terminal = new Terminal({
    cols: 80,
    rows: 24,
    scrollback: MOST_LINES,
    allowProposedApi: true,
    logLevel: 'off',
  });
  try {
    for await (const { columns, rows, bytes } of bySize(stretches)) {
      if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows);
      await new Promise<void>((resolve) => terminal.write(bytes, resolve));
    }
    const lines = Array.from({ length: terminal.buffer.normal.length }, (_, at) => terminal.buffer.normal.getLine(at));
    const text = lines
      .map((line, at) => (line === undefined ? '' : lineText(line, lines[at + 1]?.isWrapped === true)))
      .join('')
      .replace(/^(?:\r\n)+|(?:\r\n)+$/g, '');
    if (text !== '') await write(`${text}\r\n`);
  } finally {
    terminal.dispose();
  }
}

/** `goesOn`: the screen's width broke it there, which another width need not do. */
function lineText(line: IBufferLine, goesOn: boolean): string {
  const text = styledRuns(line, styleOf)
    .map(({ style, text }) => (style === '' ? text : `\u001b[${style}m${text}\u001b[0m`))
    .join('');
  return goesOn ? text : `${text.replace(/ +$/, '')}\r\n`;
}

/** The parameters of its SGR sequence (ECMA-48 8.3.117); '' = plain. */
function styleOf(cell: IBufferCell): string {
  if (cell.isAttributeDefault()) return '';
  return [
    cell.isBold() ? '1' : '',
    cell.isDim() ? '2' : '',
    cell.isItalic() ? '3' : '',
    cell.isUnderline() ? '4' : '',
    cell.isBlink() ? '5' : '',
    cell.isInverse() ? '7' : '',
    cell.isInvisible() ? '8' : '',
    cell.isStrikethrough() ? '9' : '',
    cell.isOverline() ? '53' : '',
    cell.isFgDefault() ? '' : colour(cell.getFgColor(), cell.getFgColorMode(), cell.isFgRGB(), 30),
    cell.isBgDefault() ? '' : colour(cell.getBgColor(), cell.getBgColorMode(), cell.isBgRGB(), 40),
  ]
    .filter(Boolean)
    .join(';');
}

/** How `getFgColorMode` and `getBgColorMode` name one of sixteen colours: one of 256 with the same number looks otherwise if bold. */
const NAMED_COLOUR = 0x1000000;

/** `first`: 30 for the text, 40 for its ground. */
function colour(value: number, mode: number, isRgb: boolean, first: 30 | 40): string {
  if (isRgb) return `${first + 8};2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
  if (mode !== NAMED_COLOUR) return `${first + 8};5;${value}`;
  return String(value < 8 ? first + value : first + 60 + value - 8);
}
