/**
 * Terminals that are not seen parse one at a time, so that the one in front waits for one of them at most. While it waits
 * for an echo, for none.
 */
export interface Turns {
  /** Calls back when it is this one's turn. Returns what ends the turn, or the waiting for it. */
  readonly ask: (begin: () => void) => () => void;
  /** The user types: whoever has the turn stands still until what is seen has changed, and that is drawn. */
  readonly typed: () => void;
  /** In any terminal; infinite where nothing was. */
  readonly sinceTypedMs: () => number;
  /** A terminal that is seen has parsed something. */
  readonly seen: () => void;
  /** False while one stands still; then `goOn` is called when it need no longer. */
  readonly mayParse: (goOn: () => void) => boolean;
}

export interface TurnsDeps {
  /** Monotonic ms. */
  readonly now: () => number;
  /** Runs the task later, so that what the user does comes in between. */
  readonly defer: (task: () => void) => void;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Runs the task once what has changed is drawn; never while the page is out of sight. */
  readonly afterDrawing: (task: () => void) => void;
}

/** Not every key has an echo, and some come from far away. */
const longestStillMs = 60;

export function createTurns({ now, defer, after, afterDrawing }: TurnsDeps): Turns {
  const waiting: (() => void)[] = [];
  const still = new Set<() => void>();
  let taken = false;
  let typedAt = Number.NEGATIVE_INFINITY;
  let stopWaiting: (() => void) | null = null;

  function next(): void {
    const begin = waiting.shift();
    taken = begin !== undefined;
    if (begin !== undefined) defer(begin);
  }

  function goOn(): void {
    if (stopWaiting === null) return;
    stopWaiting();
    stopWaiting = null;
    const all = [...still];
    still.clear();
    for (const one of all) one();
  }

  return {
    ask(begin) {
      let state: 'waiting' | 'has it' | 'over' = 'waiting';
      const mine = (): void => {
        if (state === 'over') return;
        state = 'has it';
        begin();
      };
      waiting.push(mine);
      if (!taken) next();
      return () => {
        if (state === 'over') return;
        const at = waiting.indexOf(mine);
        state = 'over';
        if (at >= 0) waiting.splice(at, 1);
        else next();
      };
    },
    typed() {
      typedAt = now();
      stopWaiting ??= after(longestStillMs, goOn);
    },
    sinceTypedMs: () => now() - typedAt,
    seen() {
      if (stopWaiting !== null) afterDrawing(goOn);
    },
    mayParse(onGoOn) {
      if (stopWaiting === null) return true;
      still.add(onGoOn);
      return false;
    },
  };
}
