import type { TerminalSocket, TerminalSocketEvents } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import type { EndCause, EndFacts } from './end-facts.ts';

export interface Closed {
  readonly clean: boolean;
  readonly code: number;
}

/** One shell of a tab, from its first byte to its last. */
export interface Shell {
  readonly events: TerminalSocketEvents;
  readonly socket: TerminalSocket | null;
  /** When it first showed itself; null = not yet. */
  readonly openedAt: number | null;
  readonly lastBytesAt: number;
  readonly silent: boolean;
  /** While silent: when it is given up. */
  readonly givesUpAt: number | null;
  /** How its connection ended; null = it has not. */
  readonly closed: Closed | null;
  /** The dial succeeded. Bytes, and the end, may have come before. */
  connected(socket: TerminalSocket): void;
  /** The machine slept: asks whether the other side is there, and waits for it less long than else. */
  woke(): void;
  /** Does not wait for a silent connection any longer. */
  giveUp(): void;
  /** From now on nothing that it says is heard. */
  leave(): void;
  /** Resolves when its connection is gone. */
  gone(): Promise<void>;
}

export interface ShellListener {
  /** Before its first byte, once. */
  onBegin(): void;
  onBytes(bytes: Uint8Array): void;
  onRoundTrip(ms: number): void;
  onSilent(silent: boolean): void;
  /** Not answered for so long that it must be gone. */
  onGivenUp(): void;
  onClosed(closed: Closed): void;
}

/**
 * From "not answering", at 20 s of silence, to a new connection: long enough for a late pong (a Wi-Fi change, a stalled
 * mobile network), and no longer, as nobody can work meanwhile. What reads slowly is never silent (terminal-socket.ts).
 */
const GIVE_UP_AFTER_MS = 15_000;

/** The same after a sleep, in which most connections die; a wireless network takes some seconds to come back. */
const GIVE_UP_AFTER_SLEEP_MS = 10_000;

export function createShell(clock: Clock, listener: ShellListener): Shell {
  let socket: TerminalSocket | null = null;
  let openedAt: number | null = null;
  let lastBytesAt = clock.now();
  let silent = false;
  let left = false;
  let hasSlept = false;
  let closed: Closed | null = null;
  let cancelGiveUp: (() => void) | null = null;
  let givesUpAt: number | null = null;
  let tellGone: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    tellGone = resolve;
  });

  function begin(): void {
    if (openedAt !== null) return;
    openedAt = clock.now();
    listener.onBegin();
  }

  return {
    events: {
      onBytes(bytes) {
        if (left) return;
        begin();
        lastBytesAt = clock.now();
        listener.onBytes(bytes);
      },
      onRoundTrip(ms) {
        hasSlept = false;
        if (!left) listener.onRoundTrip(ms);
      },
      onSilent(now) {
        if (left) return;
        silent = now;
        cancelGiveUp?.();
        const limitMs = hasSlept ? GIVE_UP_AFTER_SLEEP_MS : GIVE_UP_AFTER_MS;
        cancelGiveUp = now ? clock.after(limitMs, listener.onGivenUp) : null;
        givesUpAt = now ? clock.now() + limitMs : null;
        if (!now) hasSlept = false;
        listener.onSilent(now);
      },
      onClosed(told) {
        closed = told;
        tellGone();
        // before the dial is answered, `connected` tells
        if (!left && socket !== null) listener.onClosed(told);
      },
    },
    get socket() {
      return socket;
    },
    get openedAt() {
      return openedAt;
    },
    get lastBytesAt() {
      return lastBytesAt;
    },
    get silent() {
      return silent;
    },
    get givesUpAt() {
      return givesUpAt;
    },
    get closed() {
      return closed;
    },
    connected(opened) {
      socket = opened;
      begin();
    },
    woke() {
      if (left || socket === null) return;
      hasSlept = true;
      socket.probe();
    },
    giveUp() {
      if (!silent || left) return;
      cancelGiveUp?.();
      listener.onGivenUp();
    },
    leave() {
      left = true;
      givesUpAt = null;
      cancelGiveUp?.();
      cancelGiveUp = null;
    },
    gone: () => gone,
  };
}

/** What was known when a shell was cut, while it is found out why or another is opened in its place. */
export type Cut = Pick<EndFacts, 'cause' | 'at' | 'livedMs' | 'leftBeforeMs' | 'farewellSeen' | 'silent'>;

/** Longer ago, an `exit` has nothing to do with an end. */
const LEFT_COUNTS_MS = 15_000;

export function cutOf(
  shell: Shell,
  cause: EndCause,
  at: number,
  left: { readonly askedAt: number | null; readonly farewellSeen: boolean },
): Cut {
  const askedToLeaveAt = left.askedAt;
  return {
    farewellSeen: left.farewellSeen,
    cause,
    at,
    livedMs: shell.openedAt === null ? null : at - shell.openedAt,
    leftBeforeMs: askedToLeaveAt !== null && at - askedToLeaveAt <= LEFT_COUNTS_MS ? at - askedToLeaveAt : null,
    silent: shell.silent,
  };
}
