/** Keeps images from taking all of the page's time. */
export interface Pause {
  /** False while they have had more than their share. */
  readonly mayWork: () => boolean;
  /** Does it and counts how long it took; false when it threw. */
  readonly work: (task: () => void) => boolean;
  /** What a handler answers: the parser waits for a promise, and the page can do something else. */
  readonly rest: () => true | Promise<true>;
}

export interface PauseDeps {
  /** Monotonic ms. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
}

/** As xterm does between two chunks. */
const longestWorkMs = 12;
/** So much at once: many large pictures, as when a terminal is shown again. Then a fifth of the time. */
const mostWorkMs = 2000;
const share = 0.2;

export function createPause({ now, after }: PauseDeps): Pause {
  let restedAt = now();
  let leftMs = mostWorkMs;
  let countedAt = now();
  return {
    mayWork() {
      const at = now();
      leftMs = Math.min(mostWorkMs, leftMs + (at - countedAt) * share);
      countedAt = at;
      return leftMs > 0;
    },
    work(task) {
      const from = now();
      try {
        task();
        return true;
      } catch {
        return false;
      } finally {
        leftMs -= now() - from;
      }
    },
    rest() {
      if (now() - restedAt < longestWorkMs) return true;
      return new Promise((resolve) => {
        after(0, () => {
          restedAt = now();
          resolve(true);
        });
      });
    },
  };
}
