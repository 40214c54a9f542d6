import type { StreamStart } from '../../electron/contract.ts';

export interface CatchUpDeps {
  /** Calls back when everything that has come is parsed. */
  readonly parseAll: (parsed: () => void) => void;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** Tells when a terminal has everything that its session had printed when it was asked. */
export interface CatchUp {
  readonly attached: (attachment: StreamStart) => void;
  /** Everything before this offset has come. */
  readonly received: (end: number) => void;
  /** Resolves when what there was at the attachment has come and is parsed; in any case soon. */
  readonly caughtUp: () => Promise<void>;
}

/** Core may be out of reach: what is there is searched all the same. */
const longestMs = 3000;

export function createCatchUp({ parseAll, after }: CatchUpDeps): CatchUp {
  let until: number | null = null;
  let come = 0;
  let waiting: (() => void)[] = [];
  const settle = (): void => {
    if (until === null || come < until) return;
    for (const resolve of waiting.splice(0)) resolve();
  };
  const replayed = (): Promise<void> =>
    new Promise((resolve) => {
      waiting = [...waiting, resolve];
      settle();
    });
  return {
    attached({ from, liveFrom }) {
      until = liveFrom;
      come = Math.max(come, from);
      settle();
    },
    received(end) {
      come = Math.max(come, end);
      settle();
    },
    async caughtUp() {
      const all = replayed().then(() => new Promise<void>((resolve) => parseAll(resolve)));
      await Promise.race([all, new Promise<void>((resolve) => after(longestMs, resolve))]);
    },
  };
}
