/** When a terminal gets its next helping of output. Times in ms of one monotonic clock. */

export interface FlowState {
  readonly visible: boolean;
  /** More plain text comes than can be shown, and core leaves parts of it out. */
  readonly skimming: boolean;
}

/**
 * What core can leave out while the terminal rests need not be parsed, and each frame costs as much as the text in it.
 * Nobody reads ten screens a second.
 */
const skimmingRestMs = 100;
/** Core sends no more than 64 KiB ahead while it leaves parts out (`output-pump.ts`): of more, none will be left out. */
const mostSkimmedBytes = 96 * 1024;
/** A hidden terminal is brought up to date so often, with all that came meanwhile. */
const hiddenRestMs = 1000;
/** A hidden terminal whose output must be parsed gets a fifth of the time. */
const hiddenShare = 4;
const longestHiddenRestMs = 120;
/** What was left out is followed by up to a block of the ledger that is not. */
const skimsAgainWithinMs = 2 * skimmingRestMs;
/** So long after a key, the user waits for what it does: an echo, or the prompt behind a flood. */
const awaitedForMs = 1000;
/** So much of it at a time. */
export const hiddenHelpingBytes = 256 * 1024;

/** Core leaves parts out, and will leave out more. */
export function isSkimming(sinceSkimmedMs: number): boolean {
  return sinceSkimmedMs < skimsAgainWithinMs;
}

/** The user waits for what stands behind the output. */
export function isAwaited(sinceTypedMs: number): boolean {
  return sinceTypedMs < awaitedForMs;
}

export interface Gathered {
  readonly bytes: number;
  /** What a flood is parsed in. */
  readonly enoughBytes: number;
  /** It follows a leap, after a key: the end of a flood, which the user waits for. */
  readonly leaves: boolean;
  /** Since something came, or could: nothing does while it parses. */
  readonly sinceHeardMs: number;
  readonly sinceFirstMs: number;
}

/**
 * A frame is drawn after each piece of a flood that is seen, which takes as long as 150 KB of text, and more where cores
 * are few: of larger pieces there are fewer. But no key is heard while one is parsed, so they are small for a second
 * after each.
 */
export const smallestSeenPieceBytes = 256 * 1024;
const largestSeenPieceBytes = 2048 * 1024;
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
export function gatherFor({ bytes, enoughBytes, leaves, sinceHeardMs, sinceFirstMs }: Gathered): number {
  const isEnough = leaves ? bytes >= gatheredLeavingsBytes : bytes < floodBytes || bytes >= enoughBytes;
  return isEnough ? 0 : Math.max(0, Math.min(nextWithinMs - sinceHeardMs, longestGatheringMs - sinceFirstMs));
}

/** How long a terminal rests after a helping that took so long. */
export function restAfter(tookMs: number, { visible, skimming }: FlowState): number {
  if (!visible) {
    return skimming
      ? Math.max(hiddenRestMs, hiddenShare * tookMs)
      : Math.min(longestHiddenRestMs, hiddenShare * tookMs);
  }
  return skimming ? skimmingRestMs : 0;
}

/** So much waits that the flood is over: there is nothing to rest for. */
export function endsRest(waitingBytes: number): boolean {
  return waitingBytes > mostSkimmedBytes;
}
