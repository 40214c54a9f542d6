import type { Job, JobKey, JobStatus } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { isFinal } from './job.ts';
import { readJob } from './look.ts';

export interface StatusWatchDeps {
  findJob(key: JobKey): Job | null;
  clientFor(accountId: string): GitlabClient;
  readonly clock: Clock;
  isInFront(): boolean;
  /** A job that somebody watched is over; once per job. */
  onFinished(job: Job, status: JobStatus, failureReason: string | null): void;
}

export interface SeenStatus {
  readonly status: JobStatus;
  readonly failureReason: string | null;
}

export interface StatusWatch {
  /** The first status comes as soon as it is known, then only changes. Returns its undo. */
  watch(key: JobKey, onStatus: (seen: SeenStatus) => void): () => void;
  /** Asks about a watched job now. Resolves once a question put after this call is answered, or could not be; never rejects. */
  check(key: JobKey): Promise<void>;
  /** The jobs that the lists show as running, now: one that leaves them is asked about at once. */
  listed(keys: ReadonlySet<JobKey>): void;
  /** Asks nothing more until `woke`, which asks at once. */
  suspended(): void;
  woke(): void;
  dispose(): void;
}

const IN_FRONT_MS = 5_000;
const IN_BACKGROUND_MS = 10_000;
/** From here on all together are asked about no more often: GitLab counts requests, and so does the battery. */
const MANY_JOBS = 12;
/** The same of jobs whose end their list tells first. */
const MANY_LISTED_JOBS = 4;
const LONGEST_RETRY_MS = 60_000;
/** A session may end a little before GitLab calls its job over; the result is still wanted. */
const LINGER_MS = 60_000;

interface Watched {
  readonly listeners: Set<(seen: SeenStatus) => void>;
  seen: SeenStatus | null;
  failuresInARow: number;
  cancelNext: (() => void) | null;
  lastLeftAt: number | null;
  /** A request is on its way. */
  asking: boolean;
  current: Promise<void>;
  checking: Promise<void> | null;
  readonly abort: AbortController;
}

/** Follows jobs closely while terminal sessions are open: one request per job, however many look on. */
export function createStatusWatch(deps: StatusWatchDeps): StatusWatch {
  const watched = new Map<JobKey, Watched>();
  let listed: ReadonlySet<JobKey> = new Set();
  let asleep = false;

  function ask(key: JobKey, entry: Watched): Promise<void> {
    entry.current = askNow(key, entry);
    return entry.current;
  }

  async function askNow(key: JobKey, entry: Watched): Promise<void> {
    entry.cancelNext?.();
    entry.cancelNext = null;
    if (isOver(entry)) return forget(key, entry);
    const job = deps.findJob(key);
    if (job === null) return forget(key, entry);
    let retryAfterMs: number | undefined;
    entry.asking = true;
    try {
      const rest = await readJob(deps.clientFor(job.accountId), job, entry.abort.signal);
      entry.failuresInARow = 0;
      tell(job, entry, { status: rest.status, failureReason: rest.failure_reason ?? null });
    } catch (error) {
      entry.failuresInARow += 1;
      retryAfterMs = toFailure(error).retryAfterMs;
    }
    entry.asking = false;
    if (entry.abort.signal.aborted) return;
    if (entry.seen !== null && isFinal(entry.seen.status)) return;
    const crowded = Math.max(1, watched.size / (listed.has(key) ? MANY_LISTED_JOBS : MANY_JOBS));
    const everyMs = (deps.isInFront() ? IN_FRONT_MS : IN_BACKGROUND_MS) * crowded;
    const backOffMs = Math.min(Math.max(LONGEST_RETRY_MS, everyMs), everyMs * 2 ** Math.min(entry.failuresInARow, 6));
    if (asleep) return;
    entry.cancelNext = deps.clock.after(Math.max(backOffMs, retryAfterMs ?? 0), () => void ask(key, entry));
  }

  function tell(job: Job, entry: Watched, now: SeenStatus): void {
    const before = entry.seen;
    if (entry.abort.signal.aborted) return;
    if (before?.status === now.status && before.failureReason === now.failureReason) return;
    entry.seen = now;
    for (const listener of [...entry.listeners]) listener(now);
    // a job that was over when first looked at did not end before anyone's eyes
    const endedNow = isFinal(now.status) && before !== null && !isFinal(before.status);
    if (endedNow) deps.onFinished(job, now.status, now.failureReason);
  }

  function isOver(entry: Watched): boolean {
    return entry.lastLeftAt !== null && deps.clock.now() - entry.lastLeftAt >= LINGER_MS;
  }

  function forget(key: JobKey, entry: Watched): void {
    entry.abort.abort();
    entry.cancelNext?.();
    if (watched.get(key) === entry) watched.delete(key);
  }

  /** Behind a request that is on its way, whose answer may be older than what is wanted. */
  async function checkNow(key: JobKey, entry: Watched): Promise<void> {
    await entry.current;
    entry.checking = null;
    const isSettled = entry.seen !== null && isFinal(entry.seen.status);
    if (!isSettled && !entry.abort.signal.aborted) await ask(key, entry);
  }

  async function check(key: JobKey): Promise<void> {
    const entry = watched.get(key);
    if (entry === undefined) return;
    entry.checking ??= checkNow(key, entry);
    await entry.checking;
  }

  return {
    check,
    listed(keys) {
      const left = [...watched.keys()].filter((key) => listed.has(key) && !keys.has(key));
      listed = keys;
      if (!asleep) for (const key of left) void check(key);
    },
    watch(key, onStatus) {
      let entry = watched.get(key);
      if (entry === undefined) {
        entry = {
          listeners: new Set(),
          seen: null,
          failuresInARow: 0,
          cancelNext: null,
          lastLeftAt: null,
          asking: false,
          current: Promise.resolve(),
          checking: null,
          abort: new AbortController(),
        };
        watched.set(key, entry);
        void ask(key, entry);
      }
      const current = entry;
      const listener = (seen: SeenStatus) => onStatus(seen);
      current.listeners.add(listener);
      current.lastLeftAt = null;
      if (current.seen !== null) listener(current.seen);
      return () => {
        if (!current.listeners.delete(listener) || current.listeners.size > 0) return;
        current.lastLeftAt = deps.clock.now();
        if (current.seen === null || isFinal(current.seen.status)) forget(key, current);
      };
    },
    suspended() {
      asleep = true;
      for (const entry of watched.values()) {
        entry.cancelNext?.();
        entry.cancelNext = null;
      }
    },
    woke() {
      asleep = false;
      for (const [key, entry] of [...watched]) {
        const isSettled = entry.seen !== null && isFinal(entry.seen.status);
        if (entry.asking || isSettled) continue;
        entry.cancelNext?.();
        entry.failuresInARow = 0;
        void ask(key, entry);
      }
    },
    dispose() {
      for (const [key, entry] of [...watched]) forget(key, entry);
    },
  };
}
