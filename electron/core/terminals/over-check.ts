import type { Clock } from '../host.ts';
import type { JobWatch } from './job-watch.ts';

/** A job that is over takes its socket along; one that stays longer, silent, has nothing behind it (measured, shell executor). */
const OVER_GRACE_MS = 3_000;
/** A cancel during the hold is noticed at the runner's next report, every 30 s; until then the shell is alive. */
const HELD_CANCEL_GRACE_MS = 32_000;

export interface OverCheckDeps {
  readonly clock: Clock;
  readonly watch: JobWatch;
  /** Of the open shell; null = none is. */
  lastBytesAt(): number | null;
  isHeld(): boolean;
  onOver(): void;
}

/** Sees sockets that stay open although their job is over. */
export interface OverCheck {
  /** Something changed: looks now, and later where needed. */
  look(): void;
  stop(): void;
}

export function createOverCheck(deps: OverCheckDeps): OverCheck {
  const { clock, watch } = deps;
  let cancel: (() => void) | null = null;

  function stop(): void {
    cancel?.();
    cancel = null;
  }

  function look(): void {
    stop();
    const lastBytesAt = deps.lastBytesAt();
    if (lastBytesAt === null || watch.overSince === null) return;
    const runnerMayNotKnow = deps.isHeld() && watch.status === 'canceled' && watch.log.jobEnd === null;
    const graceMs = runnerMayNotKnow ? HELD_CANCEL_GRACE_MS : OVER_GRACE_MS;
    const waitMs = Math.max(lastBytesAt, watch.overSince) + graceMs - clock.now();
    if (waitMs > 0) cancel = clock.after(waitMs, look);
    else deps.onOver();
  }

  return { look, stop };
}
