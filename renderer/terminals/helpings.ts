import {
  endsRest,
  gatherFor,
  hiddenHelpingBytes,
  isAwaited,
  isSkimming,
  nextPieceBytes,
  restAfter,
  smallestSeenPieceBytes,
} from './flow-pace.ts';
import type { Turns } from './turns.ts';

/** When one terminal is handed how much of its output; what that is, `byte-flow.ts` knows. */
export interface Helpings {
  readonly visible: boolean;
  /** So much is handed over as one, where it is seen. */
  readonly pieceBytes: number;
  /**
   * False while it rests, waits for more to gather, has had its helping, or lets others go first: `onMore` tells the end.
   * It was handed everything before the first offset, and there is more up to the second.
   */
  readonly mayHaveMore: (handedTo: number, end: number) => boolean;
  /** What it was handed, up to here, is parsed. */
  readonly parsed: (handedTo: number, waitingBytes: number) => void;
  /** So many bytes are there and not handed to it. */
  readonly received: (waitingBytes: number) => void;
  /** Something was left out of what it gets. */
  readonly skimmed: () => void;
  /** `interrupts`: the user waits for the end of what is printed, not for an echo. */
  readonly typed: (interrupts: boolean) => void;
  readonly setVisible: (visible: boolean) => void;
  readonly dispose: () => void;
}

export interface HelpingsDeps {
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Monotonic ms. */
  readonly now: () => number;
  /** Of all terminals of the page. */
  readonly turns: Turns;
  readonly onMore: () => void;
}

export function createHelpings({ after, now, turns, onMore }: HelpingsDeps): Helpings {
  let visible = false;
  let floodPieceBytes = smallestSeenPieceBytes;
  let helping: { readonly start: number; readonly until: number; readonly from: number } | null = null;
  /** Something was left out since the last helping. */
  let skimming = false;
  /** While hidden: ends its turn, or the waiting for it. */
  let endTurn: (() => void) | null = null;
  let hasTurn = false;
  let typedAt = Number.NEGATIVE_INFINITY;
  /** By what was typed last. */
  let interrupted = false;
  /** A key came into a flood: the user waits for what it leaves. */
  let typedIntoFloodAt = Number.NEGATIVE_INFINITY;
  let skimmedAt = Number.NEGATIVE_INFINITY;
  /** Something came last, or could not come before. */
  let heardAt = Number.NEGATIVE_INFINITY;
  let gatheringSince: number | null = null;
  let cancelRest: (() => void) | null = null;
  /** After a helping, not to gather more. */
  let isResting = false;

  /** No key came after, in no pane. */
  const awaitsEnd = () => interrupted && turns.sinceTypedMs() >= now() - typedAt;
  /** Also in a pane beside: its key waits for what is parsed here. */
  const awaitsEcho = () => isAwaited(turns.sinceTypedMs()) && !awaitsEnd();
  const pieceBytes = () => (awaitsEcho() ? smallestSeenPieceBytes : floodPieceBytes);

  function wait(ms: number): void {
    cancelRest?.();
    cancelRest = ms > 0 ? after(ms, endRest) : null;
  }

  function endRest(): void {
    cancelRest?.();
    cancelRest = null;
    isResting = false;
    onMore();
  }

  function giveTurn(): void {
    endTurn?.();
    endTurn = null;
    hasTurn = false;
  }

  function waitForTurn(): void {
    endTurn ??= turns.ask(() => {
      hasTurn = true;
      onMore();
      // what it was for is gone
      if (helping === null) giveTurn();
    });
  }

  /** Waits for more of a flood, or of what one has left where the user waits for its end. */
  function gathers(at: number, bytes: number): boolean {
    if (!visible) return false;
    const leaves = skimmedAt >= typedAt && isAwaited(at - typedAt);
    gatheringSince ??= at;
    const ms = gatherFor({
      bytes,
      leaves,
      enoughBytes: pieceBytes(),
      sinceHeardMs: at - heardAt,
      sinceFirstMs: at - gatheringSince,
    });
    if (ms > 0) wait(ms);
    else gatheringSince = null;
    return ms > 0;
  }

  function begins(handedTo: number, end: number): boolean {
    const at = now();
    if (gathers(at, end - handedTo)) return false;
    const until = visible || skimming ? end : Math.min(end, handedTo + hiddenHelpingBytes);
    helping = { start: handedTo, until, from: at };
    return true;
  }

  return {
    get visible() {
      return visible;
    },
    get pieceBytes() {
      return pieceBytes();
    },
    mayHaveMore(handedTo, end) {
      if (cancelRest !== null) return false;
      if (helping === null) {
        if (!visible && !hasTurn) {
          waitForTurn();
          return false;
        }
        if (!begins(handedTo, end)) return false;
      } else if (handedTo >= helping.until) return false;
      return visible || turns.mayParse(onMore);
    },
    parsed(handedTo, waitingBytes) {
      if (helping === null || handedTo < helping.until) return;
      const at = now();
      heardAt = at;
      const tookMs = at - helping.from;
      const needsNoRest = endsRest(waitingBytes) || isAwaited(at - typedIntoFloodAt);
      const skims = skimming || isSkimming(at - skimmedAt);
      const ms = restAfter(tookMs, { visible, skimming: skims && !(visible && needsNoRest) });
      if (visible) floodPieceBytes = nextPieceBytes(floodPieceBytes, handedTo - helping.start, tookMs);
      helping = null;
      skimming = false;
      giveTurn();
      wait(ms);
      isResting = ms > 0;
    },
    received(waitingBytes) {
      heardAt = now();
      if (visible && isResting && endsRest(waitingBytes)) endRest();
    },
    skimmed() {
      skimming = true;
      skimmedAt = now();
    },
    typed(interrupts) {
      typedAt = now();
      interrupted = interrupts;
      if (isSkimming(typedAt - skimmedAt)) typedIntoFloodAt = typedAt;
      if (visible && cancelRest !== null) endRest();
    },
    setVisible(is) {
      if (visible === is) return;
      visible = is;
      if (visible) giveTurn();
      endRest();
    },
    dispose() {
      cancelRest?.();
      giveTurn();
    },
  };
}
