import type { Attachment, SessionId, TerminalSession } from '../../contract.ts';

/** One tab's terminal, of whichever kind. Its methods never throw. */
export interface Session {
  readonly id: SessionId;
  view(): TerminalSession;
  attach(): Attachment;
  acknowledge(offset: number): void;
  input(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** A new shell in the same tab; false while one is open or being opened. */
  reconnect(): boolean;
  /** Ends the connection or the attempt; the tab stays. */
  end(): void;
  /** Ends and frees everything. May be called twice. */
  dispose(): Promise<void>;
}

/** `now`: a state changed; `soon`: a counter did. */
export type ChangeUrgency = 'now' | 'soon';
