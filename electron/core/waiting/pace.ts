import type { Failure, Job } from '../../contract.ts';

/*
 * When a pipeline is asked about next. A job that lives for 5 s is to be caught, and the shell to be there 1.5 s after the
 * start: while one may start at any moment that takes a question each second, which is 60 of the 2000 requests that a user
 * has in a minute on gitlab.com. The longer nothing has happened, the longer the pause.
 */

const NEAR_MS = 1_000;
const LONGEST_MS = 4_000;
const QUIET_PAUSES: readonly { readonly afterMs: number; readonly pauseMs: number }[] = [
  { afterMs: 60 * 60_000, pauseMs: LONGEST_MS },
  { afterMs: 20 * 60_000, pauseMs: 2_000 },
];
/** Somebody has to press a button first, and then a runner is still to take it. */
const BY_HAND_MS = 3_000;
const SCHEDULED_MS = 4_000;
const SCHEDULED_NEAR_MS = 10_000;
/** What GitLab pushes comes sooner than any answer; asked all the same, since a push may be lost. */
const PUSHED_MS = 5_000;
/** A pipeline of many pages costs many requests each time. */
const PER_PAGE_MS = 500;
/** No more than two questions a second for an account, however many pipelines are waited on. */
const PER_PIPELINE_MS = 500;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;
/** Only new credentials help; asked again all the same, in case the server was wrong. */
const HOPELESS_RETRY_MS = 60_000;
const PASSING = new Set<Failure['kind']>(['offline', 'server-error', 'not-a-gitlab', 'not-found', 'cancelled']);

export interface Calm {
  readonly now: number;
  /** What is waited for in this pipeline; null = a job that is not there yet. */
  readonly jobs: readonly (Pick<Job, 'status'> | null)[];
  readonly startsAt: number | null;
  /** When something last changed in the pipeline. */
  readonly changedAt: number;
  /** Requests that one question takes. */
  readonly pages: number;
  /** Pipelines that this account is asked about. */
  readonly pipelines: number;
  /** All of `jobs` are followed by push, which has proved to work here. */
  readonly pushed: boolean;
}

export function nextAskAfterMs(calm: Calm): number {
  const wished = calm.jobs.map((job) => pauseFor(job, calm));
  return Math.max(
    calm.pushed ? PUSHED_MS : Math.min(...wished, LONGEST_MS),
    calm.pages * PER_PAGE_MS,
    calm.pipelines * PER_PIPELINE_MS,
  );
}

function pauseFor(job: Pick<Job, 'status'> | null, calm: Calm): number {
  const quietMs = calm.now - calm.changedAt;
  const byQuiet = QUIET_PAUSES.find(({ afterMs }) => quietMs >= afterMs)?.pauseMs ?? NEAR_MS;
  switch (job?.status) {
    case 'manual':
      return BY_HAND_MS;
    case 'scheduled': {
      const near = calm.startsAt !== null && calm.startsAt - calm.now <= SCHEDULED_NEAR_MS;
      return near ? NEAR_MS : SCHEDULED_MS;
    }
    case 'pending':
    case 'preparing':
      // a runner may take it at any moment, however long none was free
      return Math.min(byQuiet, 2_000);
    default:
      return byQuiet;
  }
}

export function retryAfterMs(failure: Failure, failuresInARow: number): number {
  if (failure.retryAfterMs !== undefined) return Math.max(FIRST_RETRY_MS, failure.retryAfterMs);
  if (!PASSING.has(failure.kind)) return HOPELESS_RETRY_MS;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failuresInARow - 1));
}
