import type { Ending, EndingReason, Failure, Hold, JobStatus, NextStep } from '../../contract.ts';
import type { DialFailure } from '../gitlab/ports.ts';
import type { JobLook, LogMark } from './ports.ts';
import { pathOf } from './talk/setup-line.ts';

/** An ending before it is dated. */
export type Verdict = Omit<Ending, 'at' | 'livedMs'>;

export function verdict(
  reason: EndingReason,
  certainty: Ending['certainty'],
  message: string,
  next: readonly NextStep[],
): Verdict {
  return { reason, certainty, message, next };
}

/** What ended a session, or kept it from beginning, as far as it can be seen from here. */
export type EndCause =
  /** The socket went; on GitLab's side never with a Close frame, whatever the reason. */
  | { readonly by: 'socket'; readonly clean: boolean; readonly code?: number }
  /** The left watch saw the shell go while its socket stayed. */
  | { readonly by: 'left' }
  /** The job is over by the API while the socket stays open and silent. */
  | { readonly by: 'job-over' }
  /** Nothing heard for so long that the connection must be gone. */
  | { readonly by: 'silence' }
  | { readonly by: 'dial'; readonly failure: DialFailure; readonly upgradesPass: boolean | null }
  /** GitLab offers no terminal now. */
  | { readonly by: 'no-offer' }
  /** GitLab could not be asked. */
  | { readonly by: 'ask'; readonly failure: Failure }
  | { readonly by: 'user' }
  | { readonly by: 'app' };

export interface EndFacts {
  readonly cause: EndCause;
  readonly at: number;
  /** How long the shell was open; null when it never was. */
  readonly livedMs: number | null;
  readonly hold: Hold | null;
  /** `exit`, `logout` or Ctrl-D was the last that was typed, so long before the end; null = no. */
  readonly leftBeforeMs: number | null;
  /** The shell had answered that with its echo or its farewell. */
  readonly farewellSeen: boolean;
  /** The connection had not answered for a while. */
  readonly silent: boolean;
  /** What GitLab says after the end; null = it could not be asked. */
  readonly look: JobLook | null;
  /** Why it could not be asked; null = it could, or nobody did. */
  readonly lookFailure: Failure | null;
  /** The last status heard of, by whichever way. */
  readonly status: JobStatus | null;
  readonly failureReason: string | null;
  readonly log: LogFacts;
}

/** What the job's log told so far. */
export interface LogFacts {
  readonly holdTimedOut: boolean;
  readonly disconnected: boolean;
  readonly cancelSeen: boolean;
  readonly jobEnd: { readonly succeeded: boolean; readonly text: string | null } | null;
  /** When the script's own section was seen to end; null = not, or before the watch began. */
  readonly scriptEndedAt: number | null;
  readonly executor: string | null;
  /** Where the job's repository is; null = the log does not say. */
  readonly repository: string | null;
}

export const NO_LOG_FACTS: LogFacts = {
  holdTimedOut: false,
  disconnected: false,
  cancelSeen: false,
  jobEnd: null,
  scriptEndedAt: null,
  executor: null,
  repository: null,
};

export function withMark(facts: LogFacts, mark: LogMark): LogFacts {
  switch (mark.kind) {
    case 'hold-timed-out':
      return { ...facts, holdTimedOut: true };
    case 'terminal-disconnected':
      return { ...facts, disconnected: true };
    case 'cancel-seen':
      return { ...facts, cancelSeen: true };
    case 'job-end':
      return { ...facts, jobEnd: { succeeded: mark.succeeded, text: mark.text } };
    case 'section': {
      const scriptEnded = mark.live && mark.edge === 'end' && /(^|_)(step_script|build_script)$/.test(mark.name);
      return scriptEnded ? { ...facts, scriptEndedAt: mark.seenAt } : facts;
    }
    case 'imitated': {
      const { cancelSeen, executor, repository } = facts;
      return { ...NO_LOG_FACTS, cancelSeen, executor, repository };
    }
    case 'repository':
      return { ...facts, repository: pathOf(mark.path) };
    case 'executor':
      return { ...facts, executor: mark.name };
    case 'hold':
    case 'runner':
    case 'runner-clock':
      return facts;
  }
}

/** How near the end of a hold an end may come and still be its end: the runner's clock and ours differ a little. */
const HOLD_SLACK_MS = 4_000;

export function isAtHoldsEnd({ hold, at }: EndFacts): boolean {
  return hold !== null && at >= hold.endsAt - HOLD_SLACK_MS;
}

export function isOver(status: JobStatus | null): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled' || status === 'skipped';
}

/**
 * After a cut and attempts that failed: what cut the shell explains more than what an attempt ran into, unless that is a
 * fault of its own and the job still runs.
 */
export function tellingCause(cut: EndCause, attempt: EndCause, status: JobStatus | null): EndCause {
  if (attempt.by === 'user' || attempt.by === 'app') return attempt;
  if (isOver(status) || attempt.by === 'no-offer') return cut;
  const notFound = attempt.by === 'dial' && attempt.failure.at === 'handshake' && attempt.failure.status === 404;
  return notFound ? cut : attempt;
}
