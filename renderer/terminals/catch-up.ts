import type { Attachment } from '../../electron/contract.ts';

/** Tells when a terminal has everything that its session had printed when it was asked. */
export interface CatchUp {
  readonly attached: (attachment: Attachment) => void;
  /** Everything before this offset has come. */
  readonly received: (end: number) => void;
  /** Resolves when what there was at the attachment has come. */
  readonly whenReplayed: () => Promise<void>;
}

export function createCatchUp(): CatchUp {
  let until: number | null = null;
  let come = 0;
  let waiting: (() => void)[] = [];
  const settle = (): void => {
    if (until === null || come < until) return;
    for (const resolve of waiting.splice(0)) resolve();
  };
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
    whenReplayed: () =>
      new Promise((resolve) => {
        waiting = [...waiting, resolve];
        settle();
      }),
  };
}
