/** What the last look at a log was like. */
export interface Looked {
  /** Bytes that it cost; null = it failed. */
  readonly bytes: number | null;
  /** They were news alone: the next look costs what is new by then. */
  readonly newsOnly: boolean;
  /** How long nothing new has come, this look included. */
  readonly quietForMs: number;
  /** Something is about to be written: a script has just ended, a hold is about to. */
  readonly expectant: boolean;
  /** The job's last line was told. A script may have printed it, so looking does not end. */
  readonly jobEnded: boolean;
  readonly failuresInARow: number;
  /** What the server asked for. */
  readonly retryAfterMs: number;
  /** Logs that are followed now, this one included. */
  readonly followed: number;
}

/** Runners send log parts about every 3 s: asking more often shows little sooner. */
const USUAL_MS = 3_000;
const EXPECTANT_MS = 1_500;
/** A log of which nothing comes for minutes; marks are dated to the second only when they are seen soon. */
const SLOW_MS = 6_000;
const QUIET_AFTER_MS = 300_000;
const ENDED_MS = 30_000;
const LONGEST_RETRY_MS = 30_000;
/**
 * What following one log may cost: half a megabit in a second, so that ten of them are a tenth of a slow office line. It
 * matters only where the whole log comes with each look: one of 10 MB is then looked at every 2.6 minutes.
 */
const BYTES_PER_MS = 64;
/** GitLab gives at most 500 KiB of news at once, and their rendering takes twice that. */
const NEWS_BYTES_PER_MS = 4 * BYTES_PER_MS;

/** From here on all together are looked at no more often: a hundred idle terminals should cost next to nothing. */
const MANY_LOGS = 6;

/** How long to wait before the next look. Pure. */
export function pauseAfter(looked: Looked): number {
  if (looked.bytes === null) {
    const backOffMs = USUAL_MS * 2 ** Math.min(looked.failuresInARow, 5);
    return Math.max(looked.retryAfterMs, Math.min(LONGEST_RETRY_MS, backOffMs));
  }
  const byBytesMs = Math.ceil(looked.bytes / (looked.newsOnly ? NEWS_BYTES_PER_MS : BYTES_PER_MS));
  if (looked.jobEnded) return Math.max(ENDED_MS, byBytesMs);
  if (looked.expectant) return Math.max(EXPECTANT_MS, byBytesMs);
  const crowded = Math.max(1, looked.followed / MANY_LOGS);
  return Math.max((looked.quietForMs >= QUIET_AFTER_MS ? SLOW_MS : USUAL_MS) * crowded, byBytesMs);
}
