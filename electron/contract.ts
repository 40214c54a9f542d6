/**
 * Everything that crosses between core and renderer: values, calls, one-way sends, events, failures.
 * Both doors carry exactly this. No value in this file ever holds a secret on its way to the renderer;
 * secrets appear only as arguments of calls, on their way in.
 *
 * Times are milliseconds since the epoch by the core's clock unless a name says otherwise.
 */

// ── Failures ────────────────────────────────────────────────────────────────

/** Closed set; the renderer has one table that turns a kind into a heading and actions. */
export type FailureKind =
  | 'bad-address' // the text is no URL of a server
  | 'not-a-gitlab' // something answers there, but no GitLab
  | 'wrong-path' // a GitLab is there, below another relative root
  | 'offline' // no connection: DNS, refused, unreachable, timed out
  | 'tls-untrusted' // certificate not trusted; `certificate` says whose
  | 'bad-certificate' // the CA given by the user is no usable PEM
  | 'unauthorized' // the API token is refused (401)
  | 'no-credentials' // the account has neither an API token nor a web session (any more)
  | 'token-expired' // the API token is known to be expired or revoked
  | 'missing-scope' // the API token works but lacks read_api
  | 'session-refused' // the web session is not signed in
  | 'wrong-user' // web session and API token belong to different users
  | 'forbidden'
  | 'not-found'
  | 'rate-limited' // `retryAfterMs` says how long
  | 'server-error'
  | 'duplicate-account'
  | 'no-account' // nothing added for that instance, or unknown account id
  | 'no-terminal' // the job has no terminal for this user now
  | 'not-started' // it is still to start; `waitFor` says what may be waited for
  | 'no-api-scope' // acting on a job needs an API token with the scope `api`, or a web session
  | 'vault-locked'
  | 'wrong-passphrase'
  | 'bad-input' // arguments refused by the validator
  | 'managed' // the administrator's policy does not allow it
  | 'bad-update' // what the update server gave is damaged or not genuine
  | 'cancelled'
  | 'disk'
  | 'internal';

export interface Failure {
  readonly kind: FailureKind;
  /** A sentence for people; never a secret, never a URL with a query. */
  readonly message: string;
  /** What to do now, as a sentence; null when nothing helps. */
  readonly next: string | null;
  readonly certificate?: CertificateSummary;
  readonly retryAfterMs?: number;
  /** For `wrong-path`: the address that seems right. For `no-account`: what to add an account for. */
  readonly suggestedUrl?: string;
  /** For `not-started`: the pipeline, and the job in it that was meant; null = the pipeline as such. */
  readonly waitFor?: { readonly pipeline: PipelineRef; readonly jobKey: JobKey | null };
}

export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256, upper-case hex pairs joined by colons. */
  readonly fingerprint256: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** Why it is refused, as OpenSSL names it, e.g. `UNABLE_TO_VERIFY_LEAF_SIGNATURE`; null for a CA in use. */
  readonly problem: string | null;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

// ── Accounts ────────────────────────────────────────────────────────────────

export type AccountId = string;

export interface Instance {
  /** Base URL without trailing slash, relative root included: `https://git.example.org/gitlab`. */
  readonly url: string;
  /** Host, port and root, for people: `git.example.org/gitlab`. */
  readonly name: string;
  /** Server version as `/metadata` says it; null until known. */
  readonly version: string | null;
  /** CA the user gave for this instance only; null = the system's trust. */
  readonly ca: CertificateSummary | null;
}

export interface GitlabUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
}

export type TokenState =
  | { readonly status: 'unchecked' }
  | { readonly status: 'locked' } // in the vault, which is locked
  | { readonly status: 'missing' } // kept in memory only and gone, or never given
  | {
      readonly status: 'ok';
      readonly scopes: readonly string[];
      /** The first moment at which it is worth nothing; null = none is known. */
      readonly expiresAt: number | null;
      /** GitLab has said so itself, also that there is none; false where it does not tell (OAuth, fine-grained tokens). */
      readonly expiryTold: boolean;
    }
  | { readonly status: 'refused'; readonly failure: Failure };

/** How the API token can get more time. */
export type TokenRenewal =
  /** GitLab makes a new one for it (rotation), and the old one dies with that, for every program that uses it. */
  | { readonly status: 'possible' }
  /** A new one has to be made on GitLab's page and pasted. `why` is a sentence. */
  | { readonly status: 'by-hand'; readonly why: string }
  | { readonly status: 'under-way' }
  /** GitLab was asked and no answer came: whether the old one still lives is found out without asking for it again. */
  | { readonly status: 'unclear'; readonly since: number; readonly message: string }
  /** The new one works and could not be stored (yet); tried again by itself. */
  | { readonly status: 'not-stored'; readonly message: string };

export type WebSessionState =
  | { readonly status: 'unchecked' }
  | { readonly status: 'locked' }
  | { readonly status: 'missing' }
  | {
      readonly status: 'ok';
      readonly checkedAt: number;
      /** When it ends unless it is used before. GitLab can end any session sooner, and says nothing then. */
      readonly expiresAt: number;
      /** `told`: its cookie says so. `guessed`: GitLab's own default since the last use, which an administrator may have changed. */
      readonly expirySure: 'told' | 'guessed';
      /** `use` of it gives it more time; `sign-in`: the server has not given it more, however it was used. */
      readonly renewedBy: 'use' | 'sign-in';
    }
  | { readonly status: 'refused'; readonly failure: Failure };

export type Reach =
  | { readonly status: 'unknown' }
  | { readonly status: 'online'; readonly latencyMs: number; readonly at: number }
  | { readonly status: 'unreachable'; readonly failure: Failure; readonly since: number };

export interface Account {
  readonly id: AccountId;
  /** Given by the user; defaults to the instance's name. */
  readonly label: string;
  /** Index into the renderer's palette of account colours, 0 to 7. */
  readonly colour: number;
  readonly instance: Instance;
  readonly user: GitlabUser;
  readonly tokenState: TokenState;
  readonly tokenRenewal: TokenRenewal;
  /** Days before its end at which the token is renewed without asking; null = only when asked. */
  readonly renewTokenDays: number | null;
  /** Minutes before the end of its terminals at which a notice is given, largest first; null = as the settings say. */
  readonly warningMinutes: readonly number[] | null;
  /** What its terminals print is kept as transcripts. */
  readonly keepTranscripts: boolean;
  readonly sessionState: WebSessionState;
  readonly reach: Reach;
}

export interface NewAccount {
  /** Pasted in any form: host, instance URL, project URL, job URL. */
  readonly address: string;
  /** Null = none yet: the list is then read by the web session, which must be given. */
  readonly token: string | null;
  /** Value of `_gitlab_session`, or a whole `Cookie` header line; null = none yet. */
  readonly sessionCookie: string | null;
  /** PEM of a CA to trust for this instance only; null = the system's trust. */
  readonly caPem: string | null;
  readonly label: string | null;
}

/** Absent members stay as they are. */
export interface AccountEdit {
  readonly label?: string;
  readonly colour?: number;
  readonly token?: string;
  readonly sessionCookie?: string;
  readonly caPem?: string | null;
  readonly renewTokenDays?: number | null;
  readonly warningMinutes?: readonly number[] | null;
  /** False: those of closed tabs stay until they are deleted. */
  readonly keepTranscripts?: boolean;
}

/**
 * A web session that is over while terminals wait for a new one: asked for once per account, whatever the number of tabs.
 * They go on by themselves once it is there.
 */
export interface SignInNeed {
  readonly accountId: AccountId;
  /** Never empty. */
  readonly sessionIds: readonly SessionId[];
}

/** What the head of the sign-in window shows: told by main, so that no page can make it say something else. */
export interface SignInHead {
  readonly purpose: 'sign-in' | 'token-page';
  /** Whose page it should be: `git.example.org/gitlab`. */
  readonly instance: string;
  /** For which account, as a name: `@rosa`; null = one that is yet to be added. */
  readonly who: string | null;
  /** The page in the window, taken apart; a query is never shown. */
  readonly address: { readonly scheme: 'https' | 'http'; readonly host: string; readonly path: string };
  /** The instance itself, or a place that its sign-in has led to. */
  readonly place: 'instance' | 'led-to';
  readonly connection: 'encrypted' | 'plain' | 'refused';
  /** The certificate that `address.host` showed; null = none seen (yet), or plain http. */
  readonly certificate: CertificateSummary | null;
  /** It rests on the CA that the user gave, or on one of this system's own. */
  readonly ownAuthority: boolean;
  readonly theme: 'light' | 'dark';
  readonly loading: boolean;
  readonly message: { readonly tone: 'plain' | 'bad'; readonly text: string } | null;
  /** Where a window that the page opened stands: a host; null = there is none. */
  readonly popUp: string | null;
  readonly can: readonly ('retry' | 'sign-out')[];
  /** How the session will be kept, where that must be said. */
  readonly note: string | null;
}

/** What its buttons do. */
export type SignInStep = 'close' | 'retry' | 'sign-out' | 'to-page';

/** What can be told of an address before any credential is typed. */
export interface InstanceProbe {
  readonly url: string;
  readonly name: string;
  /** Page that makes an API token, with name and scopes filled in. */
  readonly tokenPageUrl: string;
  readonly signInUrl: string;
}

// ── Vault ───────────────────────────────────────────────────────────────────

export type VaultState =
  /** Secrets are encrypted at rest; `backend` names by what: `gnome_libsecret`, `keychain`, `keyring`, `passphrase`… */
  | { readonly mode: 'encrypted'; readonly backend: string }
  /** A passphrase protects the file and has not been given yet. */
  | { readonly mode: 'locked' }
  /** Nothing on this system can encrypt: secrets live until the app ends. `why` is a sentence. */
  | { readonly mode: 'memory'; readonly why: string; readonly passphrasePossible: boolean };

// ── Jobs ────────────────────────────────────────────────────────────────────

/** `{account id}:{job id}`. */
export type JobKey = string;

export type JobStatus =
  | 'created'
  | 'waiting_for_resource'
  | 'preparing'
  | 'waiting_for_callback'
  | 'pending'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceled'
  | 'canceling'
  | 'skipped'
  | 'manual'
  | 'scheduled';

export type NoTerminalReason =
  | 'not-running'
  | 'not-mine' // only the starter of a job gets its terminal
  | 'instance-runner' // gitlab.com's own runners offer none
  | 'not-offered'; // GitLab itself says so: no session server, right missing, archived…

export type TerminalOffer =
  | { readonly status: 'available' }
  | { readonly status: 'unavailable'; readonly reason: NoTerminalReason }
  /** No web session, or not asked yet: an attempt may work. */
  | { readonly status: 'unknown'; readonly reason: 'no-web-session' | 'not-asked' };

export interface Job {
  readonly key: JobKey;
  readonly accountId: AccountId;
  readonly id: number;
  readonly name: string;
  readonly stage: string;
  readonly status: JobStatus;
  readonly ref: string;
  readonly projectId: number;
  readonly projectPath: string;
  readonly pipelineId: number;
  readonly pipelineIid: number | null;
  readonly webUrl: string;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Who started it; null while unconfirmed. */
  readonly starter: { readonly id: number; readonly username: string } | null;
  readonly mine: boolean;
  readonly runner: { readonly description: string; readonly type: string } | null;
  readonly tags: readonly string[];
  /** How long it may run; null = not known (yet). */
  readonly timeout: JobTimeout | null;
  readonly terminal: TerminalOffer;
}

export interface JobTimeout {
  readonly ms: number;
  /** `job`: GitLab tells it of this very job; `project`: the project's own, which the job or its runner may change. */
  readonly source: 'job' | 'project';
}

export interface AccountFeed {
  readonly accountId: AccountId;
  readonly jobs: readonly Job[];
  /** Those of `jobs` that an earlier run saw and this one has not asked about yet: they may be over. */
  readonly unconfirmed: readonly JobKey[];
  /** When `jobs` was last right; null = never. */
  readonly fetchedAt: number | null;
  readonly refreshing: boolean;
  /** Why the list is older than it should be; null = it is live. */
  readonly failure: Failure | null;
  readonly source: 'graphql' | 'rest' | null;
}

/** An account as far as the list shows it. */
export interface ListedAccount extends Pick<Account, 'id' | 'label' | 'colour'> {
  readonly instance: Pick<Instance, 'name' | 'url'>;
}

/**
 * What a page is given along with its own text: the list as it was last known, so that it is on the screen before the page
 * has asked for anything. Replaced by the first snapshot.
 */
export interface FirstList {
  readonly now: number;
  readonly accounts: readonly ListedAccount[];
  readonly feeds: readonly AccountFeed[];
  readonly settings: Pick<Settings, 'theme' | 'jobScope' | 'sidebarWidth'>;
}

// ── Waiting for jobs to start ───────────────────────────────────────────────

export interface PipelineRef {
  readonly accountId: AccountId;
  readonly projectId: number;
  readonly projectPath: string;
  readonly pipelineId: number;
}

export type ArmId = string;

export type ArmTarget =
  | { readonly what: 'job'; readonly jobKey: JobKey }
  /** `any`: one that runs already will do; `next`: only one that starts from now on. */
  | { readonly what: 'name'; readonly pipeline: PipelineRef; readonly name: string; readonly which: 'any' | 'next' };

/** Why a wait is over without a terminal. */
export type ArmEnd =
  | 'finished' // before its terminal could be opened
  | 'skipped'
  | 'cancelled'
  | 'not-mine' // somebody else has become its starter
  | 'no-such-job' // the pipeline is over, and no such job has run in it
  | 'gone'; // GitLab does not know it (any more), or hides it

export type ArmedState =
  /** `message`: what it waits for, as a sentence. `startsAt`: when GitLab says that it will start; null = not known. */
  | { readonly status: 'waiting'; readonly message: string; readonly startsAt: number | null }
  /** GitLab cannot be asked just now; goes on by itself. */
  | { readonly status: 'delayed'; readonly failure: Failure; readonly since: number }
  /** It runs, and its terminal is being opened: the next state of things is a session. */
  | { readonly status: 'opening' }
  /** Stays until it is disarmed. `message`: full sentences, with what may be done. */
  | { readonly status: 'over'; readonly end: ArmEnd; readonly message: string; readonly at: number };

/** A job that the user waits for: its terminal is opened the moment it runs. Kept over a restart. */
export interface Armed {
  readonly id: ArmId;
  readonly pipeline: PipelineRef;
  readonly name: string;
  /** The job that it will be, as seen last; null while there is none by that name. */
  readonly job: Job | null;
  readonly because: 'armed' | 'retried' | 'played';
  readonly since: number;
  readonly state: ArmedState;
  /** It would start now and find no web session: the user should sign in first. */
  readonly needsSignIn: boolean;
}

/** The jobs of a pipeline that have not started, in the order of GitLab's ids. */
export interface UpcomingJobs {
  readonly pipeline: PipelineRef;
  readonly ref: string;
  readonly webUrl: string;
  readonly jobs: readonly UpcomingJob[];
}

export interface UpcomingJob {
  readonly job: Job;
  /** Why it cannot be waited for, as a sentence: its terminal will be somebody else's. */
  readonly refusal: string | null;
}

// ── Terminal sessions ───────────────────────────────────────────────────────

export type SessionId = string;

export type ConnectPhase =
  | 'checking' // asking GitLab about the job and renewing the web session
  | 'dialing' // the socket is being opened; GitLab may wait up to 75 s for the runner
  | 'retrying'; // a pause before the next attempt; `nextTryAt` says until when

export type EndingReason =
  | 'script-finished' // docker-like: the shell died with the script
  | 'job-finished' // the job is over, and with it the shell
  | 'hold-used-up' // session_timeout reached
  | 'job-cancelled'
  | 'job-timeout'
  | 'shell-left' // exit or Ctrl-D
  | 'in-use' // another client holds the one terminal
  | 'in-use-or-unreachable' // the two cannot be told apart
  | 'not-ready' // the runner had no terminal within its wait
  | 'no-terminal' // GitLab offers none; the failure says why
  | 'signed-out'
  | 'permission-lost'
  | 'network-lost'
  | 'proxy-blocks-websocket'
  | 'rate-limited'
  | 'runner-stopped'
  | 'server-refused'
  | 'closed-by-me'
  | 'let-finish' // the user ended the hold on purpose
  | 'app-closed' // recorded for sessions found after a restart
  | 'local-exit'; // a local shell ended

export type NextStep = 'reconnect' | 'sign-in' | 'open-job-page' | 'retry-job' | 'check-network' | 'close' | 'wait';

export interface Ending {
  readonly reason: EndingReason;
  /** `likely` where GitLab's silence leaves more than one cause. */
  readonly certainty: 'certain' | 'likely';
  readonly at: number;
  /** How long the shell was open; null when it never was. */
  readonly livedMs: number | null;
  /** Full sentences: what happened, and why we think so. */
  readonly message: string;
  readonly next: readonly NextStep[];
}

export interface Hold {
  /** The limit as the runner wrote it. */
  readonly limitMs: number;
  readonly startedAt: number;
  readonly endsAt: number;
  /** `log-mark`: from the section mark of the hold line; `log-line`: from when the line was seen, up to 3 s late. */
  readonly source: 'log-mark' | 'log-line';
}

export type LimitKind =
  | 'hold' // the script is over, and the open terminal keeps the job for a while
  | 'hold-to-come' // what follows the script: how long the job is held then
  | 'script-end' // the shell goes with the script, without a hold, as in containers
  | 'job-timeout'
  | 'cancel' // asked for, and on its way to the runner
  | 'access-lost' // GitLab refuses the user already, and cuts the terminal at its next check
  | 'web-session' // its end; the terminal is cut at GitLab's next check
  | 'token' // its end; the terminal goes on
  | 'maintenance'; // announced by the instance

/** One thing that can end a terminal. */
export interface SessionLimit {
  readonly kind: LimitKind;
  /** When; null = no moment is known: it comes with an event (the script's end, say). */
  readonly at: number | null;
  /** How long it lasts, where it has a length; counted from an event where `at` is null. */
  readonly lengthMs: number | null;
  /** `certain`: told, to about a second; `likely`: worked out from what was told; `guessed`: rests on a default. */
  readonly certainty: 'certain' | 'likely' | 'guessed';
  readonly source: 'log' | 'job' | 'project' | 'seen-before' | 'default' | 'status' | 'account' | 'announcement';
  /** False = the shell goes on: not to be counted down as its end. */
  readonly endsTerminal: boolean;
  /** Its name, as a heading: `Job timeout`. */
  readonly title: string;
  /** Where this comes from, and how sure it is; sentences. */
  readonly why: string;
  /** What comes after it, and what can be done; sentences. */
  readonly afterwards: string;
  /** What the instance's administrators wrote: plain text, theirs; null where nobody did. */
  readonly quote: string | null;
}

export type SessionState =
  | {
      readonly status: 'connecting';
      readonly phase: ConnectPhase;
      readonly since: number;
      readonly attempt: number;
      readonly nextTryAt: number | null;
      /** The pause may be cut short; false while there is none, and where the server asked for it. */
      readonly canTryNow: boolean;
      /** What the wait is for, as a sentence. */
      readonly message: string;
    }
  | { readonly status: 'open'; readonly since: number }
  | { readonly status: 'held'; readonly since: number; readonly hold: Hold }
  | { readonly status: 'ended'; readonly ending: Ending };

/** `prompt`: waits for a command; `busy`: a command of it runs; `screen`: a program has the whole terminal. */
export type ShellDoing = 'prompt' | 'busy' | 'screen' | 'unknown';

/** Where a shell began; on the shell executor that is not the build directory, and the job's variables are not there. */
export interface ShellPlace {
  /** Null = not known. */
  readonly directory: string | null;
  readonly hasJobVariables: boolean;
  readonly buildDirectory: string | null;
  /** Going there is to be offered: it is known, the shell is elsewhere, and the user has neither answered nor run anything. */
  readonly offered: boolean;
}

/** Whether the shell goes on while its connection is cut, in tmux, screen or dtach. */
export type ShellKept =
  | { readonly status: 'off' }
  /** From its next empty prompt on. */
  | { readonly status: 'starting' }
  /** `resumedAt`: when this connection found it again; null = this connection began it. */
  | { readonly status: 'kept'; readonly by: 'tmux' | 'screen' | 'dtach'; readonly resumedAt: number | null }
  /** It was wanted and cannot be: the job has none of the three, or its shell is none that we know. */
  | { readonly status: 'refused'; readonly why: 'none-there' | 'unknown-shell' };

/** What is known of the shell behind a terminal by what it prints: GitLab itself tells nothing of it. */
export interface ShellFacts {
  readonly doing: ShellDoing;
  /** The window size that it was told; null = none, so its programs draw for 80 × 24. */
  readonly size: { readonly columns: number; readonly rows: number } | null;
  /**
   * `waiting`: told as soon as the shell is at an empty prompt; `failed`: it did not answer as a shell would, and is not
   * asked again by itself; `impossible`: PowerShell.
   */
  readonly sizing: 'idle' | 'waiting' | 'telling' | 'failed' | 'impossible';
  readonly place: ShellPlace | null;
  /** It is being left: `stopping` by Ctrl-C, then `leaving` by Ctrl-D; null = it is not. */
  readonly leaving: 'stopping' | 'leaving' | null;
}

/** `runs-on`: something in it does not stop for Ctrl-C, or the shell not for Ctrl-D. */
export type LeaveOutcome = 'left' | 'runs-on' | 'cancelled';

/** What changes all the time while a terminal is used, and concerns nobody but those who show it. */
export interface SessionCounters {
  readonly roundTripMs: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bytes received and not yet acknowledged by the view. */
  readonly backlogBytes: number;
  /** Bytes the user sent that still wait to go out (a large paste). */
  readonly inputPendingBytes: number;
}

/** A tab's terminal, but for its counters. */
export interface SessionFacts {
  readonly id: SessionId;
  readonly kind: 'job' | 'local';
  /** Null for a local shell. */
  readonly job: Job | null;
  readonly title: string;
  readonly state: SessionState;
  /** The connection answers our pings; false = nothing heard for 20 s. Meaningless unless open or held. */
  readonly answering: boolean;
  /**
   * While it does not answer: when this connection is given up and another opened. Null in a hold, where the job would end
   * with the connection, so it is waited for.
   */
  readonly givesUpAt: number | null;
  /** The disk budget is used up, and the shell is being read slowly. */
  readonly slowed: boolean;
  /** How many shells this tab has had; 2 and more = reconnected, the earlier shells are gone. */
  readonly shellNumber: number;
  /** As it was last, while there is no connection. */
  readonly kept: ShellKept;
  /** The runner's executor as the job's log names it: `shell`, `docker`, `kubernetes`…; null = not known (yet). */
  readonly executor: string | null;
  /** Null for local shells, and while none is open. */
  readonly shell: ShellFacts | null;
  /**
   * All that is known to be able to end it: those with a moment that end the terminal first, the nearest in front; then
   * those that come with an event; then those that leave the shell. Empty unless open or held.
   */
  readonly limits: readonly SessionLimit[];
}

export interface TerminalSession extends SessionFacts, SessionCounters {}

/** Where a session's output begins for a view that attaches. */
export interface StreamStart {
  /** First byte that will be sent. Everything before it is gone. */
  readonly from: number;
  /**
   * Bytes before this offset have been shown once: while they are parsed again,
   * the view must not send the terminal's own answers (cursor reports and the like).
   */
  readonly liveFrom: number;
}

export interface Attachment extends StreamStart {
  /**
   * What its tab showed in earlier runs of the app, to be shown above: lines of text with colours, and nothing else. Empty
   * where there is nothing, or nothing to be had now.
   */
  readonly earlier: string;
}

/** What a session printed from `offset` on. */
export interface Output {
  readonly sessionId: SessionId;
  readonly offset: number;
  /** In core a part of a larger memory, which nobody writes to any more. */
  readonly bytes: Uint8Array;
  /** Between what the view was sent before and this. */
  readonly leftOut: LeftOut | null;
}

/** A stretch that would have scrolled out of the view unseen: the view is the same without it, once it has set the colours. */
export interface LeftOut {
  readonly from: number;
  readonly to: number;
  /** SGR sequences, ASCII. */
  readonly colours: string;
}

// ── Transcripts ─────────────────────────────────────────────────────────────

/** What a session printed, from its first byte, also after its tab is closed. Never what was typed, unless the shell echoed it. */
export interface Transcript {
  /** The session's. */
  readonly id: SessionId;
  /** Null for a local shell. The account may have been removed since. */
  readonly accountId: AccountId | null;
  readonly instance: string | null;
  readonly job: Pick<Job, 'key' | 'id' | 'name' | 'projectPath' | 'pipelineId' | 'ref' | 'webUrl'> | null;
  readonly title: string;
  readonly startedAt: number;
  /** Null = its tab is open. */
  readonly endedAt: number | null;
  readonly shells: number;
  readonly ending: EndingReason | null;
  /** Output that is kept. */
  readonly bytes: number;
  /** Output before that, which had to make room. */
  readonly droppedBytes: number;
  readonly diskBytes: number;
  /** `no-key`: encrypted by a keyring that is not there. */
  readonly readable: 'yes' | 'vault-locked' | 'no-key';
}

export interface TranscriptsState {
  readonly count: number;
  readonly diskBytes: number;
  /**
   * `disk`: kept until they make room or are deleted; `run`: nothing on this system can encrypt, so they end with the app;
   * `locked`: the same until the secrets are unlocked.
   */
  readonly keeping: 'disk' | 'run' | 'locked';
}

export type TranscriptFormat = 'text' | 'ansi' | 'html' | 'asciicast';

export type ExportId = string;

export interface TranscriptExport {
  readonly id: ExportId;
  readonly transcriptId: SessionId;
  readonly format: TranscriptFormat;
  readonly fileName: string;
  /** Of the output. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly state:
    | { readonly status: 'running' }
    /** `folder`: where the file is; null = the browser has it. */
    | { readonly status: 'done'; readonly folder: string | null }
    | { readonly status: 'failed'; readonly failure: Failure };
}

/** A piece of a transcript, as it was printed. */
export interface TranscriptPart {
  readonly from: number;
  /** One past its last byte. */
  readonly to: number;
  /** The whole transcript's. */
  readonly start: number;
  readonly end: number;
  /** What is given at once at most. */
  readonly mostBytes: number;
  /** Of the view in which it was shown first. */
  readonly columns: number;
  readonly base64: string;
}

// ── Notices ─────────────────────────────────────────────────────────────────

export type NoticeKind =
  | 'session-held'
  | 'session-ending'
  | 'session-ended'
  | 'job-finished'
  | 'job-started' // one that was waited for: its terminal is open
  | 'wait-over' // a wait for a job is over without a terminal
  | 'token-expiring'
  | 'token-renewed'
  | 'token-not-renewed'
  | 'token-refused'
  | 'web-session-expiring'
  | 'web-session-refused'
  | 'file-set-aside'
  | 'policy'
  | 'vault';

export type NoticeAction =
  | { readonly do: 'show-session'; readonly sessionId: SessionId }
  | { readonly do: 'reconnect'; readonly sessionId: SessionId }
  /** `retryWithTerminal`. */
  | { readonly do: 'retry-job'; readonly jobKey: JobKey }
  | { readonly do: 'sign-in'; readonly accountId: AccountId }
  | { readonly do: 'edit-account'; readonly accountId: AccountId }
  /** Shows the dialog that renews the token. */
  | { readonly do: 'renew-token'; readonly accountId: AccountId }
  /** Puts a text of Jobdeck's own into the clipboard: a setting for whoever runs the runner. */
  | { readonly do: 'copy'; readonly label: string; readonly text: string }
  | { readonly do: 'open-url'; readonly label: string; readonly url: string }
  | { readonly do: 'open-settings' };

/** How far a notice goes: nowhere, into the list, to the desktop, to the desktop with a sound. */
export type NoticeReach = 'off' | 'list' | 'notify' | 'sound';

/** What a notice is about, for rules and for grouping. */
export interface NoticeSubject {
  readonly accountId: AccountId | null;
  readonly projectPath: string | null;
  readonly jobKey: JobKey | null;
  readonly jobName: string | null;
}

export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly urgency: 'calm' | 'soon' | 'now';
  readonly at: number;
  readonly title: string;
  readonly body: string;
  /** At most two. */
  readonly actions: readonly NoticeAction[];
  readonly read: boolean;
  /** One for each job that it is about, or for the account; none for what concerns the app as a whole. */
  readonly about: readonly NoticeSubject[];
  /** As the user's rules have it; `list` for what an earlier run told. */
  readonly reach: Exclude<NoticeReach, 'off'>;
}

/** What the desktop is to show of one or more notices, by the user's rules. Nothing in it needs cleaning. */
export interface Announcement {
  readonly id: string;
  readonly noticeIds: readonly string[];
  readonly urgency: Notice['urgency'];
  readonly title: string;
  readonly body: string;
  readonly sound: boolean;
  /** At most two. */
  readonly actions: readonly NoticeAction[];
  /** Shown also while a window is in front: the user has just asked for it. */
  readonly always: boolean;
}

/** Hours in which the desktop is left alone, local time. */
export interface QuietHours {
  readonly on: boolean;
  /** Minutes since midnight. `until` is not within; an `until` before `from` is on the next day. */
  readonly from: number;
  readonly until: number;
  /** On which they begin, 0 = Sunday. */
  readonly days: readonly number[];
  /** What is urgent is shown all the same. */
  readonly letUrgent: boolean;
}

export interface ProjectNoticeRule {
  /** A project's path, or one with `*` (within a name) and `**` (over several). */
  readonly pattern: string;
  /** `mute`: list only. `urgent`: to the desktop only what is urgent. */
  readonly rule: 'mute' | 'urgent';
}

// ── Settings ────────────────────────────────────────────────────────────────

/** Colours as `#rrggbb`; the selection may have an opacity, `#rrggbbaa`. Null = made from the others. */
export interface TerminalColours {
  readonly background: string;
  readonly foreground: string;
  readonly cursor: string | null;
  readonly cursorText: string | null;
  readonly selection: string | null;
  /** Sixteen: black to white, then the bright ones. */
  readonly ansi: readonly string[];
}

export interface OwnTerminalTheme {
  readonly id: string;
  readonly name: string;
  readonly colours: TerminalColours;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly jobScope: 'mine' | 'all';
  readonly terminalFontSize: number;
  readonly terminalFontFamily: string;
  readonly scrollbackLines: number;
  readonly cursorBlink: boolean;
  readonly copyOnSelect: boolean;
  readonly renderer: 'auto' | 'webgl' | 'dom';
  readonly confirmMultilinePaste: boolean;
  /** When a job's shell is told the window size: at open and whenever it changes, at open only, or when asked. */
  readonly shellSize: 'follow' | 'open' | 'never';
  /** Shells of jobs go on over a drop, in tmux, screen or dtach where the job has one. */
  readonly keepShells: boolean;
  readonly screenReader: boolean;
  /** Names of terminal themes of ours, or `own:` and the id of one of `terminalThemes`; one that is not there is ours. */
  readonly terminalThemeDark: string;
  readonly terminalThemeLight: string;
  /** What the user brought along. */
  readonly terminalThemes: readonly OwnTerminalTheme[];
  /** Text is moved to at least this contrast with what is behind it, 1 (as it came) to 21. */
  readonly minimumContrast: number;
  /** In heights of the font. */
  readonly lineHeight: number;
  /** Pixels between characters. */
  readonly letterSpacing: number;
  readonly ligatures: boolean;
  readonly cursorStyle: 'block' | 'bar' | 'underline';
  readonly bell: 'off' | 'mark' | 'flash' | 'sound';
  /** `auto`: as this system's own terminals do. */
  readonly rightClick: 'auto' | 'menu' | 'paste';
  readonly middleClick: 'auto' | 'paste' | 'off';
  /** Where a double click stops. */
  readonly wordSeparators: string;
  /** A program puts something into the clipboard (OSC 52). */
  readonly programCopies: 'ask' | 'never';
  /** Pictures in terminals (sixel, iTerm). A page shows them by what this was when the page was loaded. */
  readonly terminalImages: boolean;
  /** In the order in which they are offered. */
  readonly snippets: readonly Snippet[];
  readonly desktopNotifications: boolean;
  /** Names of jobs and accounts in notifications, which a locked screen may show; false = only what has happened. */
  readonly notificationNames: boolean;
  /** Absent = the kind's own. */
  readonly noticeKinds: Readonly<Partial<Record<NoticeKind, NoticeReach>>>;
  /** The first that fits a project counts. */
  readonly noticeProjects: readonly ProjectNoticeRule[];
  readonly quietHours: QuietHours;
  /** Minutes before the end of a terminal at which a notice is given, largest first. */
  readonly holdWarningMinutes: readonly number[];
  /** Days before a token or a web session ends at which a notice is given, largest first. */
  readonly expiryWarningDays: readonly number[];
  /** Use each web session now and then, so that GitLab does not end it for want of use while the app runs. */
  readonly keepSignedIn: boolean;
  /** Width of the job list in CSS pixels. */
  readonly sidebarWidth: number;
  /** Look for updates and fetch them by itself; false = only when asked. */
  readonly automaticUpdates: boolean;
  /** Desktop door only, like all below: an icon in the tray or menu bar. */
  readonly tray: boolean;
  /** What closing the last window means while there is a tray icon; `ask` until the user has said. */
  readonly closeToTray: 'ask' | 'keep' | 'quit';
  readonly startAtLogin: boolean;
  /** In Electron's words, e.g. `Ctrl+Alt+J`; null = none. */
  readonly globalShortcut: string | null;
  /** The menu bar in the window, off macOS. */
  readonly menuBar: boolean;
  /** For which terminals this computer is kept from going to sleep by itself; both doors. */
  readonly keepAwake: 'held' | 'open' | 'never';
  /** Keep the job lists on this disk, so that the next start has them at once; both doors. */
  readonly rememberJobs: boolean;
  /** What terminals' output may take of the disk, over all of them, in MiB; both doors, like all below. */
  readonly transcriptMegabytes: number;
  /** Transcripts older than this are deleted. */
  readonly transcriptDays: number;
  /** Keep what local shells print, too. */
  readonly transcriptLocalShells: boolean;
}

/** A command by name. Its text may hold placeholders, which the view fills in (docs/snippets.md). */
export interface Snippet {
  readonly name: string;
  readonly text: string;
  /** Enter is sent with it by default. */
  readonly run: boolean;
}

// ── Policy ──────────────────────────────────────────────────────────────────

/** An instance that the administrator offers for the first account. */
export interface OfferedInstance {
  readonly address: string;
  readonly label: string;
  /** A page that says how to get access. */
  readonly helpUrl: string | null;
  /** The policy brings a CA for it. */
  readonly hasCa: boolean;
}

/** What an administrator has decided for this machine. */
export interface ManagedPolicy {
  readonly managed: boolean;
  readonly file: string | null;
  readonly instances: readonly OfferedInstance[];
  readonly onlyTheseInstances: boolean;
  readonly lockedSettings: readonly (keyof Settings)[];
  readonly proxyManaged: boolean;
  readonly localShell: boolean;
}

// ── Updates ─────────────────────────────────────────────────────────────────

export interface Update {
  readonly version: string;
  readonly releasedAt: number | null;
  /** Plain text. */
  readonly notes: string | null;
  readonly bytes: number | null;
}

export type UpdateState =
  /** This copy is not updated by itself; `why` is full sentences, with what does update it. */
  | { readonly status: 'off'; readonly why: string }
  | { readonly status: 'idle' }
  | { readonly status: 'checking' }
  | {
      readonly status: 'none';
      readonly checkedAt: number;
      /** There is one, which the administrator's policy lets through only then. */
      readonly heldBack: { readonly version: string; readonly until: number } | null;
    }
  | { readonly status: 'available'; readonly update: Update }
  | {
      readonly status: 'downloading';
      readonly update: Update;
      readonly doneBytes: number;
      readonly totalBytes: number | null;
      readonly bytesPerSecond: number;
    }
  /** Fetched and verified; installed when Jobdeck is closed, or restarted now. */
  | { readonly status: 'ready'; readonly update: Update }
  | { readonly status: 'failed'; readonly doing: 'check' | 'download' | 'install'; readonly failure: Failure };

// ── The desktop around the app ──────────────────────────────────────────────

export interface DesktopState {
  /** `missing`: this desktop shows no tray icons, as far as can be told. */
  readonly tray: 'shown' | 'off' | 'missing';
  /** Why starting at login could not be changed, as a sentence; null when all is well. */
  readonly startAtLoginProblem: string | null;
  /** Why the global shortcut does not work, as a sentence; null when it works or none is wanted. */
  readonly shortcutProblem: string | null;
  /** Wayland: the desktop decides whether a global shortcut reaches the app. */
  readonly wayland: boolean;
}

/** What the application menu asks of the page, which does the same as for its own keys and buttons. */
export type MenuCommand =
  | 'settings'
  | 'palette'
  | 'wait-for-job'
  | 'local-shell'
  | 'close-tab'
  | 'next-tab'
  | 'previous-tab'
  | 'job-list'
  | 'toggle-job-list'
  | 'refresh-jobs'
  | 'find'
  | 'clear'
  | 'reconnect'
  | 'split-right'
  | 'split-down'
  | 'zoom-pane'
  | 'even-panes'
  | 'grid'
  | 'show-alone'
  | 'broadcast'
  | 'save-seen'
  | 'save-everything'
  | 'snippets'
  | 'search-everywhere'
  | 'switch-tab'
  | 'larger-text'
  | 'smaller-text'
  | 'usual-text';

/** Whether the computer that Jobdeck runs on is being kept from going to sleep by itself. */
export type AwakeState =
  /** No terminal asks for it. */
  | { readonly status: 'idle' }
  | { readonly status: 'awake'; readonly sessionIds: readonly SessionId[] }
  /** It is wanted, and this system offers no way; `why` is full sentences, with what to do instead. */
  | { readonly status: 'unable'; readonly sessionIds: readonly SessionId[]; readonly why: string };

// ── The whole ───────────────────────────────────────────────────────────────

export interface AppInfo {
  readonly version: string;
  readonly door: 'desktop' | 'browser';
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly demo: boolean;
  readonly localShell: boolean;
  /** GitLab's own sign-in page can be shown in a window; where it cannot, the session cookie is pasted. */
  readonly signInWindow: boolean;
  readonly dataDir: string;
}

export interface Snapshot {
  readonly app: AppInfo;
  readonly now: number;
  readonly accounts: readonly Account[];
  readonly feeds: readonly AccountFeed[];
  readonly sessions: readonly TerminalSession[];
  readonly notices: readonly Notice[];
  readonly signIns: readonly SignInNeed[];
  readonly armed: readonly Armed[];
  readonly transcripts: TranscriptsState;
  readonly exports: readonly TranscriptExport[];
  readonly settings: Settings;
  readonly vault: VaultState;
  readonly policy: ManagedPolicy;
  readonly updates: UpdateState;
  readonly awake: AwakeState;
  /** Which terminals stand together, as the pages last told it; empty = nobody has. Theirs alone to read. */
  readonly layout: string;
  /** Null on the browser door. */
  readonly desktop: DesktopState | null;
}

/** Answered. Each resolves with its value or with a failure; none throws across the border. */
export interface Calls {
  /** Everything a view needs to start. */
  snapshot(): Snapshot;

  /** Reads the address, reaches the server and finds its relative root. No credential is sent. */
  probeInstance(address: string, caPem: string | null): InstanceProbe;
  /** Tries the credentials against the server first; stores only what works. */
  addAccount(account: NewAccount): AccountId;
  editAccount(accountId: AccountId, edit: AccountEdit): void;
  /** Forgets the account and its secrets; ends its sessions. */
  removeAccount(accountId: AccountId): void;
  /**
   * Shows GitLab's sign-in page in a window of its own; resolves once the account's user is signed in, checked and kept,
   * and `cancelled` when the window is closed before. A second call while it is open brings it to the front.
   */
  signIn(accountId: AccountId): void;
  /** The same for an account that is not there yet: needs no more than the address. */
  addAccountBySignIn(address: string, caPem: string | null): AccountId;
  /** Closes the windows of `addAccountBySignIn`, which then reject with `cancelled`. */
  cancelSignIn(): void;
  /** GitLab's page for a new API token, name and scope filled in, signed in as the account. Resolves when it is closed. */
  openTokenPage(accountId: AccountId): void;
  /**
   * Lets GitLab make a new API token in place of the account's; the old one dies at once, wherever else it is used.
   * `expiresOn` is a day as `YYYY-MM-DD` at whose start (UTC) the new one ends; null = as GitLab decides.
   * Resolves with the new end when the new token is stored and has been tried. Nothing is asked of GitLab unless the
   * new token can be kept: `vault-locked`, `disk`. Rejects with `bad-input` where GitLab wants another day.
   */
  rotateToken(accountId: AccountId, expiresOn: string | null): number | null;
  /** All ids, in the wanted order. */
  reorderAccounts(accountIds: readonly AccountId[]): void;
  /** Tries token and web session again. */
  checkAccount(accountId: AccountId): void;

  createVaultPassphrase(passphrase: string): void;
  unlockVault(passphrase: string): void;

  /** Null = all accounts. Resolves when the lists are in (or have failed, which the feed tells). */
  refreshJobs(accountId: AccountId | null): void;

  /** Opens a terminal, or answers the session that the job already has. Progress comes as `sessions` events. */
  openTerminal(jobKey: JobKey): SessionId;
  /** The same from a GitLab job URL. `not-started` for a job that is still to start, and for the URL of a pipeline. */
  openJobUrl(url: string): SessionId;
  /** Opens the terminal the moment the job runs. Answers the wait that there is for it already. `no-terminal` = it will not be mine. */
  arm(target: ArmTarget): ArmId;
  /** Stops the wait, or takes one that is over off the list. */
  disarm(armId: ArmId): void;
  /** Retries a job that is over, as the account's user, and waits for the new one. `no-api-scope`, `forbidden`. */
  retryWithTerminal(jobKey: JobKey): ArmId;
  /** Starts a manual or scheduled job, as the account's user, and waits for it. As `retryWithTerminal`. */
  playWithTerminal(jobKey: JobKey): ArmId;
  upcomingJobs(pipeline: PipelineRef): UpcomingJobs;
  openLocalShell(): SessionId;
  /** A new shell in the same tab; fails while one is open. */
  reconnect(sessionId: SessionId): void;
  /** Tells the shell the window size as soon as it is at its prompt. */
  fitShell(sessionId: SessionId): void;
  /** Keeps this shell over drops from its next empty prompt on, whatever the settings say. */
  keepShell(sessionId: SessionId): void;
  /** Answers the offer of `ShellPlace`; `go` types the `cd` and fails unless the shell is at an empty prompt. */
  answerPlace(sessionId: SessionId, answer: 'go' | 'dismiss'): void;
  /** Ends the pause before the next try to connect, or the wait for a connection that does not answer. */
  tryNow(sessionId: SessionId): void;
  /** Stops what runs in the shell and leaves it, as a person would; resolves when that is done, or cannot be. */
  leaveShell(sessionId: SessionId): LeaveOutcome;
  stopLeaving(sessionId: SessionId): void;
  /** Ends the connection (also an attempt to connect) and keeps the tab. In a hold this lets the job finish. */
  endSession(sessionId: SessionId): void;
  /** Ends and forgets, scrollback included; the transcript stays. */
  closeSession(sessionId: SessionId): void;
  reorderSessions(sessionIds: readonly SessionId[]): void;
  /** Starts `output` for this view, from the oldest byte still kept. The window that asks has the session from now on. */
  attachSession(sessionId: SessionId): Attachment;
  /** Brings up the window that has the session, with its tab in front. Fails where windows cannot be brought up (a browser's). */
  showSession(sessionId: SessionId): void;
  /** One more window; the session, if one is named, moves there. Fails on the browser door, whose windows are the browser's. */
  openWindow(sessionId: SessionId | null): void;

  /** Newest first. */
  listTranscripts(): readonly Transcript[];
  /** At most a few megabytes that end at `to`; null = at its end. Rejects with `vault-locked`, `not-found`. */
  readTranscript(id: SessionId, to: number | null): TranscriptPart;
  /** Deletes them; of one whose tab is open, everything up to now. */
  deleteTranscripts(ids: readonly SessionId[]): void;
  deleteAllTranscripts(): void;
  /**
   * Begins to write one to a file that the user chooses; progress comes as `exports` events. Where the user's browser is to
   * save it, the answer is the path below the page's own origin that gives it, once. `cancelled` when no file was chosen.
   */
  exportTranscript(id: SessionId, format: TranscriptFormat): { readonly download: string | null };
  /** Stops it and removes what was written of it; takes one that is over off the list. */
  cancelExport(id: ExportId): void;
  /** Writes a text to a file that the user chooses. Where a page saves by itself: `bad-input`. `cancelled` when none was chosen. */
  saveText(fileName: string, text: string): void;

  readNotices(ids: readonly string[]): void;
  dismissNotices(ids: readonly string[]): void;
  /** Shows a notification, whatever the rules say. */
  testNotification(): void;
  /** Rejects with `managed` when one of them is locked; then none is changed. */
  updateSettings(patch: Partial<Settings>): Settings;

  /** Resolves when the state tells the outcome. */
  checkForUpdates(): void;
  /** Begins; progress comes as `updates` events. */
  downloadUpdate(): void;
  cancelUpdate(): void;
  /** Restarts into the new version, after the same question as any quit over held jobs. */
  installUpdate(): void;

  /** http and https only. */
  openExternal(url: string): void;
  readClipboard(): string;
  writeClipboard(text: string): void;
}

/** One way, in order, no answer. */
export interface Sends {
  /** What the user typed or pasted. Any length; core paces it. */
  input(sessionId: SessionId, bytes: Uint8Array): void;
  /**
   * The view has parsed everything before this offset. `linesThatFill`: so many CR LF pairs of plain text from here on push
   * out of it all that it holds, so that core may leave out what comes before them; null while text might do more in this
   * terminal than write rows and scroll them away.
   */
  acknowledge(sessionId: SessionId, offset: number, linesThatFill: number | null): void;
  /** The view's size; sets the pty of a local shell. To a job's shell it is typed, when the settings say so. */
  resize(sessionId: SessionId, columns: number, rows: number): void;
  /** The page heard from its browser that the network is back, or another: what waits for it tries at once. */
  networkChanged(): void;
  /** In front = faster polling. */
  setInFront(inFront: boolean): void;
  /** Which terminals stand together, of all windows, for this run and the next; pages hear of it as `layout`. */
  keepLayout(layout: string): void;
  /** Which tab is in front in the window in front; menus follow it. */
  setActiveSession(sessionId: SessionId | null): void;
}

/** Whole small states, so that a lost one is healed by the next. */
export interface Events {
  accounts: readonly Account[];
  feeds: readonly AccountFeed[];
  sessions: readonly TerminalSession[];
  notices: readonly Notice[];
  /** For pages in a browser, which show notifications themselves; said once. */
  announcement: Announcement;
  signIns: readonly SignInNeed[];
  armed: readonly Armed[];
  transcripts: TranscriptsState;
  exports: readonly TranscriptExport[];
  settings: Settings;
  vault: VaultState;
  updates: UpdateState;
  awake: AwakeState;
  layout: string;
  desktop: DesktopState;
  output: Output;
  /** Bring this session's tab to the front (deep link, notification, command line). */
  showSession: SessionId;
  /** Show this failure of something the user asked for outside the window (deep link, command line). */
  failed: Failure;
}

/** What the door itself tells a page; core knows nothing of pages. */
export interface DoorEvents {
  /** Sessions that another window shows: each is in one window at a time. Told after each `snapshot` too. */
  elsewhere: readonly SessionId[];
  /** Chosen in the application menu; for the window in front. */
  menuCommand: MenuCommand;
}

export type PageEvents = Events & DoorEvents;

export type CallName = keyof Calls;
export type SendName = keyof Sends;
export type EventName = keyof Events;
export type PageEventName = keyof PageEvents;

/** What the renderer gets from either door. */
export type Api = {
  readonly [K in CallName]: (...args: Parameters<Calls[K]>) => Promise<Result<ReturnType<Calls[K]>>>;
} & {
  readonly [K in SendName]: (...args: Parameters<Sends[K]>) => void;
} & {
  /** Subscribes and returns its undo. */
  readonly on: <K extends PageEventName>(event: K, listener: (value: PageEvents[K]) => void) => () => void;
  /** False while the door has lost its way to core (browser door: the socket). */
  readonly onConnection: (listener: (connected: boolean) => void) => () => void;
};
