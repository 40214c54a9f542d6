import type { IBuffer, Terminal } from '@xterm/xterm';
import type { Found } from '../terminal-contract.ts';
import type { Lines } from './search-lines.ts';

/** The scrollback and the screen of a terminal; never a full-screen program's, which keeps none. */
export function linesOf(buffer: IBuffer): Lines {
  return {
    count: () => buffer.length,
    endingAt(row) {
      let from = row;
      let text = buffer.getLine(row)?.translateToString(true) ?? '';
      while (from > 0 && buffer.getLine(from)?.isWrapped) {
        from -= 1;
        text = `${buffer.getLine(from)?.translateToString(false) ?? ''}${text}`;
      }
      return { text, from };
    },
  };
}

function lineFrom(buffer: IBuffer, row: number): string {
  let end = row;
  while (buffer.getLine(end + 1)?.isWrapped) end += 1;
  return linesOf(buffer).endingAt(end).text;
}

/**
 * Old lines leave the scrollback as new ones come, and another width moves them all: where the line is now, the nearest
 * one above first; null when it is gone.
 */
function whereNow(buffer: IBuffer, { row, text }: Found): number | null {
  const isIt = (at: number): boolean => !buffer.getLine(at)?.isWrapped && lineFrom(buffer, at) === text;
  for (let at = Math.min(row, buffer.length - 1); at >= 0; at -= 1) if (isIt(at)) return at;
  for (let at = row + 1; at < buffer.length; at += 1) if (isIt(at)) return at;
  return null;
}

/** Brings the line into the middle of the screen and selects the hit. False when it is no longer kept. */
export function revealLine(terminal: Terminal, found: Found): boolean {
  const buffer = terminal.buffer.normal;
  const row = whereNow(buffer, found);
  if (row === null || terminal.element === undefined || terminal.buffer.active.type !== 'normal') return false;
  const start = cellsBefore(buffer, row, found.start, terminal.cols);
  const end = cellsBefore(buffer, row, found.start + found.length, terminal.cols);
  terminal.scrollToLine(Math.max(0, row + Math.floor(start / terminal.cols) - Math.floor(terminal.rows / 2)));
  terminal.select(start % terminal.cols, row + Math.floor(start / terminal.cols), end - start);
  return true;
}

/** So many cells stand before this character: a wide one takes two, one with marks several characters. */
export function cellsBefore(buffer: IBuffer, row: number, characters: number, columns: number): number {
  let seen = 0;
  for (let at = row; at < buffer.length; at += 1) {
    const line = buffer.getLine(at);
    for (let column = 0; column < columns; column += 1) {
      if (seen >= characters) return (at - row) * columns + column;
      const cell = line?.getCell(column);
      if (cell && cell.getWidth() > 0) seen += cell.getChars().length || 1;
    }
    if (!buffer.getLine(at + 1)?.isWrapped) return (at - row + 1) * columns;
  }
  return 0;
}
