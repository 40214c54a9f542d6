import type { Job, JobStatus, SessionFacts } from '../../electron/contract.ts';
import { countdown, elapsed } from '../terminals/durations.ts';
import { nearestLimit } from '../terminals/limits.ts';
import type { RingShape } from '../ui/StateRing.tsx';

const statusWords: Readonly<Record<JobStatus, string>> = {
  created: 'created',
  waiting_for_resource: 'waiting for a resource',
  preparing: 'preparing',
  waiting_for_callback: 'waiting for a callback',
  pending: 'waiting for a runner',
  running: 'running',
  success: 'passed',
  failed: 'failed',
  canceled: 'cancelled',
  canceling: 'being cancelled',
  skipped: 'skipped',
  manual: 'waits for you to start it',
  scheduled: 'scheduled',
};

const statusShapes: Readonly<Record<JobStatus, RingShape>> = {
  created: 'waiting',
  waiting_for_resource: 'waiting',
  preparing: 'waiting',
  waiting_for_callback: 'waiting',
  pending: 'waiting',
  running: 'running',
  success: 'done',
  failed: 'failed',
  canceled: 'stopped',
  canceling: 'stopped',
  skipped: 'stopped',
  manual: 'waiting',
  scheduled: 'waiting',
};

/** GitLab's own default for a project's job timeout: a full ring is a long-running job. */
const fullRingMs = 60 * 60 * 1000;

export const ringShape = (job: Job, session: SessionFacts | null): RingShape =>
  session?.state.status === 'held' ? 'held' : statusShapes[job.status];

export function ringFilled(job: Job, now: number): number {
  return job.startedAt === null ? 0 : (now - job.startedAt) / fullRingMs;
}

export const statusWord = (status: JobStatus): string => statusWords[status];

/** Why there is no terminal, in plain words; null where one may be had. */
export function whyNoTerminal(job: Job): string | null {
  if (job.terminal.status !== 'unavailable') return null;
  switch (job.terminal.reason) {
    case 'not-running':
      return statusWords[job.status];
    case 'not-mine':
      return job.starter ? `no terminal: started by ${job.starter.username}` : 'no terminal: started by someone else';
    case 'instance-runner':
      return 'no terminal: gitlab.com instance runner';
    case 'not-offered':
      return 'no terminal: GitLab offers none';
  }
}

/** The second line of a job. */
export function jobDetail(job: Job, stale: boolean): string {
  const why = whyNoTerminal(job);
  const parts = [job.stage];
  if (stale) parts.push('last known');
  else if (why !== null) parts.push(why);
  else if (job.terminal.status === 'unknown' && job.terminal.reason === 'no-web-session')
    parts.push('needs a web session');
  else if (job.runner) parts.push(job.runner.description);
  return parts.join(' · ');
}

/** The time at the right: what is left of a hold, else how long it runs or ran. */
export function jobTime(job: Job, session: SessionFacts | null, now: number): string {
  if (session?.state.status === 'held') {
    return countdown((nearestLimit(session.limits)?.at ?? session.state.hold.endsAt) - now);
  }
  if (job.startedAt === null) return '';
  return elapsed((job.finishedAt ?? now) - job.startedAt);
}

/** A word for the job's own terminal, where it has one here. */
export function sessionWord(session: SessionFacts | null): string | null {
  switch (session?.state.status) {
    case undefined:
    case 'ended':
      return null;
    case 'connecting':
      return 'terminal connecting';
    case 'open':
      return 'terminal open';
    case 'held':
      return 'held by your terminal';
  }
}

/** Whether the row offers the button. Where nobody has asked yet, an attempt may work. */
export const canOpen = (job: Job): boolean => job.terminal.status !== 'unavailable';
