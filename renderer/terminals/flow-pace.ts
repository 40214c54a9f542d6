/** When a terminal gets its next helping of output. Times in ms of one monotonic clock. */

export interface FlowState {
  readonly visible: boolean;
  /** More plain text comes than can be shown, and core leaves parts of it out. */
  readonly skimming: boolean;
  /** Since the user typed; infinite where nothing was. */
  readonly sinceTypedMs: number;
}

/**
 * What core can leave out while the terminal rests need not be parsed; nobody reads faster than this. The rest is the
 * longer part, since where cores are few the time goes to those who bring more.
 */
const shortestRestMs = 16;
const longestRestMs = 120;
const skimmingShare = 2;
/** A hidden terminal is brought up to date so often, with all that came meanwhile. */
const hiddenRestMs = 1000;
/** A hidden terminal whose output must be parsed gets a fifth of the time. */
const hiddenShare = 4;
/** A flood that a key ends has stopped by then: what it leaves is parsed without rests, as the prompt stands behind it. */
const floodStopsWithinMs = 40;
const awaitedForMs = 1000;
/** So much of it at a time. */
export const hiddenHelpingBytes = 256 * 1024;

/** How long a terminal that rests while the user types goes on resting; null = as long as it would have. */
export function restOnKey(sinceTypedMs: number): number | null {
  // a key that repeats must not begin the wait anew each time
  return sinceTypedMs < awaitedForMs ? null : floodStopsWithinMs;
}

/** How long a terminal rests after a helping that took so long. */
export function restAfter(tookMs: number, { visible, skimming, sinceTypedMs }: FlowState): number {
  if (!visible) {
    return skimming ? Math.max(hiddenRestMs, hiddenShare * tookMs) : Math.min(longestRestMs, hiddenShare * tookMs);
  }
  if (!skimming) return 0;
  const usualMs = Math.min(longestRestMs, Math.max(shortestRestMs, skimmingShare * tookMs));
  return sinceTypedMs < awaitedForMs ? Math.min(usualMs, Math.max(0, floodStopsWithinMs - sinceTypedMs)) : usualMs;
}
