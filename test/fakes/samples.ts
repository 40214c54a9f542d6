import type {
  Account,
  AccountFeed,
  Armed,
  Failure,
  Job,
  Notice,
  SessionLimit,
  SessionState,
  Settings,
  Snapshot,
  TerminalSession,
  Transcript,
} from '../../electron/contract.ts';
import type { Surroundings } from '../../electron/core/terminals/ports.ts';
import { defaultSettings } from '../../electron/default-settings.ts';

/** Values of the contract for tests of the renderer: whole, plausible, and changed where a test cares. */
export const sampleNow = Date.UTC(2026, 10, 23, 12, 0, 0);

/** Those of a new copy of the app, with a fixed look. */
export const sampleSettings: Settings = {
  ...defaultSettings,
  theme: 'dark',
  renderer: 'dom',
  holdWarningMinutes: [10, 5, 1],
  sidebarWidth: 336,
};

/** No administrator has decided anything. */
export const samplePolicy: Snapshot['policy'] = {
  managed: false,
  file: null,
  instances: [],
  onlyTheseInstances: false,
  lockedSettings: [],
  proxyManaged: false,
  localShell: true,
};

/** A web session that was used just now. */
export function sampleWebSession(at: number): Account['sessionState'] {
  const expiresAt = at + 7 * 24 * 60 * 60_000;
  return { status: 'ok', checkedAt: at, expiresAt, expirySure: 'told', renewedBy: 'use' };
}

export function sampleAccount(id: string, rest: Partial<Account> = {}): Account {
  return {
    id,
    label: `${id}.example.org`,
    colour: 0,
    instance: { url: `https://${id}.example.org`, name: `${id}.example.org`, version: '18.5.1', ca: null },
    user: { id: 7, username: 'mira', name: 'Mira Novak' },
    tokenState: { status: 'ok', scopes: ['read_api'], expiresAt: null, expiryTold: true },
    tokenRenewal: { status: 'possible' },
    renewTokenDays: null,
    warningMinutes: null,
    keepTranscripts: true,
    sessionState: sampleWebSession(sampleNow),
    reach: { status: 'online', latencyMs: 84, at: sampleNow },
    ...rest,
  };
}

export function sampleJob(accountId: string, id: number, rest: Partial<Job> = {}): Job {
  return {
    key: `${accountId}:${id}`,
    accountId,
    id,
    name: `job-${id}`,
    stage: 'test',
    status: 'running',
    ref: 'main',
    projectId: 1,
    projectPath: 'acme/checkout',
    pipelineId: 88213,
    pipelineIid: 12,
    webUrl: `https://${accountId}.example.org/acme/checkout/-/jobs/${id}`,
    startedAt: sampleNow - 250_000,
    finishedAt: null,
    starter: { id: 7, username: 'mira' },
    mine: true,
    runner: { description: 'mira-docker-1', type: 'project_type' },
    tags: [],
    timeout: null,
    terminal: { status: 'available' },
    ...rest,
  };
}

export function sampleFeed(accountId: string, jobs: readonly Job[], rest: Partial<AccountFeed> = {}): AccountFeed {
  return {
    accountId,
    jobs,
    unconfirmed: [],
    fetchedAt: sampleNow - 2000,
    refreshing: false,
    failure: null,
    source: 'graphql',
    ...rest,
  };
}

export function sampleSession(id: string, job: Job | null, state: SessionState): TerminalSession {
  return {
    id,
    kind: job ? 'job' : 'local',
    job,
    title: job?.name ?? 'Local shell',
    state,
    answering: true,
    givesUpAt: null,
    kept: { status: 'off' },
    roundTripMs: 31,
    bytesIn: 1_204_000,
    bytesOut: 4096,
    backlogBytes: 0,
    slowed: false,
    inputPendingBytes: 0,
    shellNumber: 1,
    executor: null,
    shell: null,
    limits: [],
  };
}

export function sampleArmed(id: string, job: Job, rest: Partial<Armed> = {}): Armed {
  const { accountId, projectId, projectPath, pipelineId } = job;
  return {
    id,
    pipeline: { accountId, projectId, projectPath, pipelineId },
    name: job.name,
    job,
    because: 'armed',
    since: sampleNow - 60_000,
    state: { status: 'waiting', message: 'Waits for a runner.', startsAt: null },
    needsSignIn: false,
    ...rest,
  };
}

export function sampleLimit(rest: Partial<SessionLimit> = {}): SessionLimit {
  return {
    kind: 'job-timeout',
    at: sampleNow + 45 * 60_000,
    lengthMs: 3_600_000,
    certainty: 'certain',
    source: 'job',
    endsTerminal: true,
    title: 'Job timeout',
    why: 'GitLab gives this job 1 hour.',
    afterwards: 'The runner stops the script.',
    quote: null,
    ...rest,
  };
}

/** Nothing is known around a job. */
export function sampleSurroundings(rest: Partial<Surroundings> = {}): Surroundings {
  return {
    started: null,
    timeout: null,
    tokenExpiresAt: null,
    webSession: null,
    signedOut: false,
    holdSeen: null,
    announcements: [],
    ...rest,
  };
}

export function sampleTranscript(id: string, job: Job | null, rest: Partial<Transcript> = {}): Transcript {
  return {
    id,
    accountId: job?.accountId ?? null,
    instance: job === null ? null : 'git.example.org',
    job,
    title: job?.name ?? 'Local shell',
    startedAt: sampleNow,
    endedAt: sampleNow + 60_000,
    shells: 1,
    ending: null,
    bytes: 2_000,
    droppedBytes: 0,
    diskBytes: 3_000,
    readable: 'yes',
    ...rest,
  };
}

export function sampleNotice(id: string, rest: Partial<Notice> = {}): Notice {
  return {
    id,
    kind: 'session-ending',
    urgency: 'soon',
    at: sampleNow - 30_000,
    title: 'integration:postgres ends in 5 minutes',
    body: 'The runner ends the held terminal then. Save what you need.',
    actions: [{ do: 'show-session', sessionId: 's1' }],
    read: false,
    about: [],
    reach: 'notify',
    ...rest,
  };
}

export const offlineFailure: Failure = {
  kind: 'offline',
  message: 'code.internal did not answer: connection refused.',
  next: 'Check the network or the VPN.',
};

export const untrustedFailure: Failure = {
  kind: 'tls-untrusted',
  message: 'The certificate of git.internal is signed by an authority that this machine does not know.',
  next: 'If your organisation runs its own authority, give its CA certificate for this instance.',
  certificate: {
    subject: 'CN=git.internal, O=Example Robotics',
    issuer: 'CN=Example Robotics Root CA, O=Example Robotics',
    fingerprint256: '4F:0C:AB:37:91:5E:22:7D:C8:14:6B:F0:9A:33:E5:71:08:BD:62:1F:CC:47:90:AE:5B:D3:16:82:FE:29:74:0B',
    validFrom: '2026-01-12',
    validTo: '2027-01-12',
    problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
};

export function sampleSnapshot(rest: Partial<Snapshot> = {}): Snapshot {
  return {
    app: {
      version: '0.1.0',
      door: 'browser',
      platform: 'linux',
      demo: false,
      localShell: true,
      signInWindow: false,
      dataDir: '/home/mira/.config/jobdeck',
    },
    now: sampleNow,
    accounts: [],
    feeds: [],
    sessions: [],
    notices: [],
    signIns: [],
    armed: [],
    transcripts: { count: 0, diskBytes: 0, keeping: 'disk' },
    exports: [],
    settings: sampleSettings,
    vault: { mode: 'encrypted', backend: 'gnome_libsecret' },
    policy: samplePolicy,
    updates: { status: 'idle' },
    awake: { status: 'idle' },
    layout: '',
    desktop: null,
    ...rest,
  };
}
