import type { IBufferCell, IBufferLine } from '@xterm/headless';

export interface StyledRun {
  /** As `styleOf` named it; '' = none. */
  readonly style: string;
  readonly text: string;
}

/** A line's text, cut where its style changes, up to the last cell that something was written to. */
export function styledRuns(line: IBufferLine, styleOf: (cell: IBufferCell) => string): readonly StyledRun[] {
  let length = line.length;
  let cell = line.getCell(0);
  const isEmpty = (at: number): boolean => {
    cell = line.getCell(at, cell);
    return cell === undefined || (cell.getChars() === '' && cell.getWidth() > 0 && styleOf(cell) === '');
  };
  while (length > 0 && isEmpty(length - 1)) length -= 1;

  const runs: StyledRun[] = [];
  let style = '';
  let text = '';
  const flush = (): void => {
    if (text !== '') runs.push({ style, text });
    text = '';
  };
  for (let at = 0; at < length; at += 1) {
    cell = line.getCell(at, cell);
    // the right half of a wide character
    if (cell === undefined || cell.getWidth() === 0) continue;
    const next = styleOf(cell);
    if (next !== style) flush();
    style = next;
    text += cell.getChars() || ' ';
  }
  flush();
  return runs;
}
