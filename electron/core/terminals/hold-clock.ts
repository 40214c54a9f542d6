import type { Hold } from '../../contract.ts';
import type { LogMark } from './ports.ts';

/**
 * When a hold ends by our clock.
 *
 * The runner dates the start of a hold by its own clock, cut to the second: the hold is used up at that second plus the
 * limit plus 0 to 1 s (measured on runner 17.5). Two things tell how far its clock is from ours:
 *
 * - The job's start, which GitLab dates to the millisecond and the runner, by its first section, to the second
 *   (`runner-clock`, from the log reader). Good to about half a second.
 * - Each section mark that was written while we watched: `seenAt - runnerAt = offset + cut + delay`, with `offset` = our
 *   clock minus the runner's, `cut` 0 to 1 s and `delay` 0 to 6 s (the runner sends its log every 3 s, and we ask every
 *   3 s). So the smallest of these is an upper bound of the offset, and the better the more marks were seen.
 */
export interface HoldClock {
  /** Takes each mark in turn; answers the hold as far as it is known. */
  take(mark: LogMark): Hold | null;
}

/** 99 of 100 times the smallest cut + delay of n looks is below n^(-1/3) of this (two uniform delays of 3 s, and the cut). */
const LARGEST_EXCESS_MS = 6_500;
/** Its mean is n^(-0.35) of this. */
const MEAN_EXCESS_MS = 3_500;
/** What the cut to the second takes off a moment, in the mean. */
const MEAN_CUT_MS = 500;

type HoldMark = Extract<LogMark, { kind: 'hold' }>;
type RunnerClock = Extract<LogMark, { kind: 'runner-clock' }>;

export function createHoldClock(): HoldClock {
  let upperBoundMs = Number.POSITIVE_INFINITY;
  /** Marks that came in one part of the log had one delay. */
  const looks = new Set<number>();
  let byJobStart: RunnerClock | null = null;
  let line: HoldMark | null = null;

  function learn(runnerAt: number, seenAt: number): void {
    upperBoundMs = Math.min(upperBoundMs, seenAt - runnerAt);
    looks.add(seenAt);
  }

  return {
    take(mark) {
      if (mark.kind === 'section' && mark.live && mark.runnerAt !== null) learn(mark.runnerAt, mark.seenAt);
      if (mark.kind === 'runner-clock') byJobStart = mark;
      if (mark.kind === 'hold') line = mark;
      if (mark.kind === 'imitated') line = null;
      // without a limit there is no hold: the runner writes such a line when it kills a job
      if (line === null || line.limitMs <= 0) return null;
      const { limitMs, runnerStartedAt, seenAt } = line;
      if (runnerStartedAt === null) {
        return { limitMs, startedAt: seenAt, endsAt: seenAt + limitMs, source: 'log-line' };
      }
      // The mark of the hold's own start was cut too.
      const begun =
        likelyStart(byJobStart, upperBoundMs, runnerStartedAt) ??
        runnerStartedAt + offsetByMarks(upperBoundMs, looks.size);
      const startedAt = Math.min(begun, seenAt);
      return { limitMs, startedAt, endsAt: startedAt + limitMs, source: 'log-mark' };
    },
  };
}

/** By the job's start; null where that is not known, or cannot be right (a runner that took its time with the job). */
function likelyStart(known: RunnerClock | null, upperBoundMs: number, runnerStartedAt: number): number | null {
  if (known === null || upperBoundMs < known.leastMs) return null;
  return runnerStartedAt + MEAN_CUT_MS + Math.min(known.likelyMs, upperBoundMs);
}

/**
 * Our clock minus the runner's. Most machines keep the right time, so where the marks allow clocks that agree, they
 * agree; else the mean of what the marks allow.
 */
function offsetByMarks(upperBoundMs: number, looks: number): number {
  if (looks === 0) return 0;
  const agreeing = upperBoundMs >= 0 && upperBoundMs <= LARGEST_EXCESS_MS * looks ** (-1 / 3);
  return agreeing ? 0 : upperBoundMs - MEAN_EXCESS_MS * looks ** -0.35;
}
