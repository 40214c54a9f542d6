import type { Clock } from './host.ts';

/**
 * Between a source that may flood and everything else. It lets others have their turn: a socket that always has more is
 * read 32 times in a row (libuv), which is 2 MB, and with eight of them keys waited half a second. Of all that flood, one
 * is read in each turn of the loop, so that a key waits for one of them and not for all. And it holds reading back to a
 * rate.
 */
export interface ReadGate {
  /** Null: as fast as it comes; 0: not at all, until another limit. */
  limit(bytesPerSecond: number | null): void;
  /** So many bytes were read. */
  read(bytes: number): void;
  readonly isHolding: boolean;
  /** It held at some time since this was asked last. */
  hasHeld(): boolean;
  /** Reads on, whatever the limit was. */
  dispose(): void;
}

export interface ReadGateDeps {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  pause(): void;
  resume(): void;
}

/** Read in one go. Small against what lies in the kernel's buffers, which is megabytes and comes at once. */
const SLOT_BYTES = 64 * 1024;
const TURN_BYTES = 64 * 1024;

/** Those that flood, in the order in which they are read. The loop is one for all, and so is this. */
const waiting: (() => void)[] = [];
let isTurnDue = false;

function dueTurn(): void {
  if (isTurnDue || waiting.length === 0) return;
  isTurnDue = true;
  setImmediate(() => {
    isTurnDue = false;
    waiting.shift()?.();
    dueTurn();
  });
}

/** Answers what ends the wait. */
function waitForTurn(goOn: () => void): () => void {
  waiting.push(goOn);
  dueTurn();
  return () => {
    const at = waiting.indexOf(goOn);
    if (at >= 0) waiting.splice(at, 1);
  };
}

export function createReadGate({ clock, pause, resume }: ReadGateDeps): ReadGate {
  let rate: number | null = null;
  let slotBytes = 0;
  let slotAt = clock.now();
  let held = false;
  let cancelHold: (() => void) | null = null;
  let turnBytes = 0;
  let turn: NodeJS.Immediate | null = null;
  let stopYielding: (() => void) | null = null;
  let isDisposed = false;

  function endTurn(): void {
    turn = null;
    turnBytes = 0;
  }

  function goOn(): void {
    stopYielding = null;
    if (cancelHold === null) resume();
  }

  function inTurn(bytes: number): void {
    turn ??= setImmediate(endTurn);
    turnBytes += bytes;
    if (turnBytes < TURN_BYTES || stopYielding !== null) return;
    stopYielding = waitForTurn(goOn);
    pause();
  }

  function newSlot(): void {
    slotBytes = 0;
    slotAt = clock.now();
  }

  function hold(cancel: () => void): void {
    held = true;
    cancelHold = cancel;
    pause();
  }

  function release(): void {
    if (cancelHold === null) return;
    cancelHold();
    cancelHold = null;
    if (stopYielding === null) resume();
  }

  return {
    limit(bytesPerSecond) {
      if (bytesPerSecond === rate) return;
      // many small changes of a rate must not add up to none
      const goesOn = rate !== null && rate > 0 && bytesPerSecond !== null && bytesPerSecond > 0;
      rate = bytesPerSecond;
      if (goesOn) return;
      release();
      newSlot();
      if (rate === 0) hold(() => {});
    },
    read(bytes) {
      if (isDisposed) return;
      inTurn(bytes);
      if (rate === null || cancelHold !== null) return;
      slotBytes += bytes;
      if (slotBytes < SLOT_BYTES) return;
      const waitMs = (slotBytes / rate) * 1000 - (clock.now() - slotAt);
      if (waitMs < 1) return newSlot();
      hold(
        clock.after(waitMs, () => {
          release();
          newSlot();
        }),
      );
    },
    get isHolding() {
      return cancelHold !== null;
    },
    hasHeld() {
      const before = held;
      held = cancelHold !== null;
      return before || held;
    },
    dispose() {
      isDisposed = true;
      rate = null;
      if (turn !== null) clearImmediate(turn);
      const isPaused = cancelHold !== null || stopYielding !== null;
      cancelHold?.();
      cancelHold = null;
      stopYielding?.();
      stopYielding = null;
      if (isPaused) resume();
    },
  };
}
