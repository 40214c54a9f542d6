import type { Failure, JobKey, JobStatus } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { Clock } from '../host.ts';
import { pause } from './connect.ts';
import { isOver } from './end-facts.ts';
import type { JobWatch } from './job-watch.ts';
import type { JobAccess, JobLook } from './ports.ts';

/** What is known each time GitLab was asked after a shell was cut. */
export interface Settling {
  readonly look: JobLook | null;
  /** GitLab hides it, or it is not there any more. */
  readonly gone: boolean;
  readonly status: JobStatus | null;
  readonly held: boolean;
  /** GitLab blames the runner, and the log has not said why yet. */
  readonly runnerFailed: boolean;
  readonly holdTimedOut: boolean;
  /** The user had just asked the shell to end. */
  readonly left: boolean;
  readonly waitedMs: number;
  readonly looks: number;
  readonly dials: number;
  /** The log has the job's last line. */
  readonly jobEndTold: boolean;
  readonly mayReconnect: boolean;
}

export type Next =
  | { readonly do: 'end' }
  /** Ask again: what tells the reason comes up to some seconds late. */
  | { readonly do: 'wait'; readonly waitMs: number }
  /** Try once for a new shell without a word; if that fails, ask again. */
  | { readonly do: 'dial'; readonly waitMs: number }
  /** Say that it takes a while, and try for longer. */
  | { readonly do: 'reconnect' };

/** The log tells a hold's end up to 6 s late: 3 s until the runner sends it, 3 s until we ask. */
const LOG_LATE_MS = 7_000;
/** A drop in the hold ends the job in milliseconds; its result takes a moment to be known. */
const RESULT_LATE_MS = 15_000;
const CANCEL_LATE_MS = 12_000;
const ASK_AGAIN_MS = 1_500;
/** A slot is free 35 to 140 ms after a drop (measured). */
const SLOT_FREE_MS = 300;
const QUIET_DIALS = 2;

const END: Next = { do: 'end' };
const ASK_AGAIN: Next = { do: 'wait', waitMs: ASK_AGAIN_MS };
const DIAL: Next = { do: 'dial', waitMs: ASK_AGAIN_MS };

/** Between a cut and its name: end, wait for a late reason, or get another shell. Pure. */
export function whatNext(seen: Settling): Next {
  const { look, status, waitedMs } = seen;
  if (seen.left) return END;
  if (isOver(status)) {
    const mayTellMore = (seen.held && !seen.holdTimedOut && !seen.jobEndTold) || seen.runnerFailed;
    return mayTellMore && waitedMs < LOG_LATE_MS ? ASK_AGAIN : END;
  }
  if (seen.held || seen.holdTimedOut) return whileHeld(seen);
  // asked twice, as a server in trouble may hide what is there
  if (seen.gone) return seen.looks < 2 ? ASK_AGAIN : END;
  if (!seen.mayReconnect) return END;
  if (look === null) return { do: 'reconnect' };
  if (look.signedIn === false) return END;
  if (status === 'canceling') return waitedMs < CANCEL_LATE_MS ? ASK_AGAIN : END;
  if (look.terminalPath === null) return seen.looks < 3 ? ASK_AGAIN : END;
  if (seen.looks === 1 && waitedMs < SLOT_FREE_MS) return { do: 'wait', waitMs: SLOT_FREE_MS };
  return seen.dials < QUIET_DIALS ? DIAL : { do: 'reconnect' };
}

/**
 * A hold's shell does not come back, and an attempt would only hide the reason: a drop ends the job in milliseconds. A
 * job that still runs long after was not held, whatever its log said, or its runner is gone: one attempt tells.
 */
function whileHeld({ look, waitedMs, dials }: Settling): Next {
  if (waitedMs < RESULT_LATE_MS) return ASK_AGAIN;
  return look !== null && look.terminalPath !== null && dials === 0 ? DIAL : END;
}

/** What came of looking into a cut; null = called off, or opened by `tryDial`. */
export type Settled = {
  readonly do: 'end' | 'reconnect';
  readonly look: JobLook | null;
  readonly lookFailure: Failure | null;
} | null;

export interface SettleDeps {
  readonly access: JobAccess;
  readonly clock: Clock;
  readonly jobKey: JobKey;
  readonly watch: JobWatch;
  readonly signal: AbortSignal;
  readonly cutAt: number;
  readonly left: boolean;
  readonly mayReconnect: boolean;
  /** True = a new shell is open, or all is called off. */
  tryDial(look: JobLook, terminalPath: string): Promise<boolean>;
}

/** After a shell was cut: asks GitLab until the reason is known or another shell is there. Never rejects. */
export async function settle(deps: SettleDeps): Promise<Settled> {
  const { access, clock, signal, watch } = deps;
  let dials = 0;
  for (let looks = 1; ; looks += 1) {
    let lookFailure: Failure | null = null;
    const look = await access.look(deps.jobKey, signal).catch((error: unknown) => {
      lookFailure = toFailure(error);
      return null;
    });
    if (signal.aborted) return null;
    if (look !== null) watch.learn(look);
    const next = whatNext({
      look,
      gone: kindOf(lookFailure) === 'not-found',
      status: watch.status,
      held: watch.hold !== null,
      runnerFailed: watch.failureReason === 'runner_system_failure' && watch.log.jobEnd === null,
      holdTimedOut: watch.log.holdTimedOut,
      jobEndTold: watch.log.jobEnd !== null,
      left: deps.left,
      waitedMs: clock.now() - deps.cutAt,
      looks,
      dials,
      mayReconnect: deps.mayReconnect,
    });
    if (next.do === 'end' || next.do === 'reconnect') return { do: next.do, look, lookFailure };
    if (next.do === 'dial' && look !== null && look.terminalPath !== null) {
      dials += 1;
      if (await deps.tryDial(look, look.terminalPath)) return null;
    }
    await pause(clock, next.waitMs, signal);
    if (signal.aborted) return null;
  }
}

/** The compiler does not see that a callback may have set it. */
function kindOf(failure: Failure | null): Failure['kind'] | null {
  return failure?.kind ?? null;
}
