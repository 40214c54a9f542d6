import type { Job, JobKey, JobStatus, JobTimeout, WebSessionState } from '../../contract.ts';
import type { Dial, TerminalSocketEvents } from '../gitlab/ports.ts';

/** What GitLab says of a job at the moment of asking, by web session where there is one. */
export interface JobLook {
  readonly job: Job;
  readonly status: JobStatus;
  /** True = a valid web session answered; false = signed out (or none); null = could not be asked. */
  readonly signedIn: boolean | null;
  /** `…/-/jobs/N/terminal`, absolute path on the instance; null = not offered now. */
  readonly terminalPath: string | null;
  readonly failureReason: string | null;
}

/** What the runner wrote into a job's log about terminals and ends (gitlab-runner's `common/build.go`). */
export type LogMark =
  /** By its first section, which no script can write: `shell`, `docker`, `kubernetes`… */
  | { readonly kind: 'executor'; readonly name: string; readonly seenAt: number }
  /** From the first line: `17.5.3`. */
  | { readonly kind: 'runner'; readonly version: string; readonly seenAt: number }
  /** `runnerStartedAt`: section_end second by the runner's clock, null when the line came without one. */
  | {
      readonly kind: 'hold';
      readonly limitMs: number;
      readonly runnerStartedAt: number | null;
      readonly seenAt: number;
    }
  /**
   * Our clock minus the runner's lies between these, and most likely at `likelyMs`: by the server's date of the job's
   * start and the runner's of its first section.
   */
  | {
      readonly kind: 'runner-clock';
      readonly leastMs: number;
      readonly likelyMs: number;
      readonly mostMs: number;
    }
  | { readonly kind: 'hold-timed-out'; readonly seenAt: number }
  | { readonly kind: 'terminal-disconnected'; readonly seenAt: number }
  /** Any section mark: `live` when it was written after the watch began, so its delay is at most a few seconds. */
  | {
      readonly kind: 'section';
      readonly name: string;
      readonly edge: 'start' | 'end';
      /** Null: not told by the way in which the log was read. */
      readonly runnerAt: number | null;
      readonly seenAt: number;
      readonly live: boolean;
    }
  /** `Job succeeded` or `ERROR: Job failed: …`; the text behind the colon, colours removed. */
  | { readonly kind: 'job-end'; readonly succeeded: boolean; readonly text: string | null; readonly seenAt: number }
  /** `WARNING: script canceled externally (UI, API)` */
  | { readonly kind: 'cancel-seen'; readonly seenAt: number }
  | { readonly kind: 'repository'; readonly path: string; readonly seenAt: number }
  /** What was told of a script's end, a hold or the job's end was the script's own printing. */
  | { readonly kind: 'imitated'; readonly seenAt: number };

/** What the instance's administrators show to everyone. */
export interface Announced {
  /** Plain text, theirs. */
  readonly text: string;
  /** The moment that it names; null = none that could be read for sure. */
  readonly at: number | null;
}

/** How long a runner held a job before. */
export interface HoldSeen {
  readonly limitMs: number;
  /** It is this job's runner; else another of the account. */
  readonly sameRunner: boolean;
}

export type WebSessionEnd = Pick<
  Extract<WebSessionState, { readonly status: 'ok' }>,
  'expiresAt' | 'expirySure' | 'renewedBy'
>;

/** What is known outside of a terminal and can end it. */
export interface Surroundings {
  /** When the job started, brought to our clock. `exact`: to about a second. Null = not told. */
  readonly started: { readonly at: number; readonly exact: boolean } | null;
  readonly timeout: JobTimeout | null;
  /** Null = none is known. */
  readonly tokenExpiresAt: number | null;
  /** Null = none, or nothing is known of its end. */
  readonly webSession: WebSessionEnd | null;
  /** The account's web session was refused. */
  readonly signedOut: boolean;
  readonly holdSeen: HoldSeen | null;
  readonly announcements: readonly Announced[];
}

/** What a terminal session needs to know of GitLab; `core.ts` joins it from accounts and jobs. */
export interface JobAccess {
  /** Renews the web session by an ordinary request first, since the terminal's own answer cannot carry a cookie. Rejects with `JobdeckError` (offline, rate-limited…). */
  look(jobKey: JobKey, signal?: AbortSignal): Promise<JobLook>;
  /** Opens the socket with the web session's cookie. Never rejects. */
  dial(jobKey: JobKey, terminalPath: string, events: TerminalSocketEvents, signal: AbortSignal): Promise<Dial>;
  /** Asks for an upgrade on an ordinary page: true = upgrades pass every proxy on the way; null = could not be told. */
  upgradesPass(jobKey: JobKey): Promise<boolean | null>;
  /** What is known now of what stands around a job; asks nobody. */
  around(jobKey: JobKey): Surroundings;
  /** Follows the job's log from now (and what it holds already); returns its undo. */
  watchLog(jobKey: JobKey, onMark: (mark: LogMark) => void): () => void;
  /** Asks for the status of a watched job now; what is new is told to who watches. Resolves when that is done; never rejects. */
  checkStatus(jobKey: JobKey): Promise<void>;
  /** Follows the job's status closely while a session is open; returns its undo. */
  watchStatus(
    jobKey: JobKey,
    onStatus: (job: { readonly status: JobStatus; readonly failureReason: string | null }) => void,
  ): () => void;
}
