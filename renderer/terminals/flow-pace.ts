/** When a terminal gets its next helping of output. Times in ms of one monotonic clock. */

export interface FlowState {
  readonly visible: boolean;
  /** Nothing but plain text waits or is being parsed. */
  readonly plain: boolean;
  /** More plain text came than could be shown, and parts of it are being left out. */
  readonly skimming: boolean;
  /** Far more waits in core than is on its way here. */
  readonly behind: boolean;
}

/**
 * What is left out while the terminal rests need not be parsed; nobody reads faster than this. The rest is the longer part,
 * since where cores are few the time goes to those who bring more.
 */
const shortestRestMs = 16;
const longestRestMs = 250;
const skimmingShare = 2;
/** While core has more than can be shown, the page's time goes to taking it: what is parsed now scrolls away unseen. */
const behindShare = 4;
const longestRestBehindMs = 1000;
/** More than what core sends ahead of the answers (`output-pump.ts`), so that this is never only on its way. */
export const behindFromBytes = 4 * 1024 * 1024;
/** A hidden terminal is brought up to date so often, with all that came meanwhile. */
const hiddenRestMs = 1000;
/** A hidden terminal whose output must be parsed gets a fifth of the time. */
const hiddenShare = 4;
/** So much of it at a time. */
export const hiddenHelpingBytes = 64 * 1024;

/** How long a terminal rests after a helping that took so long. */
export function restAfter(tookMs: number, { visible, plain, skimming, behind }: FlowState): number {
  if (!visible)
    return plain ? Math.max(hiddenRestMs, hiddenShare * tookMs) : Math.min(longestRestMs, hiddenShare * tookMs);
  if (!plain || !(skimming || behind)) return 0;
  if (behind) return Math.min(longestRestBehindMs, Math.max(longestRestMs, behindShare * tookMs));
  return Math.min(longestRestMs, Math.max(shortestRestMs, skimmingShare * tookMs));
}
