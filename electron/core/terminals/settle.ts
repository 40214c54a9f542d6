import type { JobKey, JobStatus } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { pause } from './connect.ts';
import { isOver } from './end-facts.ts';
import type { JobWatch } from './job-watch.ts';
import type { JobAccess, JobLook } from './ports.ts';

/** What is known each time GitLab was asked after a shell was cut. */
export interface Settling {
  readonly look: JobLook | null;
  readonly status: JobStatus | null;
  readonly held: boolean;
  readonly holdTimedOut: boolean;
  /** The user had just asked the shell to end. */
  readonly left: boolean;
  readonly waitedMs: number;
  readonly looks: number;
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

/** Between a cut and its name: end, wait for a late reason, or get another shell. Pure. */
export function whatNext(seen: Settling): Next {
  const { look, status, waitedMs } = seen;
  if (seen.holdTimedOut || seen.left) return { do: 'end' };
  if (isOver(status)) {
    return seen.held && waitedMs < LOG_LATE_MS ? { do: 'wait', waitMs: ASK_AGAIN_MS } : { do: 'end' };
  }
  // a hold's shell does not come back, and an attempt would only hide the reason
  if (seen.held) return waitedMs < RESULT_LATE_MS ? { do: 'wait', waitMs: ASK_AGAIN_MS } : { do: 'end' };
  if (!seen.mayReconnect) return { do: 'end' };
  if (look === null) return { do: 'reconnect' };
  if (look.signedIn === false) return { do: 'end' };
  if (status === 'canceling') return waitedMs < CANCEL_LATE_MS ? { do: 'wait', waitMs: ASK_AGAIN_MS } : { do: 'end' };
  if (look.terminalPath === null) return seen.looks < 3 ? { do: 'wait', waitMs: ASK_AGAIN_MS } : { do: 'end' };
  if (seen.looks === 1 && waitedMs < SLOT_FREE_MS) return { do: 'wait', waitMs: SLOT_FREE_MS };
  return seen.looks <= QUIET_DIALS + 1 ? { do: 'dial', waitMs: ASK_AGAIN_MS } : { do: 'reconnect' };
}

/** What came of looking into a cut; null = called off, or opened by `tryDial`. */
export type Settled = { readonly do: 'end' | 'reconnect'; readonly look: JobLook | null } | null;

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
  for (let looks = 1; ; looks += 1) {
    const look = await access.look(deps.jobKey, signal).catch(() => null);
    if (signal.aborted) return null;
    if (look !== null) watch.learn(look);
    const next = whatNext({
      look,
      status: watch.status,
      held: watch.hold !== null,
      holdTimedOut: watch.log.holdTimedOut,
      left: deps.left,
      waitedMs: clock.now() - deps.cutAt,
      looks,
      mayReconnect: deps.mayReconnect,
    });
    if (next.do === 'end' || next.do === 'reconnect') return { do: next.do, look };
    if (next.do === 'dial' && look?.terminalPath != null && (await deps.tryDial(look, look.terminalPath))) return null;
    await pause(clock, next.waitMs, signal);
    if (signal.aborted) return null;
  }
}
