import type { Failure, Reach } from '../../contract.ts';
import type { Clock } from '../host.ts';

/** A steady connection is told no more often than this. */
const TELL_EVERY_MS = 10_000;

/** Whether an instance answers, as an account's own traffic tells. */
export interface ReachKeeper {
  readonly state: Reach;
  answered(latencyMs: number): void;
  failed(failure: Failure): void;
  /** Nothing is known any more: it is reached in another way from now on. */
  reset(): void;
}

export function createReach(clock: Clock, onChange: (before: Reach['status']) => void): ReachKeeper {
  let state: Reach = { status: 'unknown' };

  function become(next: Reach): void {
    const before = state.status;
    state = next;
    onChange(before);
  }

  return {
    get state() {
      return state;
    },
    answered(latencyMs) {
      const at = clock.now();
      if (state.status === 'online' && at - state.at < TELL_EVERY_MS) return;
      become({ status: 'online', latencyMs, at });
    },
    failed(failure) {
      if (state.status === 'unreachable' && state.failure.kind === failure.kind) return;
      become({ status: 'unreachable', failure, since: clock.now() });
    },
    reset() {
      state = { status: 'unknown' };
    },
  };
}
