import type { Job, SessionId } from '../../contract.ts';
import type { Segments } from './segments.ts';

/** What the shelf asks of a session's output while its tab is open. */
export interface LiveOutput {
  /** One past the last byte. */
  readonly end: number;
  /** Resolves when everything up to now is on disk. Rejects when the disk refuses. */
  flush(): Promise<void>;
  /** Forgets everything up to now, as soon as it has been shown. */
  clear(): void;
  /** Gives up the oldest that was shown. Answers how many bytes of the disk that freed. */
  release(bytes: number): number;
}

/** Where one session's output goes. */
export interface Recording {
  readonly segments: Segments;
  /** Is what was shown kept? If not, only what a reloaded view wants is. May change at any time. */
  keeps(): boolean;
  /** All transcripts together have used the disk budget up, and nothing more can be given up. */
  pressed(): boolean;
  follow(output: LiveOutput): void;
  /** The disk refused; told once for all sessions until it takes something again. */
  trouble(code: string): void;
  /** The tab is closed and its output written. What is not kept is removed. */
  finish(): Promise<void>;
}

export interface Recorder {
  /** `job`: null for a local shell. */
  begin(id: SessionId, job: Job | null): Recording;
}
