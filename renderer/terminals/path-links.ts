import type { IBufferCell, IBufferLine, IDisposable, ILink, Terminal } from '@xterm/xterm';
import { type FilePlace, findPaths } from './file-paths.ts';

export type LinkedTerminal = Pick<Terminal, 'registerLinkProvider' | 'buffer' | 'cols'>;

export interface PathLinksDeps {
  readonly terminal: LinkedTerminal;
  readonly onPath: (event: MouseEvent, place: FilePlace) => void;
  readonly onHover: (place: FilePlace | null) => void;
}

/** Rows of one line that are read for a path; a longer line holds data. */
const mostRows = 24;

/** Makes file paths in the output links, also where a row's end cuts them. */
export function linkPaths({ terminal, onPath, onHover }: PathLinksDeps): IDisposable {
  return terminal.registerLinkProvider({
    provideLinks(row, callback) {
      const { text, cells } = readLine(terminal, row - 1);
      const links = findPaths(text).flatMap((found): ILink[] => {
        const start = cells[found.from];
        const end = cells[found.to - 1];
        if (!start || !end) return [];
        return [
          {
            range: { start, end },
            text: text.slice(found.from, found.to),
            activate: (event) => onPath(event, found),
            hover: () => onHover(found),
            leave: () => onHover(null),
          },
        ];
      });
      callback(links.length > 0 ? links : undefined);
    },
  });
}

interface Cell {
  /** Counted from 1, as links have it. */
  readonly x: number;
  readonly y: number;
}

/** The whole line that a row is part of, and for each UTF-16 unit the cell it stands in. */
function readLine(terminal: LinkedTerminal, row: number): { readonly text: string; readonly cells: readonly Cell[] } {
  const buffer = terminal.buffer.active;
  let first = row;
  while (first > row - mostRows && buffer.getLine(first)?.isWrapped) first -= 1;
  let text = '';
  const cells: Cell[] = [];
  let cell: IBufferCell | undefined;
  for (let y = first; y < first + mostRows; y += 1) {
    const line: IBufferLine | undefined = buffer.getLine(y);
    if (!line || (y > first && !line.isWrapped)) break;
    for (let x = 0; x < terminal.cols; x += 1) {
      cell = line.getCell(x, cell);
      // The second half of a wide character.
      if (!cell || cell.getWidth() === 0) continue;
      const characters = cell.getChars() || ' ';
      text += characters;
      for (let unit = 0; unit < characters.length; unit += 1) cells.push({ x: x + 1, y: y + 1 });
    }
  }
  return { text, cells };
}
