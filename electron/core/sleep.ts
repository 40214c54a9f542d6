import type { Clock } from './host.ts';

export interface Sleeper {
  /** The machine is about to sleep. */
  suspended(): void;
  /** It is awake again. */
  woke(): void;
}

export interface Sleep extends Sleeper {
  dispose(): void;
}

/** A gap this much longer than the wait was a sleep; a busy machine is late by less. */
const GAP_MS = 15_000;
const LOOK_EVERY_MS = 10_000;
/** Timers run on: whatever was announced, the machine is awake. */
const STILL_AWAKE_MS = 60_000;
/** The system tells of one waking more than once, and the gap is seen besides. */
const SAME_WAKING_MS = 5_000;

/**
 * Tells of sleeping and waking, by the door's word where the system tells it, and by the gap that a sleep leaves
 * between calendar and timers where it does not (the browser door; Linux without logind). First of all the clock
 * catches up, so that what is told finds its own timers in order.
 */
export function createSleep(clock: Clock, tell: Sleeper): Sleep {
  let cancelDoubt: (() => void) | null = null;
  let wokeAt = Number.NEGATIVE_INFINITY;
  let cancelLook = look();

  function look(): () => void {
    const from = clock.now();
    return clock.after(LOOK_EVERY_MS, () => {
      cancelLook = look();
      if (clock.now() - from >= LOOK_EVERY_MS + GAP_MS) woke();
    });
  }

  function woke(): void {
    cancelDoubt?.();
    cancelDoubt = null;
    const now = clock.now();
    if (now - wokeAt >= 0 && now - wokeAt < SAME_WAKING_MS) return;
    wokeAt = now;
    cancelLook();
    cancelLook = look();
    clock.catchUp();
    tell.woke();
  }

  return {
    suspended() {
      cancelDoubt?.();
      cancelDoubt = clock.after(STILL_AWAKE_MS, woke);
      wokeAt = Number.NEGATIVE_INFINITY;
      tell.suspended();
    },
    woke,
    dispose() {
      cancelDoubt?.();
      cancelLook();
    },
  };
}
