import type { Clock } from '../../electron/core/host.ts';

export interface ManualClock extends Clock {
  /** Moves on and runs what falls due on the way, in order. */
  advance(ms: number): void;
  readonly waiting: number;
}

export function createManualClock(start = Date.UTC(2026, 10, 23, 12)): ManualClock {
  let now = start;
  let timers: readonly { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = until;
    },
    get waiting() {
      return timers.length;
    },
  };
}
