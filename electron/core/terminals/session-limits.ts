import type { JobKey, SessionLimit, SessionState } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { createAccessCheck } from './access-check.ts';
import type { JobWatch } from './job-watch.ts';
import { limitsOf } from './limits.ts';
import type { JobAccess } from './ports.ts';

export interface SessionLimitsDeps {
  readonly jobKey: JobKey;
  readonly access: Pick<JobAccess, 'look' | 'around'>;
  readonly watch: JobWatch;
  readonly clock: Clock;
  /** Terminals that are there, this one included. */
  terminals(): number;
  onChange(): void;
}

/** Joins what a session, its job and what stands around them tell of how long its terminal lasts. */
export interface SessionLimits {
  opened(at: number): void;
  closed(): void;
  /** What stands around the job is not what it was. */
  aroundChanged(): void;
  list(state: SessionState): readonly SessionLimit[];
}

export function createSessionLimits(deps: SessionLimitsDeps): SessionLimits {
  const { access, clock, jobKey, watch } = deps;
  const check = createAccessCheck({
    clock,
    terminals: deps.terminals,
    look: (signal) => access.look(jobKey, signal),
    onChange: deps.onChange,
  });
  let openedAt: number | null = null;

  return {
    opened(at) {
      openedAt = at;
      check.opened(at);
    },
    closed() {
      openedAt = null;
      check.closed();
    },
    aroundChanged() {
      if (openedAt !== null && access.around(jobKey).signedOut) check.doubt();
    },
    list(state) {
      if (openedAt === null || (state.status !== 'open' && state.status !== 'held')) return [];
      return limitsOf({
        now: clock.now(),
        openedAt,
        held: state.status === 'held' ? state : null,
        status: watch.status,
        cancelSince: watch.cancelSince,
        executor: watch.log.executor,
        accessLost: check.lost,
        around: access.around(jobKey),
      });
    },
  };
}
