import type { ConnectPhase, Failure, JobKey } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { DialFailure, TerminalSocket, TerminalSocketEvents } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import type { EndCause } from './end-facts.ts';
import { isSignInRedirect } from './ending-dial.ts';
import type { JobAccess, JobLook } from './ports.ts';

export interface Progress {
  readonly phase: ConnectPhase;
  readonly attempt: number;
  readonly nextTryAt: number | null;
  readonly canTryNow: boolean;
  readonly message: string;
}

export type Connected =
  | { readonly ok: true; readonly socket: TerminalSocket }
  /** `look` is what GitLab said last; null = nothing. */
  | { readonly ok: false; readonly cause: EndCause; readonly look: JobLook | null };

export interface ConnectDeps {
  readonly access: JobAccess;
  readonly clock: Clock;
  readonly jobKey: JobKey;
  readonly events: TerminalSocketEvents;
  readonly signal: AbortSignal;
  /** `again`: a shell was open and was cut; a network or a server that comes back is waited for, however long it takes. */
  readonly patience: 'first' | 'again';
  /**
   * The connection before fell silent: what GitLab has not noticed yet still holds the job's one terminal, so a 500 is most
   * likely that, and is waited for as long as the job runs.
   */
  readonly ownSlot: boolean;
  /** From 0 up to 1; spreads the retries of many sessions. */
  random(): number;
  /** What ends the pause before the next try at once; null = none, or one that the server asked for. */
  onPause(skip: (() => void) | null): void;
  onProgress(progress: Progress): void;
  onLook(look: JobLook): void;
}

/** Each 500 may be the runner still ending the terminal before, or preparing; more tries than these show nothing new. */
const SERVER_PAUSES_MS = [2_000, 5_000, 10_000];
const FIRST_NETWORK_PAUSES_MS = [1_000, 3_000];
const LONGEST_NETWORK_PAUSE_MS = 30_000;
/** A job that has just started answers 404 for a moment (gitlab-org/gitlab#354099). */
const YOUNG_JOB_MS = 15_000;
const YOUNG_PAUSES_MS = [100, 150, 250, 500, 1_000, 2_000, 3_000, 4_000, 4_000];
const LONGEST_RATE_PAUSE_MS = 90_000;
const RATE_PAUSE_MS = 10_000;
const RATE_TRIES = 3;

export const CHECKING = 'Asking GitLab about the job, and renewing the web session.';
const DIALING = 'Waiting for the runner to prepare a terminal; GitLab allows it up to 75 s.';

const OWN_SLOT =
  'No terminal yet: GitLab still counts the connection that stopped answering, and a job has one terminal. It is free once GitLab notices.';

/** Why a try failed, for the choice of the next pause. */
type Trouble = 'server' | 'network' | 'young' | 'rate' | 'final';

/**
 * Looks at the job, opens its terminal, and tries again where that may help: one try at a time, the job asked anew before
 * each. Never rejects; with the signal aborted it answers `user` and leaves nothing open.
 */
export async function connect(deps: ConnectDeps): Promise<Connected> {
  const { access, clock, jobKey, signal } = deps;
  const tries: Record<Trouble, number> = { server: 0, network: 0, young: 0, rate: 0, final: 0 };
  let look: JobLook | null = null;

  for (let attempt = 1; ; attempt += 1) {
    deps.onProgress({ phase: 'checking', attempt, nextTryAt: null, canTryNow: false, message: CHECKING });
    const failed = await tryOnce(attempt);
    if (failed === null || 'socket' in failed) return failed === null ? cancelled(look) : { ok: true, ...failed };
    const pauseMs = pauseFor(failed.trouble, failed.retryAfterMs);
    if (pauseMs === null) return { ok: false, cause: await explained(failed.cause), look };
    const nextTryAt = clock.now() + pauseMs;
    const canTryNow = failed.trouble !== 'rate';
    const skip = new AbortController();
    deps.onPause(canTryNow ? () => skip.abort() : null);
    deps.onProgress({ phase: 'retrying', attempt, nextTryAt, canTryNow, message: failed.message });
    await pause(clock, pauseMs, signal, skip.signal);
    deps.onPause(null);
    if (signal.aborted) return cancelled(look);
  }

  async function tryOnce(attempt: number): Promise<Failed | { readonly socket: TerminalSocket } | null> {
    try {
      look = await access.look(jobKey, signal);
    } catch (error) {
      return signal.aborted ? null : failedAsk(toFailure(error));
    }
    if (signal.aborted) return null;
    deps.onLook(look);
    if (look.terminalPath === null || look.status !== 'running') {
      const young = look.status === 'running' && look.signedIn !== false && isYoung(look);
      return {
        cause: { by: 'no-offer' },
        trouble: young || look.signedIn === null ? 'young' : 'final',
        message: 'The job has only just started; GitLab has no terminal for it yet.',
      };
    }
    deps.onProgress({ phase: 'dialing', attempt, nextTryAt: null, canTryNow: false, message: DIALING });
    const dial = await access.dial(jobKey, look.terminalPath, deps.events, signal);
    if (dial.ok) {
      if (!signal.aborted) return { socket: dial.socket };
      dial.socket.close();
      return null;
    }
    if (signal.aborted || dial.failure.at === 'cancelled') return null;
    return failedDial(dial.failure, isYoung(look), deps);
  }

  function isYoung(seen: JobLook): boolean {
    const { startedAt: jobStartedAt } = seen.job;
    return jobStartedAt !== null && clock.now() - jobStartedAt < YOUNG_JOB_MS;
  }

  function pauseFor(trouble: Trouble, retryAfterMs = RATE_PAUSE_MS): number | null {
    const done = tries[trouble];
    tries[trouble] += 1;
    switch (trouble) {
      case 'server':
        return SERVER_PAUSES_MS[done] ?? null;
      case 'young':
        return YOUNG_PAUSES_MS[done] ?? null;
      case 'rate':
        return done < RATE_TRIES && retryAfterMs <= LONGEST_RATE_PAUSE_MS ? Math.max(1_000, retryAfterMs) : null;
      case 'network': {
        if (deps.patience === 'first') return FIRST_NETWORK_PAUSES_MS[done] ?? null;
        return Math.min(LONGEST_NETWORK_PAUSE_MS, 1_000 * 2 ** done) * (0.5 + deps.random() / 2);
      }
      case 'final':
        return null;
    }
  }

  /** A refusal that a proxy may have made is tested for; asks nothing of the account or the job. */
  async function explained(cause: EndCause): Promise<EndCause> {
    if (cause.by !== 'dial' || !mayBeProxy(cause.failure)) return cause;
    return { ...cause, upgradesPass: await access.upgradesPass(jobKey).catch(() => null) };
  }
}

interface Failed {
  readonly cause: EndCause;
  readonly trouble: Trouble;
  readonly message: string;
  readonly retryAfterMs?: number;
}

function failedAsk(failure: Failure): Failed {
  const cause: EndCause = { by: 'ask', failure };
  switch (failure.kind) {
    case 'offline':
    case 'server-error':
      return { cause, trouble: 'network', message: failure.message };
    case 'rate-limited': {
      const message = 'GitLab takes no more requests for the moment.';
      const wait = failure.retryAfterMs;
      return { cause, trouble: 'rate', message, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    }
    default:
      return { cause, trouble: 'final', message: failure.message };
  }
}

function failedDial(
  failure: Exclude<DialFailure, { at: 'cancelled' }>,
  young: boolean,
  { patience, ownSlot }: Pick<ConnectDeps, 'patience' | 'ownSlot'>,
): Failed {
  const cause: EndCause = { by: 'dial', failure, upgradesPass: null };
  if (failure.at === 'network') return { cause, trouble: 'network', message: 'The server could not be reached.' };
  if (failure.at === 'timeout') return { cause, trouble: 'final', message: 'The runner stays silent.' };
  switch (failure.status) {
    case 404:
      return { cause, trouble: young ? 'young' : 'final', message: 'The job has only just started.' };
    case 429: {
      const message = 'GitLab takes no more requests for the moment.';
      return { cause, trouble: 'rate', message, retryAfterMs: failure.retryAfterMs ?? RATE_PAUSE_MS };
    }
    case 500:
      if (ownSlot) return { cause, trouble: 'network', message: OWN_SLOT };
      return {
        cause,
        trouble: 'server',
        message: 'No terminal yet: it may be in use elsewhere, or the runner is not ready or cannot be reached.',
      };
    case 502:
    case 503:
    case 504:
      // a server that is being restarted, or the proxy in front of it
      return {
        cause,
        trouble: patience === 'again' ? 'network' : 'server',
        message: 'The server is not in order just now.',
      };
    default:
      return { cause, trouble: 'final', message: 'The server refused.' };
  }
}

function mayBeProxy(failure: DialFailure): boolean {
  if (failure.at !== 'handshake' || isSignInRedirect(failure)) return false;
  return failure.status < 500 ? failure.status !== 429 && failure.status !== 401 : failure.status === 501;
}

function cancelled(look: JobLook | null): Connected {
  return { ok: false, cause: { by: 'user' }, look };
}

/** Resolves after `ms` or when one of the signals aborts. */
export function pause(clock: Clock, ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) {
      resolve();
      return;
    }
    const done = () => {
      cancel();
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    for (const signal of signals) signal.addEventListener('abort', done, { once: true });
  });
}
