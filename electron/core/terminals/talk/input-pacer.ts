import type { Clock } from '../../host.ts';

/** Where input goes while a shell is open. */
export interface InputSink {
  /** Resolves when handed to the network. */
  send(bytes: Uint8Array): Promise<void>;
  readonly bufferedBytes: number;
}

/**
 * Everything that is typed or pasted, in order, in frames that a runner takes whole. Ctrl-C does not stand in line behind
 * a paste: as a tty does with what a program has not read yet, it forgets what waits.
 */
export interface InputPacer {
  /** Any length; the array is the pacer's from now on. */
  push(bytes: Uint8Array): void;
  /** Bytes that wait. */
  readonly pendingBytes: number;
  /** Sends to this shell from now on; null = holds what comes. */
  connect(sink: InputSink | null): void;
  /** Forgets what waits. */
  cancel(): void;
  dispose(): void;
}

/** A runner reads a message into 32 KiB and drops the rest of a longer one (measured on runner 17.5). */
export const LARGEST_FRAME_BYTES = 4096;
/** Above this between us and the network, wait. */
const WINDOW_BYTES = 32 * 1024;
const WINDOW_RETRY_MS = 10;
/** A cut at a line's end is looked for in the last half of a frame, one outside a sequence in its last bytes. */
const LONGEST_SEQUENCE_BYTES = 32;

/** What waits beyond this was pasted, not typed. */
const TYPED_BYTES = 4096;

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';
const ETX = 0x03;
const LF = 0x0a;
const CR = 0x0d;
const ESC = 0x1b;

export function createInputPacer(deps: {
  readonly clock: Clock;
  /** `pendingBytes` changed. */
  onPending(): void;
}): InputPacer {
  let queue: Uint8Array[] = [];
  let pendingBytes = 0;
  let sink: InputSink | null = null;
  let sending = false;
  let cancelRetry: (() => void) | null = null;

  function takeFrame(): Uint8Array {
    let [head] = queue;
    if (head === undefined) return new Uint8Array();
    if (head.length < LARGEST_FRAME_BYTES && queue.length > 1) {
      let count = 0;
      let length = 0;
      for (const part of queue) {
        if (length >= LARGEST_FRAME_BYTES) break;
        length += part.length;
        count += 1;
      }
      head = new Uint8Array(Buffer.concat(queue.splice(0, count), length));
      queue.unshift(head);
    }
    const end = frameEnd(head);
    const frame = head.subarray(0, end);
    if (end === head.length) queue.shift();
    else queue[0] = head.subarray(end);
    return frame;
  }

  function pump(): void {
    if (sending || sink === null || cancelRetry !== null || queue.length === 0) return;
    const current = sink;
    if (current.bufferedBytes > WINDOW_BYTES) {
      cancelRetry = deps.clock.after(WINDOW_RETRY_MS, () => {
        cancelRetry = null;
        pump();
      });
      return;
    }
    const frame = takeFrame();
    pendingBytes -= frame.length;
    sending = true;
    void current.send(frame).then(() => {
      if (current !== sink) return;
      sending = false;
      pump();
    });
    deps.onPending();
  }

  /** A program that was told of a paste's beginning hears of its end, too. */
  function forgetPaste(): void {
    const waiting = Buffer.concat(queue);
    const end = waiting.indexOf(PASTE_END);
    const start = waiting.indexOf(PASTE_START);
    const isWithin = end >= 0 && (start < 0 || end < start);
    queue = isWithin ? [new Uint8Array(Buffer.from(PASTE_END))] : [];
    pendingBytes = isWithin ? PASTE_END.length : 0;
  }

  return {
    push(bytes) {
      if (bytes.length === 0) return;
      if (bytes.length === 1 && bytes[0] === ETX && pendingBytes > TYPED_BYTES) forgetPaste();
      queue.push(bytes);
      pendingBytes += bytes.length;
      pump();
    },
    get pendingBytes() {
      return pendingBytes;
    },
    connect(next) {
      sink = next;
      sending = false;
      cancelRetry?.();
      cancelRetry = null;
      pump();
    },
    cancel() {
      queue = [];
      pendingBytes = 0;
    },
    dispose() {
      sink = null;
      cancelRetry?.();
      cancelRetry = null;
      queue = [];
      pendingBytes = 0;
    },
  };
}

/** Where to cut: at the end of a line if there is one, else not inside an escape sequence or a character. */
export function frameEnd(bytes: Uint8Array): number {
  if (bytes.length <= LARGEST_FRAME_BYTES) return bytes.length;
  for (let at = LARGEST_FRAME_BYTES; at > LARGEST_FRAME_BYTES / 2; at -= 1) {
    const before = bytes[at - 1];
    // CR LF stays together
    if (before === LF || (before === CR && bytes[at] !== LF)) return at;
  }
  for (let at = LARGEST_FRAME_BYTES - 1; at > LARGEST_FRAME_BYTES - LONGEST_SEQUENCE_BYTES; at -= 1) {
    if (bytes[at] === ESC && !isWhole(bytes.subarray(at, LARGEST_FRAME_BYTES))) return at;
  }
  if (bytes[LARGEST_FRAME_BYTES - 1] === CR && bytes[LARGEST_FRAME_BYTES] === LF) return LARGEST_FRAME_BYTES - 1;
  let end = LARGEST_FRAME_BYTES;
  while (end > LARGEST_FRAME_BYTES - 4 && isContinuation(bytes[end])) end -= 1;
  // no UTF-8 at all: any cut is as good
  return isContinuation(bytes[end]) ? LARGEST_FRAME_BYTES : end;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** A sequence from ESC on that ends within these bytes (ECMA-48, CSI and two-byte forms). */
function isWhole(sequence: Uint8Array): boolean {
  const second = sequence[1];
  if (second === undefined) return false;
  if (second === 0x4f) return sequence.length > 2;
  if (second !== 0x5b) return true;
  for (let at = 2; at < sequence.length; at += 1) {
    const byte = sequence[at] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return true;
  }
  return false;
}
