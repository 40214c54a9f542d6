export interface TerminalPointerDeps {
  readonly element: HTMLElement;
  readonly page: Document;
  readonly onScrolled: () => void;
  /** The user does what xterm may scroll for, at once. */
  readonly onMayScroll: () => void;
  /** The button that made a selection is let go. */
  readonly onSelected: () => void;
  /** The middle button is let go; where it pastes, that is done by this. */
  readonly onMiddle: (event: MouseEvent) => void;
}

/** What the mouse does that xterm does not do, or not as we want it. Returns its undo. */
export function followPointer(deps: TerminalPointerDeps): () => void {
  const { element, page, onScrolled, onMayScroll, onSelected, onMiddle } = deps;
  // xterm would put the whole selection into its textarea, for the browser's own menu: megabytes take half a minute.
  const onContextMenu = (event: MouseEvent): void => {
    if (event.target === element) return;
    // The pane has dealt with it: no menu comes.
    const dealtWith = event.defaultPrevented;
    event.preventDefault();
    event.stopPropagation();
    if (!dealtWith) element.dispatchEvent(new MouseEvent('contextmenu', event));
  };
  // A selection is done when the button is let go, wherever that is.
  const onMouseUp = (): void => {
    onScrolled();
    onSelected();
  };
  const onAuxClick = (event: MouseEvent): void => {
    if (event.button === 1) onMiddle(event);
  };
  const onMouseDown = (): void => page.addEventListener('mouseup', onMouseUp, { once: true });

  element.addEventListener('contextmenu', onContextMenu, { capture: true });
  element.addEventListener('mousedown', onMouseDown);
  element.addEventListener('auxclick', onAuxClick, { capture: true });
  // xterm tells of scrolling by output only; the user scrolls by wheel, by the scrollbar and by Shift+PageUp.
  for (const kind of ['wheel', 'keyup'] as const) element.addEventListener(kind, onScrolled, { passive: true });
  const scrolling = ['wheel', 'keydown', 'pointermove'] as const;
  for (const kind of scrolling) element.addEventListener(kind, onMayScroll, { capture: true, passive: true });
  return () => {
    for (const kind of scrolling) element.removeEventListener(kind, onMayScroll, { capture: true });
    element.removeEventListener('contextmenu', onContextMenu, { capture: true });
    element.removeEventListener('mousedown', onMouseDown);
    element.removeEventListener('auxclick', onAuxClick, { capture: true });
    page.removeEventListener('mouseup', onMouseUp);
    for (const kind of ['wheel', 'keyup'] as const) element.removeEventListener(kind, onScrolled);
  };
}
