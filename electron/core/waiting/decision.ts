import type { ArmEnd, Job } from '../../contract.ts';
import { isFinal, isUpcoming } from '../jobs/job.ts';

/** What is waited for, as far as a decision needs it. */
export interface Wanted {
  readonly name: string;
  /** Null = whichever comes by that name. */
  readonly jobId: number | null;
  /** Jobs by that name that do not count: they had started before. */
  readonly notJobIds: readonly number[];
}

export interface Seen {
  /** In the order of GitLab's ids. */
  readonly jobs: readonly Job[];
  readonly pipelineIsOver: boolean;
}

export type Decision =
  | { readonly do: 'wait'; readonly job: Job | null }
  | { readonly do: 'open'; readonly job: Job }
  | { readonly do: 'end'; readonly end: ArmEnd; readonly job: Job | null };

/** What to do now that GitLab has said this. Pure. */
export function decide(wanted: Wanted, seen: Seen): Decision {
  const fitting = seen.jobs.filter((job) => fits(wanted, job));
  const running = fitting.filter(({ status }) => status === 'running');
  const [runsForMe] = running.filter(({ mine }) => mine);
  if (runsForMe !== undefined) return { do: 'open', job: runsForMe };

  const upcoming = fitting.filter(({ status }) => isUpcoming(status));
  const next = upcoming.find((job) => refusalOf(job) === null);
  if (next !== undefined) return { do: 'wait', job: next };

  const newest = fitting.at(-1) ?? null;
  if (newest === null) {
    // a job that is asked for by its id and not there has been told as gone already
    return wanted.jobId === null && seen.pipelineIsOver
      ? { do: 'end', end: 'no-such-job', job: null }
      : { do: 'wait', job: null };
  }
  return { do: 'end', end: endOf(newest), job: newest };
}

/**
 * Why this job's terminal will not be mine; null = it may be. Whoever starts a manual job is its starter, so that one is
 * not lost yet.
 */
export function refusalOf(job: Job): string | null {
  if (!isUpcoming(job.status) || job.status === 'manual' || job.mine || job.starter === null) return null;
  return `${job.starter.username} will have its terminal: GitLab gives it to the one who started the job.`;
}

function fits(wanted: Wanted, job: Job): boolean {
  if (wanted.jobId !== null) return job.id === wanted.jobId;
  return job.name === wanted.name && !wanted.notJobIds.includes(job.id);
}

function endOf(job: Job): ArmEnd {
  if (!isFinal(job.status) && job.status !== 'canceling') return 'not-mine';
  switch (job.status) {
    case 'skipped':
      return 'skipped';
    case 'canceled':
    case 'canceling':
      return 'cancelled';
    default:
      return job.mine ? 'finished' : 'not-mine';
  }
}
