import type { Attachment } from '../../electron/contract.ts';
import { behindFromBytes, type FlowState, hiddenHelpingBytes, restAfter } from './flow-pace.ts';
import { createSkimQueue, type Piece, type SkimQueueDeps } from './skim-queue.ts';
import { characterEnd, createWholeCharacters } from './whole-characters.ts';

/** Acknowledged in steps of this size, and whenever nothing is left to parse. */
const acknowledgeStepBytes = 256 * 1024;
/** Replayed bytes are parsed in one go per task, so pieces stay small enough (a few ms) to keep the page alive. */
const replayPieceBytes = 64 * 1024;
/** The terminal's own queue is kept this short: what it has can no longer be left out. */
const defaultAheadBytes = 128 * 1024;
/** So much plain text may wait here, acknowledged, for more of it to make a part of it superfluous. */
const heldBytes = 16 * 1024 * 1024;

export interface ByteFlowDeps {
  /** Hands bytes to the terminal; `parsed` is called once they are in its buffer. */
  readonly write: (bytes: Uint8Array, parsed: () => void) => void;
  /** The same for bytes that were shown before: nothing the terminal answers to them may leave. */
  readonly writeReplay: (bytes: Uint8Array, parsed: () => void) => void;
  /** Everything before the offset is parsed, or plain text that is held and left out where nobody can see it. */
  readonly acknowledge: (offset: number) => void;
  /** What is shown where bytes that can no longer be had are left out. */
  readonly describeGap: (missingBytes: number) => Uint8Array;
  /** Runs the task later, so that the page can breathe between two pieces of a replay. */
  readonly defer: (task: () => void) => void;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly skim: SkimQueueDeps;
  /** Instead of 128 KiB. */
  readonly aheadBytes?: number;
}

/** Puts the output of one session in order: exactly once, replay before life, acknowledged when parsed. */
export interface ByteFlow {
  /** To be called before each attach: what comes until the answer is kept. */
  readonly attaching: () => void;
  readonly attached: (attachment: Attachment) => void;
  readonly received: (offset: number, bytes: Uint8Array) => void;
  /** Runs the task when all that has come so far is parsed; what comes later waits until it is done. */
  readonly afterThis: (task: (done: () => void) => void) => void;
  /** A terminal that is not seen is brought up to date now and then, and at once when it is shown. */
  readonly setVisible: (visible: boolean) => void;
  /** So much waits in core, what is on its way included. */
  readonly coreHas: (bytes: number) => void;
  /** Bytes that nobody could have seen and that were not parsed. */
  readonly skippedBytes: number;
  readonly dispose: () => void;
}

export function createByteFlow(deps: ByteFlowDeps): ByteFlow {
  const aheadBytes = deps.aheadBytes ?? defaultAheadBytes;
  const queue = createSkimQueue(deps.skim);
  const characters = createWholeCharacters();
  /** The next byte wanted; null until the first attachment says where the stream starts. */
  let expected: number | null = null;
  let liveFrom = 0;
  let waitingForAttachment = true;
  let early: { offset: number; bytes: Uint8Array }[] = [];
  let inFlight = 0;
  let inFlightBytes = 0;
  let handedTo = 0;
  let parsedTo = 0;
  let acknowledgedTo = -1;
  /** A replayed piece or a task, which need the parser for themselves, is due or under way. */
  let alone = false;
  let visible = false;
  let skimming = false;
  let behind = false;
  let helping: { readonly until: number; readonly from: number } | null = null;
  let rested: { readonly at: number; readonly tookMs: number } | null = null;
  let cancelRest: (() => void) | null = null;
  let disposed = false;

  const needsParser = ({ task, replay }: Piece): boolean => replay || task !== undefined;
  const isIdle = (): boolean => inFlight === 0 && queue.next() === null;

  function acknowledgeIfDue(): void {
    if (disposed) return;
    const waiting = queue.waitingBytes + inFlightBytes;
    // while little waits, what is acknowledged is what is on the screen
    let offset = waiting > aheadBytes && waiting < heldBytes ? Math.max(parsedTo, queue.safeTo) : parsedTo;
    const idle = isIdle();
    if (idle) offset = expected ?? parsedTo;
    if (offset === acknowledgedTo || (!idle && offset - acknowledgedTo < acknowledgeStepBytes)) return;
    acknowledgedTo = offset;
    deps.acknowledge(offset);
  }

  function handNext(): void {
    const piece = queue.take();
    if (piece === null) return;
    inFlight += 1;
    inFlightBytes += piece.bytes.length;
    handedTo = piece.end;
    const parsed = (): void => {
      inFlight -= 1;
      inFlightBytes -= piece.bytes.length;
      parsedTo = piece.end;
      queue.parsed(piece);
      if (needsParser(piece)) alone = false;
      if (helping !== null && inFlight === 0 && handedTo >= helping.until) {
        rested = { at: deps.now(), tookMs: deps.now() - helping.from };
        helping = null;
      }
      if (queue.next() === null) skimming = false;
      acknowledgeIfDue();
      pump();
    };
    if (piece.task) piece.task(parsed);
    else if (piece.replay) deps.writeReplay(piece.bytes, parsed);
    else deps.write(piece.bytes, parsed);
  }

  /** False while the terminal rests, or is at the end of its helping. */
  function mayHaveMore(): boolean {
    const state: FlowState = { visible, plain: queue.plain, skimming, behind };
    if (visible && !(state.plain && (skimming || behind))) {
      helping = null;
      return true;
    }
    if (helping !== null) return handedTo < helping.until;
    const now = deps.now();
    const restMs = rested === null ? 0 : rested.at + restAfter(rested.tookMs, state) - now;
    if (restMs > 0) {
      cancelRest?.();
      cancelRest = deps.after(restMs, () => {
        cancelRest = null;
        pump();
      });
      return false;
    }
    const whole = (expected ?? handedTo) - characters.keptBytes;
    helping = { from: now, until: visible || state.plain ? whole : Math.min(whole, handedTo + hiddenHelpingBytes) };
    return true;
  }

  function pump(): void {
    while (!disposed && !alone && inFlightBytes < aheadBytes) {
      const next = queue.next();
      if (next === null || !mayHaveMore()) return;
      if (!needsParser(next)) {
        handNext();
        continue;
      }
      // It needs the parser for itself: only then is every answer known to be an answer to it.
      if (inFlight > 0) return;
      alone = true;
      deps.defer(() => {
        alone = false;
        if (disposed) return;
        const due = queue.next();
        // another may have taken its place: it was left out meanwhile
        if (due !== null && needsParser(due)) {
          alone = true;
          handNext();
        }
        pump();
      });
    }
  }

  function enqueue(start: number, bytes: Uint8Array): void {
    const replayBytes = characterEnd(bytes, Math.min(bytes.length, Math.max(0, liveFrom - start)));
    for (let at = 0; at < replayBytes; ) {
      const end = characterEnd(bytes, Math.min(at + replayPieceBytes, replayBytes));
      push({ bytes: bytes.subarray(at, end), end: start + end, replay: true });
      at = end;
    }
    if (replayBytes < bytes.length) {
      push({ bytes: bytes.subarray(replayBytes), end: start + bytes.length, replay: false });
    }
  }

  function push(piece: Piece): void {
    const skipped = queue.skippedBytes;
    queue.push(piece);
    if (queue.skippedBytes > skipped) skimming = true;
  }

  function take(offset: number, bytes: Uint8Array): void {
    if (expected === null) return;
    if (offset > expected) {
      const cut = characters.drop();
      if (cut.length > 0) push({ bytes: cut, end: expected, replay: expected <= liveFrom });
      push({ bytes: deps.describeGap(offset - expected), end: offset, replay: offset < liveFrom });
      expected = offset;
    }
    const known = expected - offset;
    if (known >= bytes.length) return;
    const start = offset + known - characters.keptBytes;
    expected = offset + bytes.length;
    enqueue(start, characters.take(bytes.subarray(known)));
    acknowledgeIfDue();
    pump();
  }

  return {
    attaching() {
      waitingForAttachment = true;
    },
    attached(attachment) {
      waitingForAttachment = false;
      liveFrom = attachment.liveFrom;
      if (expected === null) {
        expected = attachment.from;
        handedTo = attachment.from;
        parsedTo = attachment.from;
        acknowledgedTo = attachment.from;
      } else {
        // The core starts from its oldest byte again and waits to hear how far this view is.
        acknowledgedTo = -1;
        acknowledgeIfDue();
      }
      const kept = early;
      early = [];
      for (const { offset, bytes } of kept) take(offset, bytes);
    },
    received(offset, bytes) {
      if (disposed) return;
      if (waitingForAttachment) early.push({ offset, bytes });
      else take(offset, bytes);
    },
    afterThis(task) {
      if (disposed) return;
      const cut = characters.drop();
      const end = expected ?? 0;
      if (cut.length > 0) push({ bytes: cut, end, replay: end <= liveFrom });
      push({ bytes: new Uint8Array(0), end, replay: false, task });
      pump();
    },
    setVisible(now) {
      if (visible === now) return;
      visible = now;
      cancelRest?.();
      cancelRest = null;
      pump();
    },
    coreHas(bytes) {
      const before = behind;
      behind = bytes > behindFromBytes;
      if (!before || behind) return;
      cancelRest?.();
      cancelRest = null;
      pump();
    },
    get skippedBytes() {
      return queue.skippedBytes;
    },
    dispose() {
      disposed = true;
      cancelRest?.();
      early = [];
    },
  };
}
