import type { Terminal } from '@xterm/xterm';

/** xterm's `Viewport`: its scrollbar. */
interface Viewport {
  /** In the next frame. */
  queueSync: (viewportY?: number) => void;
  /** Now; for a line that scrolled without a position, for a frame with one, which may be none. */
  _sync: (...viewportY: (number | undefined)[]) => void;
  scrollLines: (lines: number) => void;
  scrollToLine: (line: number, atOnce?: boolean) => void;
}

/**
 * xterm brings the scrollbar up to date with each line that scrolls, thousands of times in one task, and has a frame made
 * for it, also where nobody sees the terminal: eight that flood hidden had the page make frames all the time, and what came
 * for the one in front waited for them. With this it does so once, when the task is over, and only while the terminal is in
 * the page. Answers what is to be called when it is put there; where xterm's inside is not as expected, all stays as it is.
 * To be called when the terminal is open.
 */
export function syncScrollbarOnce(terminal: Pick<Terminal, 'element'>): () => void {
  const viewport = (terminal as { _core?: { _viewport?: Partial<Viewport> } })._core?._viewport;
  const { queueSync, _sync, scrollLines, scrollToLine } = viewport ?? {};
  if (viewport === undefined || !queueSync || !_sync || !scrollLines || !scrollToLine) return () => {};
  let isBehind = false;
  let isDue = false;

  function catchUp(): void {
    if (!isBehind) return;
    isBehind = false;
    _sync?.call(viewport);
    queueSync?.call(viewport);
  }

  function followSoon(): void {
    isBehind = true;
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      // it may be gone by then
      if (terminal.element?.isConnected) catchUp();
    });
  }

  viewport.queueSync = (viewportY) => {
    if (viewportY === undefined) followSoon();
    else queueSync.call(viewport, viewportY);
  };
  viewport._sync = (...viewportY) => {
    if (viewportY.length === 0) followSoon();
    else _sync.call(viewport, ...viewportY);
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
