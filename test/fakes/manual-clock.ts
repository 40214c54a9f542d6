import type { Clock } from '../../electron/core/host.ts';

export interface ManualClock extends Clock {
  /** Moves on and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** The machine sleeps: the calendar moves on, the timers stand still. */
  sleep(ms: number): void;
  readonly waiting: number;
}

interface Timer {
  /** By the time the machine was awake. */
  at: number;
  /** By the calendar. */
  readonly meant: number;
  readonly run: () => void;
}

export function createManualClock(start = Date.UTC(2026, 10, 23, 12)): ManualClock {
  let now = start;
  let slept = 0;
  let timers: readonly Timer[] = [];
  const awake = () => now - slept;

  function advance(ms: number): void {
    const until = awake() + ms;
    for (;;) {
      const next = [...timers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      timers = timers.filter((other) => other !== next);
      now = Math.max(awake(), next.at) + slept;
      next.run();
    }
    now = until + slept;
  }

  return {
    now: () => now,
    after(ms, run) {
      const timer: Timer = { at: awake() + ms, meant: now + ms, run };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    catchUp() {
      for (const timer of timers) timer.at = Math.min(timer.at, timer.meant - slept);
      advance(0);
    },
    advance,
    sleep(ms) {
      slept += ms;
      now += ms;
    },
    get waiting() {
      return timers.length;
    },
  };
}
