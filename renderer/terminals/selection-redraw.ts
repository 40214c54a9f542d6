import type { Terminal } from '@xterm/xterm';

/** xterm's `SelectionService` and `RenderService`, as far as they are needed. */
interface Inside {
  readonly _selectionService: { refresh: (isLinuxMouseSelection?: boolean) => void; readonly hasSelection: boolean };
  readonly _renderService: {
    handleSelectionChanged: (start: [number, number], end: [number, number], columnSelectMode: boolean) => void;
  };
}

/**
 * Whatever scrolls, xterm draws all rows of a terminal anew for its selection, also where there is none and where nobody
 * sees the terminal: twice a frame for one in front, and a quarter of the page's time for eight that are hidden. With this
 * it does so only while there is a selection, and once after.
 *
 * After one that is gone xterm's DOM renderer remembers where it was, and would draw it there at the next resize, until
 * something is drawn anew. A selection of nothing makes it forget. To be called when the terminal is open; where its inside
 * is not as expected, all stays as it is.
 */
export function redrawForSelectionOnly(terminal: Pick<Terminal, 'hasSelection'>): void {
  const inside = (terminal as { _core?: Partial<Inside> })._core;
  const service = inside?._selectionService;
  const renderer = inside?._renderService;
  if (typeof service?.refresh !== 'function' || typeof service.hasSelection !== 'boolean') return;
  if (typeof renderer?.handleSelectionChanged !== 'function') return;
  const refresh = service.refresh.bind(service);
  let isDrawn = false;
  service.refresh = (isLinuxMouseSelection) => {
    const has = service.hasSelection;
    if (has) refresh(isLinuxMouseSelection);
    else if (isDrawn) renderer.handleSelectionChanged([0, 0], [0, 0], false);
    isDrawn = has;
  };
}
