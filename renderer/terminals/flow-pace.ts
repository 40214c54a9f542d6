/** When a terminal gets its next helping of output. Times in ms of one monotonic clock. */

export interface FlowState {
  readonly visible: boolean;
  /** More plain text comes than can be shown, and core leaves parts of it out. */
  readonly skimming: boolean;
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
/** So much of it at a time. */
export const hiddenHelpingBytes = 256 * 1024;

/** How long a terminal rests after a helping that took so long. */
export function restAfter(tookMs: number, { visible, skimming }: FlowState): number {
  if (!visible) {
    return skimming ? Math.max(hiddenRestMs, hiddenShare * tookMs) : Math.min(longestRestMs, hiddenShare * tookMs);
  }
  return skimming ? Math.min(longestRestMs, Math.max(shortestRestMs, skimmingShare * tookMs)) : 0;
}
