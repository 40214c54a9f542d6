import type { Terminal } from '@xterm/xterm';

/** xterm's `SelectionService`. */
interface SelectionService {
  refresh: (isLinuxMouseSelection?: boolean) => void;
  readonly hasSelection: boolean;
}

/**
 * Whatever scrolls, xterm draws all rows of a terminal anew for its selection, also where there is none and where nobody
 * sees the terminal: twice a frame for one in front, and a quarter of the page's time for eight that are hidden. With this
 * it does so only while there is a selection, and once after. To be called when the terminal is open; where its inside is
 * not as expected, all stays as it is.
 */
export function redrawForSelectionOnly(terminal: Pick<Terminal, 'hasSelection'>): void {
  const service = (terminal as { _core?: { _selectionService?: Partial<SelectionService> } })._core?._selectionService;
  if (typeof service?.refresh !== 'function' || typeof service.hasSelection !== 'boolean') return;
  const refresh = service.refresh.bind(service);
  let isDrawn = false;
  service.refresh = (isLinuxMouseSelection) => {
    const has = service.hasSelection === true;
    if (!has && !isDrawn) return;
    isDrawn = has;
    refresh(isLinuxMouseSelection);
  };
}
