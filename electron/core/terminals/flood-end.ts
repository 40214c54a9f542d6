import type { Clock } from '../host.ts';

/**
 * A key in a flood is mostly there to end it. What is sent before that has happened scrolls away unseen, and the prompt
 * stands behind it; so the view waits until nothing more comes, and gets what is left as one.
 */
export interface FloodEnd {
  /** Nothing is to be sent just now. */
  readonly isAwaited: boolean;
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

/** `over`: the wait is over, because the flood is (true) or because it goes on (false). */
export function createFloodEnd(clock: Pick<Clock, 'now' | 'after'>, over: (ended: boolean) => void): FloodEnd {
  let typedAt = Number.NEGATIVE_INFINITY;
  let looks = 0;
  let quietLooks = 0;
  let cancelLook: (() => void) | null = null;

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
    received() {
      quietLooks = 0;
    },
    dispose() {
      cancelLook?.();
      cancelLook = null;
    },
  };
}
