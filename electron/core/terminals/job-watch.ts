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
  /** When a cancel was first seen; null = none was. */
  readonly cancelSince: number | null;
  learn(look: JobLook): void;
  /** Forgets what may have changed and follows anew. */
  start(): void;
  stop(): void;
}

export interface JobWatchDeps {
  readonly job: Job;
  readonly access: Pick<JobAccess, 'watchLog' | 'watchStatus' | 'checkStatus'>;
  readonly clock: Clock;
  /** Hold, status or `overSince` changed. */
  onChange(): void;
}

/** A hold that the log tells is one unless the job is over; GitLab is asked, and not waited for longer than this. */
const HOLD_CHECK_LIMIT_MS = 3_000;

export function createJobWatch(deps: JobWatchDeps): JobWatch {
  const { access, clock } = deps;
  const key: JobKey = deps.job.key;
  let job = deps.job;
  let status: JobStatus | null = null;
  let failureReason: string | null = null;
  let hold: Hold | null = null;
  /** By the log alone. */
  let toldHold: Hold | null = null;
  let holdIsChecked = false;
  let log: LogFacts = NO_LOG_FACTS;
  let overSince: number | null = null;
  let cancelSince: number | null = null;
  let undo: readonly (() => void)[] = [];
  let cancelLimit: (() => void) | null = null;
  let turns = 0;

  function learnStatus(now: JobStatus, reason: string | null): void {
    status = now;
    failureReason = reason ?? failureReason;
    if (job.status !== now) job = { ...job, status: now };
    if (isOver(now)) overSince ??= clock.now();
    if (now === 'canceling' || now === 'canceled') cancelSince ??= clock.now();
  }

  /**
   * A runner that kills a job writes the line of a hold, too, and ends at once (measured: cancel, job timeout, SIGTERM).
   * A job that was cancelled so is over for GitLab before its runner knows.
   */
  function believeHold(turn: number): void {
    if (turn !== turns || holdIsChecked || toldHold === null) return;
    holdIsChecked = true;
    cancelLimit?.();
    takeHold();
    deps.onChange();
  }

  function takeHold(): void {
    const isNone = toldHold === null || isOver(status) || log.jobEnd !== null;
    if (holdIsChecked && (hold !== null || !isNone)) hold = toldHold;
  }

  function checkHold(): void {
    const turn = turns;
    void access.checkStatus(key).then(() => believeHold(turn));
    cancelLimit = clock.after(HOLD_CHECK_LIMIT_MS, () => believeHold(turn));
  }

  function stop(): void {
    turns += 1;
    cancelLimit?.();
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
    get cancelSince() {
      return cancelSince;
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
      toldHold = null;
      holdIsChecked = false;
      log = NO_LOG_FACTS;
      overSince = null;
      cancelSince = null;
      const holdClock = createHoldClock();
      const onMark = (mark: LogMark) => {
        const before = { hold, log };
        log = withMark(log, mark);
        const told = holdClock.take(mark);
        const isFirst = toldHold === null && told !== null;
        if (told?.endsAt !== toldHold?.endsAt) toldHold = told;
        if (toldHold === null) holdIsChecked = false;
        takeHold();
        if (isFirst) checkHold();
        // a script can print this, too: whether the job is over, GitLab says
        if (mark.kind === 'job-end') void access.checkStatus(key);
        if (hold !== before.hold || log !== before.log) deps.onChange();
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
