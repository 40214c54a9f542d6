import type { IDisposable, Terminal } from '@xterm/xterm';

export interface TerminalScrollDeps {
  readonly terminal: Terminal;
  readonly defer: (task: () => void) => void;
  /** The newest line is, or is not, on the screen any more. */
  readonly onScrolledBack: (scrolledBack: boolean) => void;
  /** The user scrolled to so many lines from the newest. */
  readonly onScrolled: (linesBack: number) => void;
}

/** Where a terminal stands in its scrollback, and who scrolled it there. */
export interface TerminalScroll {
  /** It may stand elsewhere now. */
  readonly note: () => void;
  /** The user does what xterm may scroll for, at once: output scrolls too, but not within that. */
  readonly mayScroll: () => void;
  /** Scrolls to so many lines from the newest, and does not take that for the user's doing. */
  readonly to: (lines: number) => void;
  readonly dispose: () => void;
}

export function createTerminalScroll(deps: TerminalScrollDeps): TerminalScroll {
  const { terminal } = deps;
  let scrolledBack = false;
  let byUser: IDisposable | null = null;
  let linesBack = 0;

  function note(): void {
    const { viewportY, baseY } = terminal.buffer.active;
    if (scrolledBack === viewportY < baseY) return;
    scrolledBack = viewportY < baseY;
    deps.onScrolledBack(scrolledBack);
  }

  function noteUser(): void {
    const { viewportY, baseY, type } = terminal.buffer.active;
    if (type === 'alternate' || baseY - viewportY === linesBack) return;
    linesBack = baseY - viewportY;
    deps.onScrolled(linesBack);
  }

  function endUser(): void {
    byUser?.dispose();
    byUser = null;
  }

  // Not by what scrolls: output does so by line, thousands of times in one task.
  const subscriptions = [terminal.onRender(note), terminal.onWriteParsed(note)];

  return {
    note,
    mayScroll() {
      if (byUser !== null) return;
      byUser = terminal.onScroll(noteUser);
      deps.defer(endUser);
    },
    to(lines) {
      const { viewportY, baseY, type } = terminal.buffer.active;
      if (type === 'alternate') return;
      linesBack = Math.min(lines, baseY);
      if (baseY - viewportY !== linesBack) terminal.scrollToLine(baseY - linesBack);
      note();
    },
    dispose() {
      endUser();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
