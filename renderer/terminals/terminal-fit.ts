import type { SessionFacts } from '../../electron/contract.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What of a terminal decides and takes its size. */
export interface Fittable {
  /** The room that its element has, in cells of the text size it has now; null where it cannot be measured now. */
  readonly room: () => Size | null;
  readonly take: (size: Size) => void;
  /** In pixels. */
  readonly setTextSize: (pixels: number) => void;
  /** A program has the other screen. */
  readonly onOtherScreen: () => boolean;
  /** A program asked for other arrow keys, as those do that draw all of the screen, and line editors at a prompt. */
  readonly hasOtherArrows: () => boolean;
}

export interface TerminalFitDeps {
  readonly terminal: Fittable;
  /** That the user wants, in pixels. */
  readonly textSize: () => number;
  /** The room, at that text size, is another: to be told to the session, and shown. */
  readonly onRoom: (room: Size) => void;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Monotonic ms. */
  readonly now: () => number;
}

/**
 * How large a terminal is. As a rule as large as its element has room for. But a shell hears of another size only at its
 * prompt (GitLab carries none), and until then what a program draws that has all of the screen fits the old size alone: so
 * the terminal keeps that one, in smaller text where it must, and the program looks as it should.
 */
export interface TerminalFit {
  /** To be called when the element or its text may have another size. */
  readonly fit: () => void;
  /** A program has taken the other screen, or left it: fits before it draws, but not each time for one that does so often. */
  readonly screenChanged: () => void;
  /** What is known of the shell. */
  readonly follow: (session: Pick<SessionFacts, 'shell' | 'kept'>) => void;
  /** Null until it could be measured. */
  readonly room: () => Size | null;
  readonly dispose: () => void;
}

/** Smaller text is no help. */
const leastTextSize = 5;
const textStep = 0.5;
/** Measuring costs a layout of the page. */
const screenChangesEveryMs = 100;

const same = (one: Size | null, other: Size | null): boolean =>
  one?.columns === other?.columns && one?.rows === other?.rows;
const holds = (room: Size | null, size: Size): boolean =>
  room !== null && room.columns >= size.columns && room.rows >= size.rows;

export function createTerminalFit({ terminal, textSize, onRoom, after, now }: TerminalFitDeps): TerminalFit {
  let room: Size | null = null;
  /** What the shell's programs draw for, where that can change at its prompt only. */
  let told: Size | null = null;
  let busy = false;
  let taken: Size | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;
  let cancelLater: (() => void) | null = null;

  /** The one to keep; null = none. */
  function keptSize(): Size | null {
    const hasScreen = terminal.onOtherScreen() || (busy && terminal.hasOtherArrows());
    return hasScreen && !same(told, room) ? told : null;
  }

  /** Makes the text as small as so many cells need it; false where it could not be read any more. */
  function makeRoomFor(size: Size, from: Size): boolean {
    const share = Math.min(1, from.columns / size.columns, from.rows / size.rows);
    for (
      let pixels = Math.floor((textSize() * share) / textStep) * textStep;
      pixels >= leastTextSize;
      pixels -= textStep
    ) {
      terminal.setTextSize(pixels);
      if (holds(terminal.room(), size)) return true;
    }
    terminal.setTextSize(textSize());
    return false;
  }

  function take(size: Size): void {
    taken = size;
    terminal.take(size);
  }

  function adapt(): void {
    if (terminal.room() === null) return;
    terminal.setTextSize(textSize());
    const next = terminal.room();
    if (next === null) return;
    if (!same(next, room)) {
      room = next;
      onRoom(next);
    }
    const kept = keptSize();
    const hasRoom = kept !== null && (holds(next, kept) || makeRoomFor(kept, next));
    take(hasRoom ? kept : next);
  }

  const isLarge = () => same(taken, room);

  function fitForScreen(): void {
    cancelLater = null;
    changedAt = now();
    adapt();
  }

  return {
    fit: adapt,
    screenChanged() {
      if (cancelLater !== null || (isLarge() && same(told ?? room, room))) return;
      const wait = changedAt + screenChangesEveryMs - now();
      if (wait <= 0) fitForScreen();
      else cancelLater = after(wait, fitForScreen);
    },
    follow({ shell, kept }) {
      // the program around a kept shell is told at once, also while others run in it
      told = shell === null || kept.status === 'kept' ? null : shell.size;
      busy = shell?.doing === 'busy';
      if (!isLarge() || keptSize() !== null) adapt();
    },
    room: () => room,
    dispose: () => cancelLater?.(),
  };
}
