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
const shortestRestMs = 60;
const longestRestMs = 120;
const skimmingShare = 2;
/** A hidden terminal is brought up to date so often, with all that came meanwhile. */
const hiddenRestMs = 1000;
/** A hidden terminal whose output must be parsed gets a fifth of the time. */
const hiddenShare = 4;
/** So long after a key, the user waits for what it does: an echo, or the prompt behind a flood. */
const awaitedForMs = 1000;
/** So much of it at a time. */
export const hiddenHelpingBytes = 256 * 1024;

/** The user waits for what stands behind the output: no rests. */
export function isAwaited(sinceTypedMs: number): boolean {
  return sinceTypedMs < awaitedForMs;
}

export interface Gathered {
  readonly bytes: number;
  /** What a flood is parsed in. */
  readonly enoughBytes: number;
  /** It follows a leap, after a key: the end of a flood, which the user waits for. */
  readonly leaves: boolean;
  readonly sinceReceivedMs: number;
  readonly sinceFirstMs: number;
}

/**
 * A frame is drawn after each piece of a flood that is seen, which takes as long as 150 KB of text, and more where cores
 * are few: of larger pieces there are fewer. But no key is heard while one is parsed, so they are small for a second
 * after each.
 */
export const smallestSeenPieceBytes = 256 * 1024;
const largestSeenPieceBytes = 1024 * 1024;
const pieceMs = 50;

/** How much of a flood is parsed as one from now on, after a helping of so much. */
export function nextPieceBytes(before: number, bytes: number, tookMs: number): number {
  // too little to tell, and not a flood
  if (bytes < smallestSeenPieceBytes) return before;
  return Math.min(largestSeenPieceBytes, Math.max(smallestSeenPieceBytes, (bytes / tookMs) * pieceMs));
}

const floodBytes = 24 * 1024;
const gatheredLeavingsBytes = 512 * 1024;
const nextWithinMs = 6;
const longestGatheringMs = 50;

/**
 * How long a terminal waits for more of what it will parse as one; 0 = it begins. A page that parses gets no more
 * meanwhile than a pipe holds (128 KiB in Chromium).
 */
export function gatherFor({ bytes, enoughBytes, leaves, sinceReceivedMs, sinceFirstMs }: Gathered): number {
  const isEnough = leaves ? bytes >= gatheredLeavingsBytes : bytes < floodBytes || bytes >= enoughBytes;
  return isEnough ? 0 : Math.max(0, Math.min(nextWithinMs - sinceReceivedMs, longestGatheringMs - sinceFirstMs));
}

/** How long a terminal rests after a helping that took so long. */
export function restAfter(tookMs: number, { visible, skimming, sinceTypedMs }: FlowState): number {
  if (!visible) {
    return skimming ? Math.max(hiddenRestMs, hiddenShare * tookMs) : Math.min(longestRestMs, hiddenShare * tookMs);
  }
  if (!skimming || isAwaited(sinceTypedMs)) return 0;
  return Math.min(longestRestMs, Math.max(shortestRestMs, skimmingShare * tookMs));
}
