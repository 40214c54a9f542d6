import type { LeftOut, StreamStart } from '../../electron/contract.ts';
import { joined } from './bytes.ts';
import { createHelpings } from './helpings.ts';
import { createInterruptEcho } from './interrupt-echo.ts';
import type { Turns } from './turns.ts';
import { characterEnd, createWholeCharacters } from './whole-characters.ts';

/** Acknowledged in steps of this size, and whenever nothing is left to parse. */
const acknowledgeStepBytes = 128 * 1024;
/** A terminal parses what it was handed as one without looking at the time: on a small machine 4 to 6 ms of work. */
const pieceBytes = 16 * 1024;
/** Each replayed piece is a task of its own. */
const replayPieceBytes = 64 * 1024;
/** The terminal's own queue is kept this short, so that a task or a rest comes soon. */
const aheadBytes = 128 * 1024;
/** While it is hidden, so that it can stop at once for who is seen. */
const hiddenAheadBytes = 32 * 1024;

export interface ByteFlowDeps {
  /** Hands bytes to the terminal; `parsed` is called once they are in its buffer. */
  readonly write: (bytes: Uint8Array, parsed: () => void) => void;
  /** The same for bytes that were shown before: nothing the terminal answers to them may leave. */
  readonly writeReplay: (bytes: Uint8Array, parsed: () => void) => void;
  /** Everything before the offset is parsed. */
  readonly acknowledge: (offset: number) => void;
  /** What is shown where bytes that can no longer be had are left out. */
  readonly describeGap: (missingBytes: number) => Uint8Array;
  /** Runs the task later, so that the page can breathe between two pieces of a replay. */
  readonly defer: (task: () => void) => void;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Monotonic ms. */
  readonly now: () => number;
  /** Of all terminals of the page. */
  readonly turns: Turns;
}

/** Puts the output of one session in order: exactly once, replay before life, acknowledged when parsed. */
export interface ByteFlow {
  /** To be called before each attach: what comes until the answer is kept. */
  readonly attaching: () => void;
  /** `earlier` is shown above everything, once, as long as nothing of the stream has come; '' = nothing. */
  readonly attached: (start: StreamStart, earlier?: string) => void;
  readonly received: (offset: number, bytes: Uint8Array, leftOut: LeftOut | null) => void;
  /** Runs the task when all that has come so far is parsed; what comes later waits until it is done. */
  readonly afterThis: (task: (done: () => void) => void) => void;
  /** A terminal that is not seen is brought up to date now and then, and at once when it is shown. */
  readonly setVisible: (visible: boolean) => void;
  /** The user types this, and waits for what comes of it. */
  readonly typed: (text: string) => void;
  readonly dispose: () => void;
}

/** Something that is to happen at one place of the output: bytes for the terminal, or a task while it does nothing else. */
interface Piece {
  readonly bytes: Uint8Array;
  /** The offset behind the bytes; that of the piece before for what is not the session's own. */
  readonly end: number;
  /** Shown before: what the terminal answers to them must not leave. */
  readonly replay: boolean;
  /** Instead of bytes. It leaves the terminal's parser in its ground state and calls back when it is done. */
  readonly task?: (done: () => void) => void;
}

/** CAN: ends a sequence that is half read. */
const cancel = '\u0018';

const taskAt = (end: number): Piece => ({ bytes: new Uint8Array(0), end, replay: false });
const needsParser = ({ task, replay }: Piece): boolean => replay || task !== undefined;

export function createByteFlow(deps: ByteFlowDeps): ByteFlow {
  const encoder = new TextEncoder();
  const characters = createWholeCharacters();
  const interrupt = createInterruptEcho(deps.now);
  const queue: Piece[] = [];
  /** The next byte wanted; null until the first attachment says where the stream starts. */
  let expected: number | null = null;
  let liveFrom = 0;
  let startedAt: number | null = null;
  let hasEarlier = false;
  let waitingForAttachment = true;
  let early: { offset: number; bytes: Uint8Array; leftOut: LeftOut | null }[] = [];
  let inFlight = 0;
  let inFlightBytes = 0;
  let handedTo = 0;
  let parsedTo = 0;
  let acknowledgedTo = -1;
  /** A replayed piece or a task, which need the parser for themselves, is due or under way. */
  let alone = false;
  let disposed = false;
  const helpings = createHelpings({ after: deps.after, now: deps.now, turns: deps.turns, onMore: pump });

  const waitingBytes = () => queue.reduce((sum, piece) => sum + piece.bytes.length, 0);

  function acknowledgeIfDue(): void {
    if (disposed) return;
    const idle = inFlight === 0 && queue.length === 0;
    const offset = idle ? (expected ?? parsedTo) : parsedTo;
    if (offset === acknowledgedTo || (!idle && offset - acknowledgedTo < acknowledgeStepBytes)) return;
    acknowledgedTo = offset;
    deps.acknowledge(offset);
  }

  /** The next piece; of a terminal that is seen, several as one. */
  function takePiece(): Piece | undefined {
    const first = queue.shift();
    if (first === undefined || needsParser(first) || !helpings.visible) return first;
    const pieces = [first];
    for (let bytes = first.bytes.length; bytes < helpings.pieceBytes; ) {
      const [next] = queue;
      if (next === undefined || needsParser(next)) break;
      queue.shift();
      pieces.push(next);
      bytes += next.bytes.length;
    }
    if (pieces.length === 1) return first;
    return { bytes: joined(...pieces.map(({ bytes }) => bytes)), end: pieces.at(-1)?.end ?? first.end, replay: false };
  }

  function handNext(): void {
    const piece = takePiece();
    if (piece === undefined) return;
    inFlight += 1;
    inFlightBytes += piece.bytes.length;
    handedTo = piece.end;
    const parsed = (): void => {
      inFlight -= 1;
      inFlightBytes -= piece.bytes.length;
      parsedTo = piece.end;
      if (needsParser(piece)) alone = false;
      if (inFlight === 0) helpings.parsed(handedTo, waitingBytes());
      acknowledgeIfDue();
      if (helpings.visible) {
        deps.turns.seen();
        pump();
      } else deps.defer(pump);
    };
    if (piece.task) piece.task(parsed);
    else if (piece.replay) deps.writeReplay(piece.bytes, parsed);
    else deps.write(piece.bytes, parsed);
  }

  /** So far whole characters have come. */
  const wholeTo = () => (expected ?? handedTo) - characters.keptBytes;

  function pump(): void {
    while (!disposed && !alone && inFlightBytes < (helpings.visible ? aheadBytes : hiddenAheadBytes)) {
      const [next] = queue;
      if (next === undefined || !helpings.mayHaveMore(handedTo, wholeTo())) return;
      if (!needsParser(next)) {
        handNext();
        continue;
      }
      // It needs the parser for itself: only then is every answer known to be an answer to it.
      if (inFlight > 0) return;
      alone = true;
      deps.defer(() => {
        if (disposed) return;
        handNext();
        pump();
      });
    }
  }

  function enqueue(start: number, bytes: Uint8Array): void {
    const replayBytes = characterEnd(bytes, Math.min(bytes.length, Math.max(0, liveFrom - start)));
    cut(start, bytes.subarray(0, replayBytes), replayPieceBytes, true);
    const live = bytes.subarray(replayBytes);
    let from = 0;
    for (const echo of interrupt.find(live)) {
      cut(start + replayBytes + from, live.subarray(from, echo), pieceBytes, false);
      queue.push({ bytes: encoder.encode(cancel), end: start + replayBytes + echo, replay: false });
      from = echo;
    }
    cut(start + replayBytes + from, live.subarray(from), pieceBytes, false);
  }

  function cut(start: number, bytes: Uint8Array, mostBytes: number, replay: boolean): void {
    for (let at = 0; at < bytes.length; ) {
      const end = characterEnd(bytes, Math.min(at + mostBytes, bytes.length));
      queue.push({ bytes: bytes.subarray(at, end), end: start + end, replay });
      at = end;
    }
  }

  /** It begins and ends between two characters, in the parser's ground state. */
  function leaveOut({ from, to, colours }: LeftOut): void {
    if (expected === null || from > expected || to <= expected) return;
    // a view that attached again may have a part of it, which ends anywhere
    characters.drop();
    const ground = expected > from ? cancel : '';
    expected = to;
    helpings.skimmed();
    queue.push({ bytes: encoder.encode(ground + colours), end: to, replay: false });
  }

  function take(offset: number, bytes: Uint8Array, leftOut: LeftOut | null): void {
    if (expected === null) return;
    if (leftOut !== null) leaveOut(leftOut);
    if (offset > expected) {
      const cut = characters.drop();
      if (cut.length > 0) queue.push({ bytes: cut, end: expected, replay: expected <= liveFrom });
      queue.push({ bytes: deps.describeGap(offset - expected), end: offset, replay: offset < liveFrom });
      expected = offset;
    }
    const known = expected - offset;
    if (known >= bytes.length) return;
    const start = offset + known - characters.keptBytes;
    expected = offset + bytes.length;
    enqueue(start, characters.take(bytes.subarray(known)));
    helpings.received(waitingBytes());
    acknowledgeIfDue();
    pump();
  }

  function showEarlier(text: string): void {
    if (text === '' || hasEarlier || expected !== startedAt) return;
    hasEarlier = true;
    queue.push({ ...taskAt(expected ?? 0), task: (done) => deps.write(encoder.encode(text), done) });
    pump();
  }

  return {
    attaching() {
      waitingForAttachment = true;
    },
    attached(start, earlier = '') {
      waitingForAttachment = false;
      liveFrom = start.liveFrom;
      if (expected === null) {
        expected = start.from;
        startedAt = start.from;
        handedTo = start.from;
        parsedTo = start.from;
        acknowledgedTo = start.from;
      } else {
        // The core starts from its oldest byte again and waits to hear how far this view is.
        acknowledgedTo = -1;
        acknowledgeIfDue();
      }
      showEarlier(earlier);
      const kept = early;
      early = [];
      for (const { offset, bytes, leftOut } of kept) take(offset, bytes, leftOut);
    },
    received(offset, bytes, leftOut) {
      if (disposed) return;
      if (waitingForAttachment) early.push({ offset, bytes, leftOut });
      else take(offset, bytes, leftOut);
    },
    afterThis(task) {
      if (disposed) return;
      const cut = characters.drop();
      const end = expected ?? 0;
      if (cut.length > 0) queue.push({ bytes: cut, end, replay: end <= liveFrom });
      queue.push({ ...taskAt(end), task });
      pump();
    },
    setVisible: helpings.setVisible,
    typed(text) {
      helpings.typed(interrupt.typed(text));
    },
    dispose() {
      disposed = true;
      helpings.dispose();
      early = [];
    },
  };
}
