import type { IBuffer, Terminal } from '@xterm/xterm';

/** xterm's buffer, as far as it is needed. */
interface Inside {
  readonly buffer: { x: number; y: number };
}

/** A row of a line that goes on in the next: all of it but the cell in which a wide character had no room. */
function rowLength(buffer: IBuffer, at: number, columns: number): number {
  const isShort =
    buffer
      .getLine(at)
      ?.getCell(columns - 1)
      ?.getChars() === '';
  const isWide =
    buffer
      .getLine(at + 1)
      ?.getCell(0)
      ?.getWidth() === 2;
  return isShort && isWide ? columns - 1 : columns;
}

const goesOn = (buffer: IBuffer, at: number): boolean => buffer.getLine(at + 1)?.isWrapped === true;

/**
 * Gives a terminal another size. Where xterm breaks the line of the cursor anew (`reflowCursorLine`) it leaves the cursor in
 * its column, or in the last one, which is another place of the line: what a shell prints next would overwrite its prompt.
 * Here it stays behind the character that it was behind.
 */
export function resizeAroundCursor(terminal: Terminal, resize: () => void): void {
  const inside = (terminal as unknown as { _core?: Partial<Inside> })._core?.buffer;
  const { active } = terminal.buffer;
  if (!terminal.options.reflowCursorLine || active.type === 'alternate' || typeof inside?.x !== 'number') {
    resize();
    return;
  }

  const cursorRow = active.baseY + active.cursorY;
  let start = cursorRow;
  let offset = active.cursorX;
  while (start > 0 && goesOn(active, start - 1)) {
    start -= 1;
    offset += rowLength(active, start, terminal.cols);
  }
  // follows its line through what is inserted, removed and trimmed above
  const marker = terminal.registerMarker(start - cursorRow);
  resize();
  let row = marker?.line ?? -1;
  marker?.dispose();
  if (row < 0) return;
  while (goesOn(active, row) && offset >= rowLength(active, row, terminal.cols)) {
    offset -= rowLength(active, row, terminal.cols);
    row += 1;
  }
  const y = row - active.baseY;
  if (y < 0 || y >= terminal.rows) return;
  // behind the last column: the next character begins another row
  inside.x = Math.min(offset, terminal.cols);
  inside.y = y;
}
