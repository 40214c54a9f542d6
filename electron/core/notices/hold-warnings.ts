import type { Hold } from '../../contract.ts';

const MINUTE_MS = 60_000;

/**
 * Which warning is due before the end of a hold: the smallest of `minutes` that has been reached and not given,
 * so that a machine waking from sleep gives one warning and not three. Those that a short hold began
 * within are not given at all: the notice of the hold itself has just said when it ends.
 */
export function dueWarning(
  hold: Hold,
  minutes: readonly number[],
  given: ReadonlySet<number>,
  now: number,
): number | null {
  if (now >= hold.endsAt) return null;
  const reached = fitting(hold, minutes).filter((minute) => now >= hold.endsAt - minute * MINUTE_MS);
  if (reached.length === 0) return null;
  const smallest = Math.min(...reached);
  return [...given].some((minute) => minute <= smallest) ? null : smallest;
}

/** When to look again; null = there is no further warning to come. */
export function nextWarningAt(hold: Hold, minutes: readonly number[], now: number): number | null {
  const times = fitting(hold, minutes)
    .map((minute) => hold.endsAt - minute * MINUTE_MS)
    .filter((at) => at > now);
  return times.length === 0 ? null : Math.min(...times);
}

function fitting(hold: Hold, minutes: readonly number[]): readonly number[] {
  return minutes.filter((minute) => minute > 0 && minute * MINUTE_MS < hold.limitMs);
}
