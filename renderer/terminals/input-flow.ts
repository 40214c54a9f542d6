/** Up to this many bytes go out at once; more waits in the view, where it can still be called back. */
const directBytes = 256 * 1024;
/** Ctrl-C. */
const interrupt = 0x03;
/** Largest single message to the core. */
const sliceBytes = 64 * 1024;

export interface InputFlowDeps {
  readonly send: (bytes: Uint8Array) => void;
  /** Bytes that wait in the view, after each change. */
  readonly onWaiting: (waitingBytes: number) => void;
}

/**
 * Everything the user sends, in order. A huge paste goes out as fast as the core passes it on; Ctrl-C breaks off what
 * still waits of it.
 */
export interface InputFlow {
  /** `whenCancelled` goes out in place of the rest if this input is broken off (it closes a bracketed paste). */
  readonly send: (bytes: Uint8Array, whenCancelled?: Uint8Array) => void;
  /** The core says how much it has not passed on yet. */
  readonly corePending: (pendingBytes: number) => void;
  readonly cancel: () => void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  sent: number;
  readonly whenCancelled: Uint8Array | null;
}

export function createInputFlow(deps: InputFlowDeps): InputFlow {
  let queue: Waiting[] = [];
  /** What we may still send before the core must say that it has passed on some. */
  let room = directBytes;

  const waitingBytes = (): number => queue.reduce((sum, item) => sum + item.bytes.length - item.sent, 0);

  function pump(): void {
    for (let head = queue[0]; head && room > 0; head = queue[0]) {
      const end = Math.min(head.bytes.length, head.sent + Math.min(sliceBytes, room));
      deps.send(head.bytes.subarray(head.sent, end));
      room -= end - head.sent;
      head.sent = end;
      if (head.sent === head.bytes.length) queue.shift();
    }
  }

  const flow: InputFlow = {
    send(bytes, whenCancelled) {
      if (bytes.length === 0) return;
      if (bytes.length === 1 && bytes[0] === interrupt && queue.length > 0) flow.cancel();
      if (queue.length === 0) {
        // Nothing waits, so ordinary typing and ordinary pastes never depend on the core's word.
        room = directBytes;
      }
      queue.push({ bytes, sent: 0, whenCancelled: whenCancelled ?? null });
      pump();
      if (queue.length > 0) deps.onWaiting(waitingBytes());
    },
    corePending(pendingBytes) {
      if (queue.length === 0) return;
      room = Math.max(0, directBytes - pendingBytes);
      pump();
      deps.onWaiting(waitingBytes());
    },
    cancel() {
      const broken = queue.find((item) => item.sent > 0);
      queue = [];
      if (broken?.whenCancelled) deps.send(broken.whenCancelled);
      deps.onWaiting(0);
    },
  };
  return flow;
}
