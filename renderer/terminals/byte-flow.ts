import type { Attachment } from '../../electron/contract.ts';

/** Parsed bytes are acknowledged in steps of this size, and whenever nothing is left to parse. */
const acknowledgeStepBytes = 64 * 1024;
/** Replayed bytes are parsed in one go per task, so pieces stay small enough (a few ms) to keep the page alive. */
const replayPieceBytes = 64 * 1024;

export interface ByteFlowDeps {
  /** Hands bytes to the terminal; `parsed` is called once they are in its buffer. */
  readonly write: (bytes: Uint8Array, parsed: () => void) => void;
  /** The same for bytes that were shown before: nothing the terminal answers to them may leave. */
  readonly writeReplay: (bytes: Uint8Array, parsed: () => void) => void;
  readonly acknowledge: (offset: number) => void;
  /** Bytes that can no longer be had were left out at this point. */
  readonly onGap: (missingBytes: number) => void;
  /** Runs the task later, so that the page can breathe between two pieces of a replay. */
  readonly defer: (task: () => void) => void;
}

/** Puts the output of one session in order: exactly once, replay before life, acknowledged when parsed. */
export interface ByteFlow {
  /** To be called before each attach: what comes until the answer is kept. */
  readonly attaching: () => void;
  readonly attached: (attachment: Attachment) => void;
  readonly received: (offset: number, bytes: Uint8Array) => void;
  readonly dispose: () => void;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly replay: boolean;
}

export function createByteFlow(deps: ByteFlowDeps): ByteFlow {
  /** The next byte wanted; null until the first attachment says where the stream starts. */
  let expected: number | null = null;
  let liveFrom = 0;
  let waitingForAttachment = true;
  let early: { offset: number; bytes: Uint8Array }[] = [];
  let queue: Piece[] = [];
  let inFlight = 0;
  let replayScheduled = false;
  let parsedTo = 0;
  let acknowledgedTo = -1;
  let disposed = false;

  function acknowledgeIfDue(): void {
    if (disposed || parsedTo === acknowledgedTo) return;
    const idle = inFlight === 0 && queue.length === 0;
    if (!idle && parsedTo - acknowledgedTo < acknowledgeStepBytes) return;
    acknowledgedTo = parsedTo;
    deps.acknowledge(parsedTo);
  }

  function writeHead(): void {
    const piece = queue.shift();
    if (!piece) return;
    inFlight += 1;
    const parsed = (): void => {
      inFlight -= 1;
      parsedTo = piece.end;
      acknowledgeIfDue();
      pump();
    };
    if (piece.replay) deps.writeReplay(piece.bytes, parsed);
    else deps.write(piece.bytes, parsed);
  }

  function pump(): void {
    while (!disposed && !replayScheduled && queue[0]) {
      if (!queue[0].replay) {
        writeHead();
        continue;
      }
      // A replayed piece needs the parser for itself: only then is every answer known to be an answer to it.
      if (inFlight > 0) return;
      replayScheduled = true;
      deps.defer(() => {
        replayScheduled = false;
        if (disposed) return;
        writeHead();
        pump();
      });
    }
  }

  function enqueue(start: number, bytes: Uint8Array): void {
    const replayBytes = Math.min(bytes.length, Math.max(0, liveFrom - start));
    for (let at = 0; at < replayBytes; at += replayPieceBytes) {
      const pieceEnd = Math.min(at + replayPieceBytes, replayBytes);
      queue.push({ bytes: bytes.subarray(at, pieceEnd), end: start + pieceEnd, replay: true });
    }
    if (replayBytes < bytes.length) {
      queue.push({ bytes: bytes.subarray(replayBytes), end: start + bytes.length, replay: false });
    }
  }

  function take(offset: number, bytes: Uint8Array): void {
    if (expected === null) return;
    if (offset > expected) {
      deps.onGap(offset - expected);
      expected = offset;
    }
    const known = expected - offset;
    if (known >= bytes.length) return;
    const start = offset + known;
    enqueue(start, bytes.subarray(known));
    expected = offset + bytes.length;
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
    dispose() {
      disposed = true;
      early = [];
      queue = [];
    },
  };
}
