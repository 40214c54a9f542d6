import type { IDisposable, Terminal } from '@xterm/xterm';

/** The part of xterm's interface that tells its state; the headless one has it too. */
export type WatchedTerminal = Pick<Terminal, 'parser' | 'onResize' | 'modes' | 'buffer' | 'rows' | 'options'>;

/** Tells what plain text does to a terminal in the state that it is in. */
export interface SkimGuard extends IDisposable {
  /**
   * So many line ends that nothing stays of what the terminal held before them; null while text might do more than write
   * rows and scroll them away.
   */
  readonly linesThatFill: () => number | null;
}

/** The window may grow by so many rows while what was kept is on its way. */
const spareRows = 512;

export function createSkimGuard(terminal: WatchedTerminal, spare = spareRows): SkimGuard {
  // Handlers here only look: they answer false, and xterm's own follow.
  /** The normal screen has a scroll region, within which rows vanish without going to the scrollback. */
  let margins = false;
  const { parser } = terminal;
  const onNormalScreen = (): boolean => terminal.buffer.active.type === 'normal';
  const subscriptions = [
    parser.registerCsiHandler({ final: 'r' }, (params) => {
      if (!onNormalScreen()) return false;
      const [first, second] = params.map((value) => (typeof value === 'number' ? value : 0));
      const top = first || 1;
      const bottom = second && second <= terminal.rows ? second : terminal.rows;
      // as xterm does: anything else is ignored
      if (bottom > top) margins = top > 1 || bottom < terminal.rows;
      return false;
    }),
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
      if (onNormalScreen()) margins = false;
      return false;
    }),
    parser.registerEscHandler({ final: 'c' }, () => {
      margins = false;
      return false;
    }),
    terminal.onResize(() => {
      margins = false;
    }),
  ];

  return {
    linesThatFill() {
      if (margins || !onNormalScreen() || terminal.modes.reverseWraparoundMode) return null;
      // The first rows may be on the screen already; then as many as the scrollback and the screen hold.
      return (terminal.options.scrollback ?? 0) + 2 * terminal.rows + spare + 1;
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
