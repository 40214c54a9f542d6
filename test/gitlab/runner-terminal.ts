import type { Pty } from './pty.ts';

/** The runner's end of one connected terminal. */
export interface RunnerTerminal {
  readonly link: TerminalLink;
  readonly gone: boolean;
  onGone(listener: () => void): void;
  /** The runner ends the connection. */
  end(): void;
  /** Measured on the shell executor after a cancel or job timeout: open and silent until something is typed. */
  deaden(): void;
}

/** What Workhorse holds of it. */
export interface TerminalLink {
  /** One WebSocket message. */
  message(bytes: Buffer): void;
  /** Input that the shell has not taken. */
  readonly pendingBytes: number;
  hold(back: boolean): void;
  onBytes(listener: (bytes: Buffer) => void): void;
  /** The runner closed. */
  onEnd(listener: () => void): void;
  /** The client is gone: one Ctrl-D goes to the shell, and nothing else. */
  hangUp(): void;
}

/** The runner's read buffer: what exceeds it in one message is dropped without a word (measured). */
const messageLimitBytes = 32_768;
/** An orphaned program that floods is stopped by the full pty, as nobody reads it. */
const orphanBytes = 65_536;
const endOfTransmission = Buffer.from([4]);

export function createRunnerTerminal(options: {
  readonly pty: Pty;
  /** docker: a shell that was left leaves an open, silent connection that keeps the slot (measured). */
  readonly staysOpenAfterExit: boolean;
}): RunnerTerminal {
  const { pty } = options;
  let gone = false;
  let state: 'live' | 'left' | 'dead' = 'live';
  let early: Buffer[] = [];
  let onBytes: ((bytes: Buffer) => void) | null = null;
  let onEnd: (() => void) | null = null;
  let endedEarly = false;
  let orphaned = 0;
  const goneListeners: (() => void)[] = [];

  function vacate(): void {
    if (gone) return;
    gone = true;
    // Workhorse's last word on any end. A shell at its prompt leaves; a busy one does not notice.
    if (state === 'live') pty.write(endOfTransmission);
    pty.resume();
    for (const listener of goneListeners) listener();
  }

  function end(): void {
    if (gone) return;
    vacate();
    if (onEnd) onEnd();
    else endedEarly = true;
  }

  pty.onData((bytes) => {
    if (gone) {
      orphaned += bytes.length;
      if (orphaned > orphanBytes) pty.pause();
    }
    if (gone || state !== 'live') return;
    if (onBytes) onBytes(bytes);
    else early.push(bytes);
  });
  pty.onExit(() => {
    if (options.staysOpenAfterExit && state === 'live') state = 'left';
    else if (state === 'live') end();
  });

  return {
    link: {
      message(bytes) {
        if (gone || bytes.length === 0) return;
        if (state === 'dead') end();
        else if (state === 'live') pty.write(bytes.subarray(0, messageLimitBytes));
      },
      get pendingBytes() {
        return pty.pendingBytes;
      },
      hold(back) {
        if (gone) return;
        if (back) pty.pause();
        else pty.resume();
      },
      onBytes(listener) {
        onBytes = listener;
        for (const bytes of early) listener(bytes);
        early = [];
      },
      onEnd(listener) {
        onEnd = listener;
        if (endedEarly) listener();
      },
      hangUp() {
        vacate();
      },
    },
    get gone() {
      return gone;
    },
    onGone(listener) {
      if (gone) listener();
      else goneListeners.push(listener);
    },
    end,
    deaden() {
      state = 'dead';
    },
  };
}
