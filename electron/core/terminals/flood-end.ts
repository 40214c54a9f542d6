import type { Clock } from '../host.ts';

/**
 * When a flood of which parts are left out is over: what it leaves is then all to be shown, and sent as one. Without a key
 * that is when nothing has come for some time. A key is mostly there to end it; what is sent before that has happened
 * scrolls away unseen, and the prompt stands behind it, so after one the view waits.
 */
export interface FloodEnd {
  /** Nothing is to be sent just now. */
  readonly isAwaited: boolean;
  /** A part was left out: the end is looked for, and nothing waits for it. */
  leftOut(): void;
  /** A key was sent. One that repeats does not begin the wait anew. */
  typed(): void;
  received(): void;
  dispose(): void;
}

const LOOK_EVERY_MS = 5;
/** Turns of the event loop, since one that came late would see silence where there was none. */
const QUIET_LOOKS = 3;
/** A key that ends nothing must not stop the view. */
const MOST_LOOKS = 40;
const NEXT_AFTER_MS = 1_000;
/** Between two looks for silence where nobody waits; a source that has little of the machine pauses for some milliseconds. */
const QUIET_MS = 20;

/** `over`: the flood is (true), or what waited for its end need no longer, though it goes on (false). */
export function createFloodEnd(clock: Pick<Clock, 'now' | 'after'>, over: (ended: boolean) => void): FloodEnd {
  let typedAt = Number.NEGATIVE_INFINITY;
  let looks = 0;
  let quietLooks = 0;
  let cancelLook: (() => void) | null = null;
  let heard = false;
  let cancelQuiet: (() => void) | null = null;

  function listen(): void {
    heard = false;
    cancelQuiet = clock.after(QUIET_MS, () => {
      cancelQuiet = null;
      if (heard) listen();
      else over(true);
    });
  }

  function look(): void {
    cancelLook = null;
    looks += 1;
    quietLooks += 1;
    const ended = quietLooks >= QUIET_LOOKS;
    if (ended || looks >= MOST_LOOKS) over(ended);
    else cancelLook = clock.after(LOOK_EVERY_MS, look);
  }

  return {
    get isAwaited() {
      return cancelLook !== null;
    },
    typed() {
      const before = typedAt;
      typedAt = clock.now();
      if (cancelLook !== null || typedAt - before < NEXT_AFTER_MS) return;
      looks = 0;
      quietLooks = 0;
      cancelLook = clock.after(LOOK_EVERY_MS, look);
    },
    leftOut() {
      if (cancelQuiet === null) listen();
    },
    received() {
      quietLooks = 0;
      heard = true;
    },
    dispose() {
      cancelLook?.();
      cancelLook = null;
      cancelQuiet?.();
      cancelQuiet = null;
    },
  };
}
