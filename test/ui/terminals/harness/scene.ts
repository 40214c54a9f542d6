import type { Account, Job, SessionState, Snapshot, TerminalSession } from '../../../../electron/contract.ts';
import { sampleLimit, samplePolicy, sampleSettings, sampleWebSession } from '../../../fakes/samples.ts';

export const sceneNow = Date.UTC(2026, 10, 23, 12, 0, 0);

const settings: Snapshot['settings'] = {
  ...sampleSettings,
  cursorBlink: false,
  renderer: 'auto',
  desktopNotifications: false,
};

function account(id: string, name: string, colour: number): Account {
  return {
    id,
    label: name,
    colour,
    instance: { url: `https://${name}`, name, version: '18.6.0', ca: null },
    user: { id: 7, username: 'mira', name: 'Mira' },
    tokenState: { status: 'ok', scopes: ['read_api'], expiresAt: null, expiryTold: true },
    tokenRenewal: { status: 'possible' },
    renewTokenDays: null,
    warningMinutes: null,
    keepTranscripts: true,
    sessionState: sampleWebSession(sceneNow),
    reach: { status: 'online', latencyMs: 84, at: sceneNow },
  };
}

function job(accountId: string, id: number, name: string): Job {
  return {
    key: `${accountId}:${id}`,
    accountId,
    id,
    name,
    stage: 'test',
    status: 'running',
    ref: 'fix/retry-tax',
    projectId: 12,
    projectPath: 'acme/checkout',
    pipelineId: 88_213,
    pipelineIid: 1482,
    webUrl: `https://gitlab.example/acme/checkout/-/jobs/${id}`,
    startedAt: sceneNow - 240_000,
    finishedAt: null,
    starter: { id: 7, username: 'mira' },
    mine: true,
    runner: { description: 'mira-k8s-3', type: 'project_type' },
    tags: [],
    timeout: null,
    terminal: { status: 'available' },
  };
}

export function session(
  id: string,
  of: Job | null,
  state: SessionState,
  part: Partial<TerminalSession> = {},
): TerminalSession {
  return {
    id,
    kind: of ? 'job' : 'local',
    job: of,
    title: of?.name ?? 'Local shell',
    state,
    answering: true,
    givesUpAt: null,
    kept: { status: 'off' },
    roundTripMs: 12,
    bytesIn: 0,
    bytesOut: 0,
    backlogBytes: 0,
    slowed: false,
    inputPendingBytes: 0,
    shellNumber: 1,
    executor: null,
    shell: of ? { doing: 'prompt', size: null, sizing: 'idle', place: null, leaving: null } : null,
    limits: [],
    ...part,
  };
}

const since = sceneNow - 600_000;

export const states = {
  open: { status: 'open', since },
  held: {
    status: 'held',
    since,
    hold: { limitMs: 1_800_000, startedAt: sceneNow - 182_000, endsAt: sceneNow + 1_618_000, source: 'log-mark' },
  },
  connecting: {
    status: 'connecting',
    phase: 'dialing',
    since: sceneNow - 14_000,
    attempt: 2,
    nextTryAt: null,
    canTryNow: false,
    message: 'GitLab waits for the runner to start the build container; that may take up to 75 seconds.',
  },
  ended: {
    status: 'ended',
    ending: {
      reason: 'network-lost',
      certainty: 'likely',
      at: sceneNow,
      livedMs: 754_000,
      message:
        'The connection went away without a word, the job still runs and your web session is valid. A proxy on the way or the network dropped it.',
      next: ['reconnect', 'open-job-page', 'close'],
    },
  },
} as const satisfies Record<string, SessionState>;

export const jobs = {
  integration: job('a', 1, 'integration:postgres'),
  flash: job('b', 2, 'flash:board-rev-c'),
  soak: job('b', 3, 'soak:48h'),
  build: job('c', 4, 'build:amd64'),
};

const limits = {
  held: [
    sampleLimit({
      ...{ kind: 'hold', at: states.held.hold.endsAt, lengthMs: 1_800_000, source: 'log', title: 'Hold' },
      why: 'The job’s log says that the runner waits 30 minutes for this terminal.',
      afterwards: 'The runner ends the shell, and the job gets its result.',
    }),
  ],
  open: [
    sampleLimit({
      at: sceneNow + 258_000,
      why: 'GitLab gives this job 1 hour, counted from its start at 11:04:18.',
      afterwards: 'The runner stops the script, the job fails, and the shell goes with it: no hold follows.',
    }),
    sampleLimit({
      ...{ kind: 'hold-to-come', at: null, lengthMs: 1_800_000, certainty: 'guessed', source: 'default' },
      title: 'After the script: a hold',
      why: 'Nothing has told how long yet: a runner whose session_timeout was not changed waits 30 minutes.',
      afterwards: 'The job is held for that time. While it is held, disconnecting ends the job.',
    }),
    sampleLimit({
      ...{ kind: 'maintenance', at: null, lengthMs: null, certainty: 'guessed', source: 'announcement' },
      title: 'Announced by the instance',
      why: 'The instance’s administrators show this to everyone.',
      afterwards: 'If GitLab is restarted, terminals are cut.',
      quote: 'GitLab will be upgraded on Saturday night.',
    }),
  ],
};

export const scene: Snapshot = {
  app: {
    version: '0.1.0',
    door: 'desktop',
    platform: 'linux',
    demo: false,
    localShell: true,
    signInWindow: false,
    dataDir: '/tmp/x',
  },
  now: sceneNow,
  accounts: [
    account('a', 'gitlab.com', 0),
    account('b', 'git.example.org', 1),
    account('c', 'code.internal/gitlab', 2),
  ],
  feeds: [],
  sessions: [
    session('one', jobs.integration, states.held, { limits: limits.held }),
    session('two', jobs.flash, states.open, { limits: limits.open }),
    session('three', jobs.soak, states.connecting),
    session('four', jobs.build, states.ended, { bytesIn: 100 }),
  ],
  notices: [],
  signIns: [],
  armed: [],
  transcripts: { count: 0, diskBytes: 0, keeping: 'disk' },
  exports: [],
  settings,
  vault: { mode: 'encrypted', backend: 'keyring' },
  policy: samplePolicy,
  updates: { status: 'idle' },
  awake: { status: 'idle' },
  layout: '',
  desktop: null,
};
