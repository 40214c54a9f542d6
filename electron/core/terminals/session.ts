import type { LeaveOutcome, LeftOut, SessionId, StreamStart, TerminalSession } from '../../contract.ts';
import type { Clock, Log } from '../host.ts';
import type { Recording } from '../transcripts/recording.ts';
import type { BacklogLimits } from './backlog.ts';
import type { ReadPace } from './read-pace.ts';

/** One tab's terminal, of whichever kind. Its methods never throw. */
export interface Session {
  readonly id: SessionId;
  view(): TerminalSession;
  attach(): StreamStart;
  acknowledge(offset: number, linesThatFill: number | null): void;
  input(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** Tells the shell the window size once it is at its prompt. */
  fit(): void;
  /** Keeps its shell over drops, from its next empty prompt on. */
  keep(): void;
  /** False = not possible just now. */
  answerPlace(answer: 'go' | 'dismiss'): boolean;
  /** Ends the pause before the next try to connect. */
  tryNow(): void;
  /** Stops what runs in it, and leaves it. */
  leave(): Promise<LeaveOutcome>;
  stopLeaving(): void;
  /** A new shell in the same tab; false while one is open or being opened. */
  reconnect(): boolean;
  /** The machine slept, or its network changed: finds out soon whether the connection is still there. */
  woke(): void;
  /** What stands around its job (account, instance, what is known of the job) is not what it was. */
  aroundChanged(): void;
  /** Ends the connection or the attempt; the tab stays. */
  end(): void;
  /** Ends and frees everything. May be called twice. */
  dispose(): Promise<void>;
}

/** `now`: a state changed; `soon`: a counter did; `later`: one did that changes by itself, also while nothing happens. */
export type ChangeUrgency = 'now' | 'soon' | 'later';

/** What every kind of session needs. */
export interface SessionDeps {
  readonly id: SessionId;
  /** Where what it prints goes. */
  readonly recording: Recording;
  /** Of all sessions. */
  readonly pace: ReadPace;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<BacklogLimits>;
  emit(offset: number, bytes: Uint8Array, leftOut: LeftOut | null): void;
  onChange(urgency: ChangeUrgency): void;
}
