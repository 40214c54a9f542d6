import type { Account, Failure, Job, JobStatus, PipelineRef } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { sessionRefused } from '../gitlab/status.ts';
import type { Clock } from '../host.ts';
import { readPipelineJob, readPipelineJobs, type SeenPipeline } from '../jobs/pipeline-jobs.ts';
import { isSignedIn } from '../jobs/web-job.ts';
import type { Seen } from './decision.ts';
import { nextAskAfterMs, retryAfterMs } from './pace.ts';

/** One that is waited for in the pipeline. */
export interface Awaited {
  /** The job that it will be by its id, as far as is known. */
  readonly jobId: number | null;
  readonly job: Job | null;
  readonly startsAt: number | null;
}

export interface PipelineWatchDeps {
  readonly pipeline: PipelineRef;
  readonly clock: Clock;
  awaited(): readonly Awaited[];
  account(): Account;
  client(): GitlabClient;
  /** Pipelines that the account is asked about. */
  pipelines(): number;
  /** Push, which has proved to work, tells of all that are awaited. */
  isPushed(): boolean;
  onSeen(seen: Seen): void;
  onFailure(failure: Failure): void;
  /** GitLab has no such job for this user; null = no such pipeline. */
  onGone(jobId: number | null): void;
}

/** Asks about one pipeline as often as what is waited for in it needs: one request, however many wait. */
export interface PipelineWatch {
  /** Asks at once. */
  ask(): void;
  /** Push has told of a job; acts at once where that is enough, else asks. */
  pushed(jobId: number, status: JobStatus): void;
  suspended(): void;
  woke(): void;
  dispose(): void;
}

/** GitLab answers 404 for a moment while it moves things; a second answer is no accident. */
const GONE_AFTER = 2;

export function createPipelineWatch(deps: PipelineWatchDeps): PipelineWatch {
  const { clock, pipeline } = deps;
  const abort = new AbortController();
  /** The whole list, for the answer that it has not changed. */
  let list: SeenPipeline | null = null;
  let seen: Seen = { jobs: [], pipelineIsOver: false };
  let told = '';
  let changedAt = clock.now();
  let failuresInARow = 0;
  let hiddenInARow = 0;
  let pages = 1;
  let cancelNext: (() => void) | null = null;
  let asking = false;
  let askAgain = false;
  let asleep = false;

  /** A single job is cheaper for GitLab than its pipeline's list. */
  async function read(): Promise<Seen> {
    const ids = new Set(deps.awaited().map(({ jobId }) => jobId));
    const [only] = ids;
    if (ids.size === 1 && typeof only === 'number') {
      pages = 1;
      const { job, isOver } = await readPipelineJob(deps.client(), deps.account(), pipeline, only, abort.signal);
      return { jobs: [job], pipelineIsOver: isOver };
    }
    const options = { signal: abort.signal, etag: list?.etag ?? null };
    const now = await readPipelineJobs(deps.client(), deps.account(), pipeline, options);
    if (now !== 'unchanged') list = now;
    if (list === null) return { jobs: [], pipelineIsOver: false };
    pages = list.pages;
    const missing = [...ids].filter((id) => id !== null && !list?.jobs.some((job) => job.id === id));
    const others = await Promise.all(missing.map((id) => readMissing(id as number)));
    return { jobs: [...list.jobs, ...others.flat()], pipelineIsOver: list.isOver };
  }

  /** Not among its pipeline's jobs: retried since, or deleted. */
  async function readMissing(jobId: number): Promise<readonly Job[]> {
    try {
      return [(await readPipelineJob(deps.client(), deps.account(), pipeline, jobId, abort.signal)).job];
    } catch (error) {
      if (toFailure(error).kind !== 'not-found') throw error;
      deps.onGone(jobId);
      return [];
    }
  }

  function take(now: Seen): void {
    seen = now;
    const whole = now.jobs.map(({ id, status }) => `${id} ${status}`).join();
    if (whole !== told) changedAt = clock.now();
    told = whole;
    deps.onSeen(now);
  }

  async function askNow(): Promise<void> {
    cancelNext?.();
    cancelNext = null;
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    const startedAt = clock.now();
    let waitMs: number;
    try {
      const now = await read();
      if (abort.signal.aborted) return;
      failuresInARow = 0;
      hiddenInARow = 0;
      take(now);
      waitMs = nextAskAfterMs(calm()) - (clock.now() - startedAt);
    } catch (error) {
      const failure = await explain(toFailure(error));
      if (abort.signal.aborted) return;
      waitMs = failed(failure);
    } finally {
      asking = false;
    }
    schedule(askAgain ? 0 : Math.max(waitMs, MIN_PAUSE_MS));
  }

  function failed(failure: Failure): number {
    if (failure.kind !== 'not-found') {
      failuresInARow += 1;
      deps.onFailure(failure);
      return retryAfterMs(failure, failuresInARow);
    }
    hiddenInARow += 1;
    if (hiddenInARow < GONE_AFTER) return retryAfterMs(failure, hiddenInARow);
    const ids = new Set(deps.awaited().map(({ jobId }) => jobId));
    deps.onGone(ids.size === 1 ? ([...ids][0] ?? null) : null);
    return retryAfterMs(failure, hiddenInARow);
  }

  /** Who reads by the web session alone and is signed out is told that a private project is not there. */
  async function explain(failure: Failure): Promise<Failure> {
    const { tokenState, user, instance } = deps.account();
    if (failure.kind !== 'not-found' || tokenState.status !== 'missing') return failure;
    const signedIn = await isSignedIn(deps.client(), user.id, abort.signal).catch(() => true);
    return signedIn ? failure : sessionRefused(instance.name).failure;
  }

  function calm() {
    const awaited = deps.awaited();
    const starts = awaited.flatMap(({ startsAt }) => startsAt ?? []);
    return {
      now: clock.now(),
      jobs: awaited.map(({ job }) => job),
      startsAt: starts.length === 0 ? null : Math.min(...starts),
      changedAt,
      pages,
      pipelines: deps.pipelines(),
      pushed: deps.isPushed(),
    };
  }

  function schedule(waitMs: number): void {
    cancelNext?.();
    cancelNext = null;
    if (abort.signal.aborted || asleep || deps.awaited().length === 0) return;
    cancelNext = clock.after(waitMs, () => void askNow());
  }

  return {
    ask: () => void askNow(),
    pushed(jobId, status) {
      const before = seen.jobs.find(({ id }) => id === jobId);
      // who presses the button of a manual or delayed job becomes its starter, and push does not tell who
      const isKnown = before?.mine === true && !['manual', 'scheduled'].includes(before.status);
      if (isKnown && status === 'running' && !abort.signal.aborted) {
        const jobs = seen.jobs.map((job) => (job.id === jobId ? { ...job, status } : job));
        take({ ...seen, jobs });
      } else if (before?.status !== status) void askNow();
    },
    suspended() {
      asleep = true;
      cancelNext?.();
      cancelNext = null;
    },
    woke() {
      asleep = false;
      failuresInARow = 0;
      void askNow();
    },
    dispose() {
      abort.abort();
      cancelNext?.();
      cancelNext = null;
    },
  };
}

/** An answer that took longer than the pause is not followed by the next question at once. */
const MIN_PAUSE_MS = 100;
