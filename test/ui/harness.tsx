/** The renderer on a fake core, to look at: `npx vite --config vite.config.ts test/ui`, then harness.html#state,theme. */
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '../../renderer/styles/tokens.css';
import '../../renderer/styles/base.css';
import '../../renderer/styles/ui.css';
import '../../renderer/styles/window.css';
import '../../renderer/styles/jobs.css';
import '../../renderer/styles/accounts.css';
import '../../renderer/styles/notices.css';
import { createRoot } from 'react-dom/client';
import type { Snapshot } from '../../electron/contract.ts';
import { App } from '../../renderer/App.tsx';
import { startStore } from '../../renderer/start-store.ts';
import { DeckContext } from '../../renderer/store.ts';
import { createFakeApi, type FakeApi } from '../fakes/fake-api.ts';
import * as sample from '../fakes/samples.ts';

const now = Date.now();
const [state = 'list', theme = 'dark'] = window.location.hash.slice(1).split(',');
const minute = 60_000;

const gitlab = sample.sampleAccount('gitlab', {
  label: 'gitlab.com',
  instance: { url: 'https://gitlab.com', name: 'gitlab.com', version: '18.6.0-pre', ca: null },
  tokenState: { status: 'ok', scopes: ['read_api'], expiresAt: now + 9 * 24 * 60 * minute, expiryTold: true },
  reach: { status: 'online', latencyMs: 84, at: now },
});
const work = sample.sampleAccount('work', {
  label: 'Bench',
  colour: 1,
  instance: { url: 'https://git.example.org', name: 'git.example.org', version: '18.5.1', ca: null },
  sessionState: { status: 'missing' },
  reach: { status: 'online', latencyMs: 12, at: now },
});
const code = sample.sampleAccount('code', {
  label: 'code.internal/gitlab',
  colour: 2,
  instance: { url: 'https://code.internal/gitlab', name: 'code.internal/gitlab', version: '17.11.4', ca: null },
  reach: { status: 'unreachable', failure: sample.offlineFailure, since: now - 4 * minute },
});

const job = (account: string, id: number, name: string, rest: Parameters<typeof sample.sampleJob>[2]) =>
  sample.sampleJob(account, id, { name, ...rest });
const postgres = job('gitlab', 1, 'integration:postgres', {
  ref: 'fix/retry-tax',
  runner: { description: 'mira-k8s-3', type: 'project_type' },
  startedAt: now - 22 * minute,
});
const gitlabJobs = [
  postgres,
  job('gitlab', 2, 'e2e:safari', {
    ref: 'fix/retry-tax',
    runner: { description: 'mac-mini-07', type: 'group_type' },
    startedAt: now - 38 * minute,
  }),
  job('gitlab', 3, 'build:arm64', { ref: 'fix/retry-tax', stage: 'build', startedAt: now - 252_000 }),
  job('gitlab', 4, 'lint', {
    projectId: 2,
    pipelineId: 88240,
    projectPath: 'acme/platform/gateway',
    startedAt: now - 38_000,
    terminal: { status: 'unavailable', reason: 'instance-runner' },
  }),
  job('gitlab', 5, 'deploy:canary', {
    projectId: 2,
    pipelineId: 88240,
    projectPath: 'acme/platform/gateway',
    stage: 'deploy',
    status: 'pending',
    startedAt: null,
    runner: null,
    terminal: { status: 'unavailable', reason: 'not-running' },
  }),
];
const workJobs = [
  job('work', 6, 'flash:board-rev-c', {
    projectPath: 'hardware/firmware',
    ref: 'release/4.2',
    pipelineId: 5120,
    stage: 'hil',
    runner: { description: 'lab-bench-2', type: 'project_type' },
    startedAt: now - 31 * minute,
  }),
  job('work', 7, 'soak:48h', {
    projectPath: 'hardware/firmware',
    ref: 'release/4.2',
    pipelineId: 5120,
    stage: 'hil',
    startedAt: now - 22.7 * 60 * minute,
    terminal: { status: 'unknown', reason: 'no-web-session' },
  }),
  job('work', 8, 'flash:board-rev-b', {
    projectPath: 'hardware/firmware',
    ref: 'release/4.2',
    pipelineId: 5120,
    stage: 'hil',
    status: 'failed',
    startedAt: now - 16 * minute,
    finishedAt: now - 3 * minute,
    terminal: { status: 'unavailable', reason: 'not-running' },
  }),
];
const codeJobs = [
  job('code', 9, 'train:ablation-7', {
    projectPath: 'ml/training',
    ref: 'sweep/lr-0311',
    pipelineId: 911,
    stage: 'gpu',
    startedAt: now - 118 * minute,
  }),
];

const held = sample.sampleSession('s1', postgres, {
  status: 'held',
  since: now - 3 * minute,
  hold: {
    limitMs: 30 * minute,
    startedAt: now - 3 * minute,
    endsAt: now + 27 * minute - 2000,
    source: 'log-mark',
  },
});
const open = sample.sampleSession('s2', workJobs[0] ?? null, { status: 'open', since: now - 9 * minute });

const full: Snapshot = sample.sampleSnapshot({
  now,
  settings: { ...sample.sampleSettings, theme: theme === 'light' ? 'light' : 'dark' },
  accounts: [gitlab, work, code],
  feeds: [
    sample.sampleFeed('gitlab', gitlabJobs, { fetchedAt: now - 2000 }),
    sample.sampleFeed('work', workJobs, { fetchedAt: now - 5000, refreshing: true }),
    sample.sampleFeed('code', codeJobs, { fetchedAt: now - 4 * minute, failure: sample.offlineFailure }),
  ],
  sessions: [held, open],
  notices: [],
});

const notices = [
  sample.sampleNotice('n1', { at: now - 20_000 }),
  sample.sampleNotice('n2', {
    kind: 'token-expiring',
    urgency: 'soon',
    at: now - 40 * minute,
    title: 'The token for gitlab.com expires in 9 days',
    body: 'Without a new one the job list of gitlab.com stops on 2 December.',
    actions: [
      { do: 'edit-account', accountId: 'gitlab' },
      { do: 'open-url', label: 'Make a new token', url: 'https://gitlab.com/-/user_settings/personal_access_tokens' },
    ],
  }),
  sample.sampleNotice('n3', {
    kind: 'job-finished',
    urgency: 'calm',
    read: true,
    at: now - 90 * minute,
    title: 'build:amd64 passed',
    body: 'It ran for 12 minutes on mira-docker-1.',
    actions: [],
  }),
];

const upcoming = (id: number, name: string, rest: Parameters<typeof sample.sampleJob>[2]) =>
  job('gitlab', id, name, {
    ...{ projectId: 2, pipelineId: 88240, projectPath: 'acme/platform/gateway', ref: 'main', stage: 'deploy' },
    ...{ startedAt: null, runner: null, status: 'created', terminal: { status: 'unavailable', reason: 'not-running' } },
    ...rest,
  });
const canary = upcoming(20, 'deploy:canary', {});
const production = upcoming(21, 'deploy:production', { status: 'manual' });
const smoke = upcoming(22, 'smoke', { status: 'pending', stage: 'verify' });
const rollback = upcoming(23, 'rollback', { status: 'scheduled', mine: false, starter: { id: 9, username: 'bob' } });
const armed = [
  sample.sampleArmed('w1', canary, {
    state: { status: 'waiting', message: 'Waits for the jobs before it.', startsAt: null },
  }),
  sample.sampleArmed('w2', production, {
    state: { status: 'waiting', message: 'Waits for you to start it.', startsAt: null },
  }),
  sample.sampleArmed('w3', { ...smoke, accountId: 'work', key: 'work:22' }, { needsSignIn: true }),
  sample.sampleArmed('w4', rollback, {
    state: {
      status: 'over',
      end: 'finished',
      message:
        'The job was over before its terminal could be opened: it failed. Retry it with a terminal to try again.',
      at: now,
    },
  }),
];

const empty = (): Snapshot => ({ ...full, accounts: [], feeds: [], sessions: [] });
const states: Readonly<Record<string, () => Snapshot>> = {
  'first-run': empty,
  'first-run-memory': () => ({
    ...empty(),
    vault: { mode: 'memory', why: 'No keyring answers on this machine.', passphrasePossible: true },
  }),
  untrusted: empty,
  list: () => full,
  loading: () => ({
    ...full,
    sessions: [],
    feeds: full.feeds.map((feed) => ({ ...feed, jobs: [], fetchedAt: null, failure: null, refreshing: true })),
  }),
  quiet: () => ({
    ...full,
    sessions: [],
    feeds: full.feeds.map((feed) => ({ ...feed, jobs: [], failure: null, fetchedAt: now - 3000 })),
  }),
  notices: () => ({ ...full, notices }),
  armed: () => ({ ...full, armed }),
  wait: () => ({ ...full, armed }),
  'wait-where': () => full,
  keep: () => ({ ...full, awake: { status: 'awake', sessionIds: ['s1'] } }),
  locked: () => ({ ...full, vault: { mode: 'locked' } }),
  many: () => ({
    ...full,
    feeds: [
      sample.sampleFeed(
        'gitlab',
        Array.from({ length: 2000 }, (_, i) => job('gitlab', 1000 + i, `job:${i}`, { pipelineId: 1 + (i >> 3) })),
        { fetchedAt: now },
      ),
    ],
    sessions: [],
  }),
};

const api = createFakeApi((states[state] ?? (() => full))());
if (state === 'untrusted') {
  const refuse = () => ({ ok: false as const, failure: sample.untrustedFailure });
  api.answer('probeInstance', refuse);
  api.answer('addAccount', refuse);
}
const { store, reload } = startStore(api);

declare global {
  interface Window {
    /** For tests that look at the page from outside. */
    fakeApi: FakeApi;
  }
}
window.fakeApi = api;

api.answer('upcomingJobs', (pipeline) => ({
  ok: true,
  value: {
    pipeline,
    ref: 'main',
    webUrl: 'https://gitlab.com/acme/platform/gateway/-/pipelines/88240',
    jobs: [canary, production, smoke, rollback].map((one) => ({
      job: one,
      refusal: one.mine ? null : 'bob will have its terminal: GitLab gives it to the one who started the job.',
    })),
  },
}));
if (state === 'wait') {
  const [first] = armed;
  if (first) store.getState().openDialog({ kind: 'wait', pipeline: first.pipeline, jobKey: smoke.key });
}
if (state === 'wait-where') store.getState().openDialog({ kind: 'wait' });
if (state === 'keep') store.getState().openDialog({ kind: 'keep-job', jobKey: postgres.key });
if (state === 'disconnected') window.setTimeout(() => api.setConnected(false));
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <DeckContext value={{ api, store }}>
      <App onReload={() => void reload()} />
    </DeckContext>,
  );
}
