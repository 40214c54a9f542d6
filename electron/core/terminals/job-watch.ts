import type { Hold, Job, JobKey, JobStatus } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { isOver, type LogFacts, NO_LOG_FACTS, withMark } from './end-facts.ts';
import { createHoldClock } from './hold-clock.ts';
import type { JobAccess, JobLook, LogMark } from './ports.ts';

/** What a session knows of its job while it is being opened and open: by looks, by its status, by its log. */
export interface JobWatch {
  readonly job: Job;
  readonly status: JobStatus | null;
  readonly failureReason: string | null;
  readonly hold: Hold | null;
  readonly log: LogFacts;
  /** Since when the job is known to be over; null = it is not. */
  readonly overSince: number | null;
  learn(look: JobLook): void;
  /** Forgets what may have changed and follows anew. */
  start(): void;
  stop(): void;
}

export interface JobWatchDeps {
  readonly job: Job;
  readonly access: Pick<JobAccess, 'watchLog' | 'watchStatus'>;
  readonly clock: Clock;
  /** Hold, status or `overSince` changed. */
  onChange(): void;
}

export function createJobWatch(deps: JobWatchDeps): JobWatch {
  const { access, clock } = deps;
  const key: JobKey = deps.job.key;
  let job = deps.job;
  let status: JobStatus | null = null;
  let failureReason: string | null = null;
  let hold: Hold | null = null;
  let log: LogFacts = NO_LOG_FACTS;
  let overSince: number | null = null;
  let undo: readonly (() => void)[] = [];

  function learnStatus(now: JobStatus, reason: string | null): void {
    status = now;
    failureReason = reason ?? failureReason;
    if (job.status !== now) job = { ...job, status: now };
    if (isOver(now)) overSince ??= clock.now();
  }

  function stop(): void {
    for (const cancel of undo) cancel();
    undo = [];
  }

  return {
    get job() {
      return job;
    },
    get status() {
      return status;
    },
    get failureReason() {
      return failureReason;
    },
    get hold() {
      return hold;
    },
    get log() {
      return log;
    },
    get overSince() {
      return overSince;
    },
    learn(look) {
      job = look.job;
      learnStatus(look.status, look.failureReason);
    },
    start() {
      stop();
      status = null;
      failureReason = null;
      hold = null;
      log = NO_LOG_FACTS;
      overSince = null;
      const holdClock = createHoldClock();
      const onMark = (mark: LogMark) => {
        log = withMark(log, mark);
        // the runner writes this last: whatever GitLab says of the job's status, there is no shell any more
        if (mark.kind === 'job-end') overSince ??= clock.now();
        const told = holdClock.take(mark);
        const isNews = told?.endsAt !== hold?.endsAt;
        if (isNews) hold = told;
        if (isNews || mark.kind === 'job-end' || mark.kind === 'executor') deps.onChange();
      };
      undo = [
        access.watchLog(key, onMark),
        access.watchStatus(key, (seen) => {
          learnStatus(seen.status, seen.failureReason);
          deps.onChange();
        }),
      ];
    },
    stop,
  };
}
