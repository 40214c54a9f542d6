import type { Clock } from '../core/host.ts';

/** The longest wait a Node timer can hold; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Waiting {
  /** By the calendar. */
  readonly at: number;
  readonly ms: number;
  readonly run: () => void;
  timer: NodeJS.Timeout;
}

/** The system's time; its timers never keep the process alive. */
export function createSystemClock(): Clock {
  const waiting = new Set<Waiting>();

  function start(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
    timer.unref();
    return timer;
  }

  return {
    now: () => Date.now(),
    after(ms, run) {
      const fire = (): void => {
        waiting.delete(entry);
        run();
      };
      const entry: Waiting = { at: Date.now() + ms, ms, run: fire, timer: start(ms, fire) };
      waiting.add(entry);
      return () => {
        waiting.delete(entry);
        clearTimeout(entry.timer);
      };
    },
    catchUp() {
      for (const entry of waiting) {
        clearTimeout(entry.timer);
        // A calendar that was set back must not make anything wait longer than it was meant to.
        entry.timer = start(Math.min(entry.at - Date.now(), entry.ms), entry.run);
      }
    },
  };
}
