import type { Attachment } from '../../contract.ts';
import type { Clock } from '../host.ts';
import type { Backlog } from './backlog.ts';

/** Hands a session's output to the view that is attached: small frames joined, never far ahead of what it has parsed. */
export interface OutputPump {
  /** Something was appended to the backlog. */
  received(): void;
  /** Starts again from the oldest byte kept, for a new view or one that lost its way. */
  attach(): Attachment;
  /** The view has parsed everything before this offset; what it cannot have seen is clamped. */
  acknowledge(offset: number): void;
  dispose(): void;
}

export interface OutputPumpDeps {
  readonly backlog: Backlog;
  readonly clock: Clock;
  /** The array is the listener's, and as long as its memory: it may be cloned to another process. */
  emit(offset: number, bytes: Uint8Array): void;
  /** Bytes that the disk did not give back were left out. */
  onLost(bytes: number): void;
}

/** Output waits no longer than this for more to join it. */
const JOIN_MS = 5;
const LARGEST_PIECE_BYTES = 64 * 1024;
/**
 * Ahead of the view: stop here … A page that draws answers in 30 to 80 ms, and a flood of 18 MB/s (measured) that it only
 * skims should not have to wait for its answers.
 */
const AHEAD_BYTES = 2 * 1024 * 1024;
/** … and go on below this. */
const RESUME_BYTES = 1536 * 1024;

export function createOutputPump(deps: OutputPumpDeps): OutputPump {
  const { backlog, clock } = deps;
  let attached = false;
  let attachment = 0;
  let sent = 0;
  let parsed = 0;
  let held = false;
  let reading = false;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let cancelFlush: (() => void) | null = null;

  function schedule(ms: number): void {
    cancelFlush ??= clock.after(ms, () => {
      cancelFlush = null;
      flush();
    });
  }

  function flush(): void {
    flushedAt = clock.now();
    while (attached && !reading && !held && sent < backlog.end) {
      // dropped only where a later view had acknowledged it
      if (sent < backlog.start) sent = backlog.start;
      const room = AHEAD_BYTES - (sent - parsed);
      if (room <= 0) {
        held = true;
        return;
      }
      const bytes = backlog.read(sent, Math.min(room, LARGEST_PIECE_BYTES));
      if (bytes instanceof Uint8Array) deliver(bytes.slice());
      else wait(bytes);
    }
  }

  function deliver(bytes: Uint8Array): void {
    const offset = sent;
    sent += bytes.length;
    deps.emit(offset, bytes);
  }

  function wait(bytes: Promise<Uint8Array>): void {
    const mine = attachment;
    const from = sent;
    reading = true;
    const done = (use: () => void) => {
      if (mine !== attachment) return;
      reading = false;
      if (from === sent) use();
      flush();
    };
    bytes.then(
      (read) => done(() => deliver(read)),
      () => done(skipLost),
    );
  }

  /** Goes on where the store can be read again; the view sees the gap by the offsets. */
  function skipLost(): void {
    if (sent < backlog.start) return;
    const next = backlog.after(sent);
    deps.onLost(next - sent);
    // nobody will acknowledge these
    parsed += next - sent;
    sent = next;
  }

  return {
    received() {
      if (!attached || held || reading || cancelFlush !== null) return;
      // what comes after a quiet moment (an echo) goes at once
      if (clock.now() - flushedAt >= JOIN_MS) flush();
      else schedule(JOIN_MS);
    },
    attach() {
      attached = true;
      attachment += 1;
      reading = false;
      held = false;
      sent = backlog.start;
      parsed = backlog.start;
      cancelFlush?.();
      cancelFlush = null;
      // the answer to the attaching view goes first
      schedule(0);
      return { from: backlog.start, liveFrom: backlog.acknowledged };
    },
    acknowledge(offset) {
      const known = Math.min(offset, backlog.end);
      // a view that attaches again says how far it is already
      if (known > sent) sent = known;
      parsed = Math.max(parsed, known);
      backlog.acknowledge(known);
      if (!held || sent - parsed > RESUME_BYTES) return;
      held = false;
      flush();
    },
    dispose() {
      attached = false;
      attachment += 1;
      cancelFlush?.();
      cancelFlush = null;
    },
  };
}
