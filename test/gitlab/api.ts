/**
 * How tests, the demo and `npm run gitlab` drive a simulated GitLab. Types only; `startInstance` in `instance.ts` makes one.
 */

export type ExecutorKind =
  /** Login bash in the runner's directory, no CI variables, TERM unset, holds after the script. */
  | 'shell'
  /** Starts in `/`, CI variables there, TERM=xterm, dies with the script, again during after_script. */
  | 'docker'
  /** A container's shell as on docker, a hold as on shell; what it does after `exit` is not measured: `leftSocket`. */
  | 'kubernetes'
  /** A runner without a session server: no terminal, ever. */
  | 'no-session';

export interface InstanceOptions {
  readonly name: string;
  /** 0 = any free port. */
  readonly port?: number;
  /** Empty or like `/gitlab`. */
  readonly root?: string;
  /** TLS with a certificate from a private CA made at start (`caPem` of the running instance). */
  readonly tls?: boolean;
  readonly version?: string;
  /** Folder for logs and job directories; a temporary one when absent. */
  readonly dir?: string;
  readonly timing?: Partial<Timing>;
  readonly limits?: Partial<Limits>;
  /** `old`: a schema without `source` and `username`; `refused`: no GraphQL at all (404). Default `ok`. */
  readonly graphql?: 'ok' | 'old' | 'refused';
  /** `/-/cable`. `absent`: not mounted (404); `silent`: subscriptions are confirmed and nothing is ever told. Default `ok`. */
  readonly push?: 'ok' | 'absent' | 'silent';
  /** Where clients reach it (GitLab's `external_url`), when a proxy stands in front; default: its own address. */
  readonly externalOrigin?: string;
  /** What the shells call their machine. Default: made from the runner's name. */
  readonly hostName?: string;
}

/** All in milliseconds; defaults are the real server's. */
export interface Timing {
  readonly pingEveryMs: number; // 30 s
  readonly pingWriteDeadlineMs: number; // 5 s
  readonly reauthoriseEveryMs: number; // 5 min
  readonly executorWaitMs: number; // 60 s
  readonly containerWaitMs: number; // 15 s
  readonly logPartEveryMs: number; // 3 s
  readonly runnerReportEveryMs: number; // 30 s: when a cancel during the hold is noticed
  /** A young job's terminal.ws answers 404 for so long. Default 0. */
  readonly youngJobMs: number;
  /** From pending to running, as a runner that polls takes it. Default 0. */
  readonly runnerTakesMs: number;
  /** Added to every API answer. Default 0. */
  readonly apiDelayMs: number;
  /** Added to the runner's clock, which dates section marks. Default 0. */
  readonly runnerClockSkewMs: number;
  /** Added to GitLab's own clock, which dates its answers and when a job starts and ends. Default 0. */
  readonly serverClockSkewMs: number;
}

export interface Limits {
  readonly complexity: number; // 250
  readonly pageSize: number; // 100
  /** Per user and minute; 429 past it. */
  readonly apiPerMinute: number; // 2000
  readonly jobListingPerMinute: number; // 600, its 429 carries no headers
  readonly rateHeaders: boolean; // true
  /** 365, or 400 behind a flag (17.6); null where the instance wants no expiry at all. */
  readonly longestTokenDays: number | null;
  /** `granular_tokens_enforced`: tokens of the older kind are not rotated any more. */
  readonly fineGrainedOnly: boolean; // false
}

/** See session-life.ts. */
export interface SessionRules {
  readonly minutes: number; // 10080
  /** `expires`: dated, and set again with an answer; `browser`: undated, set once. */
  readonly cookie: 'browser' | 'expires';
  /** The time counts from the sign-in, whatever the use. */
  readonly fromInit: boolean;
  /** Use gives more time no more often than this. */
  readonly renewEveryMs: number;
}

export interface SimUser {
  readonly id: number;
  readonly username: string;
  readonly password: string;
}

export interface SimToken {
  readonly id: number;
  readonly value: string;
}

export interface SimProject {
  readonly id: number;
  /** Full path with groups. */
  readonly path: string;
}

export interface SimPipeline {
  readonly id: number;
  readonly iid: number;
}

export interface JobOptions {
  readonly name: string;
  readonly stage?: string;
  /** Starter of the job; default: the pipeline's user. */
  readonly user?: SimUser;
  readonly executor?: ExecutorKind;
  readonly runner?: string;
  readonly runnerType?: 'instance_type' | 'group_type' | 'project_type';
  readonly tags?: readonly string[];
  /** Bash, run line by line as a runner does; `exit` codes count. Default: sleeps for an hour. */
  readonly script?: string;
  readonly afterScript?: string;
  /** The checkout: paths below the job's project folder, made executable. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default 1800 s. */
  readonly sessionTimeoutSeconds?: number;
  /** Default 3600 s. */
  readonly jobTimeoutSeconds?: number;
  /** GitLab's page of the job says nothing of its timeout, as before a runner had it. */
  readonly timeoutUntold?: boolean;
  /** Default `running` at once; else the job waits for `runJob`. */
  readonly status?:
    | 'created'
    | 'pending'
    | 'running'
    | 'manual'
    | 'scheduled'
    | 'skipped'
    | 'success'
    | 'failed'
    | 'canceled';
  /** With `scheduled`: it becomes pending by itself then. */
  readonly startsInMs?: number;
  /** Dates `started_at` back by so much, for lists that should not look just begun. Default 0. */
  readonly startedSecondsAgo?: number;
  /** The runner can do a graceful cancel. Default true, as newer runners do. */
  readonly gracefulCancel?: boolean;
  /** What becomes of the socket when its shell was left; default: `stays` on docker, else `closes` (both measured). */
  readonly leftSocket?: 'closes' | 'stays';
  /** Milliseconds before the executor can serve a terminal (container being made). Default 0. */
  readonly preparingMs?: number;
}

export interface SimJob {
  readonly id: number;
  readonly name: string;
  readonly projectPath: string;
  readonly webUrl: string;
  /** Resolves when the job's status is one of these. */
  until(...statuses: readonly string[]): Promise<string>;
  readonly status: string;
  /** Raw log so far, as GitLab has it. */
  readonly log: string;
  /** Ends the script now, with this exit code. */
  finishScript(exitCode?: number): void;
  /** Ends everything at once; as the API's cancel. `force` as an old runner's cancel. */
  cancel(): void;
  /** The runner process: SIGKILL drops everything, SIGTERM ends with `Terminal disconnected`. */
  stopRunner(signal: 'SIGTERM' | 'SIGKILL' | 'SIGQUIT'): void;
  /** The terminal that is connected now. */
  readonly terminal: SimTerminal | null;
}

export interface SimTerminal {
  /** Bytes sent to the client and got from it so far. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /**
   * As if the shell had printed it, cut into frames as always, but as fast as the client takes it: a pty passes on some
   * 45 MB/s, and takes most of a core for it. Resolves when all is on its way, or the client gone.
   */
  print(bytes: Buffer): Promise<void>;
  /** Cuts the TCP connection as a proxy or network would. */
  drop(): void;
  /** Stops answering anything, keeping TCP open (half-open connection). */
  freeze(): void;
}

export interface Fault {
  /** Which requests; a prefix below the root, or a pattern over the path. */
  readonly path: RegExp;
  readonly method?: string;
  /** Answer this instead. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** Or wait first. */
  readonly delayMs?: number;
  /** Or cut the connection: before anything is done, or once all is done and only the answer is missing. */
  readonly cut?: boolean | 'answer';
  /** How often; default for ever. */
  readonly times?: number;
}

export interface SimAnnouncement {
  readonly message: string;
  /** Shown from and until then, by GitLab's clock. Default: for an hour from now. */
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** Pages that show it, with `*`; default all. */
  readonly targetPath?: string;
  readonly targetAccessLevels?: readonly number[];
  readonly type?: 'banner' | 'notification';
}

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface SimInstance {
  readonly name: string;
  /** Base URL with root, without trailing slash. */
  readonly url: string;
  /** Scheme, host and port on which it listens. */
  readonly listening: string;
  /** PEM of the CA that signed the server's certificate; null without TLS. */
  readonly caPem: string | null;
  /** Key and certificate for 127.0.0.1 from that CA, for other servers of the same company; null without TLS. */
  readonly tls: { readonly key: string; readonly cert: string } | null;

  addUser(options: {
    readonly username: string;
    readonly name?: string;
    readonly password?: string;
    readonly otp?: string;
  }): SimUser;
  /** Scopes default to `['api']`; expiry as `YYYY-MM-DD`, default in a year. */
  addToken(
    user: SimUser,
    options?: { readonly scopes?: readonly string[]; readonly expiresAt?: string | null; readonly name?: string },
  ): SimToken;
  revokeToken(token: SimToken): void;
  /** From now on this user has to accept terms before anything else, on pages and on the API. */
  requireTerms(user: SimUser): void;
  /** Puts a button for it on the sign-in page. */
  offerSingleSignOn(provider: { readonly url: string; readonly secret: string }): void;
  tokensOf(user: SimUser): readonly {
    readonly id: number;
    readonly value: string;
    readonly name: string;
    readonly scopes: readonly string[];
    readonly expiresAt: string | null;
    readonly revoked: boolean;
  }[];
  /** Value of a fresh `_gitlab_session` for this user. */
  signIn(user: SimUser): string;
  /** Ends every web session of the user. */
  signOut(user: SimUser): void;
  addProject(
    path: string,
    options?: {
      readonly visibility?: 'private' | 'internal' | 'public';
      readonly archived?: boolean;
      /** `build_timeout`. Default 3600 s. */
      readonly timeoutSeconds?: number;
    },
  ): SimProject;
  /** Access level as GitLab counts: 20 reporter, 30 developer, 40 maintainer; 0 removes. */
  setMember(project: SimProject, user: SimUser, level: number): void;
  /** Read-only from now on, or no longer. */
  setArchived(project: SimProject, archived: boolean): void;
  addPipeline(
    project: SimProject,
    options: { readonly user: SimUser; readonly ref?: string; readonly source?: string; readonly parent?: SimPipeline },
  ): SimPipeline;
  addJob(pipeline: SimPipeline, options: JobOptions): SimJob;
  /** Starts a job that waits. */
  runJob(job: SimJob): void;
  /** Into the runners' queue, as when the jobs before it have passed; one takes it after `runnerTakesMs`. */
  queueJob(job: SimJob): void;
  /** Since a job before it has failed. */
  skipJob(job: SimJob): void;
  /** As this user would on GitLab's page. */
  retryJob(job: SimJob, user: SimUser): SimJob;
  playJob(job: SimJob, user: SimUser): void;
  /** Gone with its log, as with its pipeline; the runner's next report is refused, which ends its script. */
  deleteJob(job: SimJob): void;

  /** What administrators show on every page (doc/api/broadcast_messages); all of them, the newest last. */
  announce(messages: readonly SimAnnouncement[]): void;
  /** Returns its undo. */
  addFault(fault: Fault): () => void;
  setTiming(timing: Partial<Timing>): void;
  setLimits(limits: Partial<Limits>): void;
  setSessionRules(rules: Partial<SessionRules>): void;
  /** As if so many minutes had passed for this session. */
  ageSession(session: string, minutes: number): void;
  /** Requests since the start or the last `clearSeen`, newest last. */
  readonly seen: readonly SeenRequest[];
  clearSeen(): void;
  /** Subscriptions of `/-/cable` that are confirmed now. */
  readonly subscriptions: number;
  /** Refuses new connections and cuts the old, as a network loss would; `online` undoes. */
  offline(): void;
  online(): Promise<void>;
  dispose(): Promise<void>;
}
