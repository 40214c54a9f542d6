import type { Terminal } from '@xterm/xterm';

/** xterm's `Viewport`: its scrollbar. */
interface Viewport {
  /** In the next frame. */
  queueSync: (viewportY?: number) => void;
  /** Now. */
  _sync: (viewportY?: number) => void;
  scrollLines: (lines: number) => void;
  scrollToLine: (line: number, atOnce?: boolean) => void;
}

/**
 * xterm brings the scrollbar up to date with each line that scrolls, and has a frame made for it, also where nobody sees
 * the terminal: eight that flood hidden had the page make frames all the time, and what came for the one in front waited
 * for them. With this it does so only while the terminal is in the page. Answers what is to be called when it is put there;
 * where xterm's inside is not as expected, all stays as it is. To be called when the terminal is open.
 */
export function restScrollbarWhileHidden(terminal: Pick<Terminal, 'element'>): () => void {
  const viewport = (terminal as { _core?: { _viewport?: Partial<Viewport> } })._core?._viewport;
  const { queueSync, _sync, scrollLines, scrollToLine } = viewport ?? {};
  if (viewport === undefined || !queueSync || !_sync || !scrollLines || !scrollToLine) return () => {};
  const isSeen = () => terminal.element?.isConnected === true;
  let isBehind = false;

  function catchUp(): void {
    if (!isBehind) return;
    isBehind = false;
    _sync?.call(viewport);
    queueSync?.call(viewport);
  }

  viewport.queueSync = (viewportY) => {
    if (isSeen()) queueSync.call(viewport, viewportY);
    else isBehind = true;
  };
  viewport._sync = (viewportY) => {
    if (isSeen()) _sync.call(viewport, viewportY);
    else isBehind = true;
  };
  viewport.scrollLines = (lines) => {
    catchUp();
    scrollLines.call(viewport, lines);
  };
  viewport.scrollToLine = (line, atOnce) => {
    catchUp();
    scrollToLine.call(viewport, line, atOnce);
  };
  return catchUp;
}
