import { createHash, randomBytes } from 'node:crypto';
import type { InstanceOptions, JobOptions, Limits, SimAnnouncement, Timing } from './api.ts';
import type { JobRun } from './job-run.ts';
import { createSessionLife, type SessionLife } from './session-life.ts';

export interface UserRecord {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly password: string;
  /** The code of a second factor, the same each time; null = none. */
  readonly otp: string | null;
  readonly createdAt: number;
}

export interface TokenRecord {
  readonly id: number;
  readonly value: string;
  readonly user: UserRecord;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly createdAt: number;
  /** Tokens made one from the other by rotation: reuse of a dead one revokes them all. */
  readonly family: number;
  revoked: boolean;
  lastUsedAt: number | null;
}

export interface ProjectRecord {
  readonly id: number;
  readonly path: string;
  readonly visibility: 'private' | 'internal' | 'public';
  archived: boolean;
  readonly timeoutSeconds: number;
  readonly createdAt: number;
  readonly members: Map<number, number>;
  readonly pipelines: PipelineRecord[];
  lastActivityAt: number;
}

export interface PipelineRecord {
  readonly id: number;
  readonly iid: number;
  readonly project: ProjectRecord;
  readonly user: UserRecord;
  readonly ref: string;
  readonly source: string;
  readonly sha: string;
  readonly parent: PipelineRecord | null;
  readonly createdAt: number;
  readonly jobs: JobRecord[];
  updatedAt: number;
}

export interface JobRecord {
  readonly id: number;
  readonly pipeline: PipelineRecord;
  readonly options: JobOptions;
  readonly createdAt: number;
  /** GitLab's clock. */
  readonly now: () => number;
  readonly runner: RunnerRecord;
  /** A retry or a play by hand makes another person the starter. */
  user: UserRecord;
  status: string;
  /** Of a delayed job: when it is to start. */
  scheduledAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  failureReason: string | null;
  /** Log as GitLab has it. */
  log: Buffer;
  /** Until then terminal.ws does not know the job. */
  youngUntil: number;
  run: JobRun | null;
  retried: boolean;
  readonly listeners: Set<() => void>;
}

export interface RunnerRecord {
  readonly id: number;
  readonly description: string;
  readonly type: 'instance_type' | 'group_type' | 'project_type';
}

export const defaultTiming: Timing = {
  pingEveryMs: 30_000,
  pingWriteDeadlineMs: 5_000,
  reauthoriseEveryMs: 300_000,
  executorWaitMs: 60_000,
  containerWaitMs: 15_000,
  logPartEveryMs: 3_000,
  runnerReportEveryMs: 30_000,
  youngJobMs: 0,
  runnerTakesMs: 0,
  apiDelayMs: 0,
  runnerClockSkewMs: 0,
  serverClockSkewMs: 0,
};

export const defaultLimits: Limits = {
  complexity: 250,
  pageSize: 100,
  apiPerMinute: 2000,
  jobListingPerMinute: 600,
  rateHeaders: true,
  longestTokenDays: 365,
  fineGrainedOnly: false,
};

/** What GitLab's database knows, and who may see what of it. */
export interface Store {
  readonly name: string;
  readonly version: string;
  timing: Timing;
  /** GitLab's clock. */
  now(): number;
  announcements: readonly SimAnnouncement[];
  limits: Limits;
  readonly graphql: 'ok' | 'old' | 'refused';
  readonly users: UserRecord[];
  readonly tokens: TokenRecord[];
  readonly projects: ProjectRecord[];
  readonly pipelines: PipelineRecord[];
  readonly jobs: JobRecord[];
  /** Nobody sees them any more; their runners end them. */
  readonly deletedJobs: JobRecord[];
  /** `_gitlab_session` value → user. */
  readonly sessions: Map<string, UserRecord>;
  /** `remember_user_token` value → user. */
  readonly remembered: Map<string, UserRecord>;
  readonly sessionLife: SessionLife;
  /** Users who have to accept the terms before anything else. */
  readonly owesTerms: Set<number>;
  identityProvider: { readonly url: string; readonly secret: string } | null;
  nextId(kind: string): number;
  runnerNamed(description: string, type: RunnerRecord['type']): RunnerRecord;
  projectAt(pathOrId: string): ProjectRecord | null;
  level(project: ProjectRecord, user: UserRecord | null): number;
  canSee(project: ProjectRecord, user: UserRecord | null): boolean;
  /** Cancel, retry, play, terminal: Developer and up, and not in an archived project. */
  canUpdate(project: ProjectRecord, user: UserRecord | null): boolean;
  /** The rules of app/policies/ci/build_policy.rb: running, with a session, mine, and I may update it. */
  canOpenTerminal(job: JobRecord, user: UserRecord | null): boolean;
  setStatus(job: JobRecord, status: string, failureReason?: string | null): void;
}

export const finalStatuses: readonly string[] = ['success', 'failed', 'canceled', 'skipped'];

/** Stable figure from a text, so that ids differ between instances and not between runs. */
export function figureOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

export function secretOf(bytes: number): string {
  return randomBytes(bytes).toString('base64url').replace(/[-_]/g, 'x');
}

export function createStore(options: InstanceOptions): Store {
  const counters = new Map<string, number>();
  const runners = new Map<string, RunnerRecord>();
  const seed = figureOf(options.name);

  const store: Store = {
    name: options.name,
    version: options.version ?? '18.6.1-ee',
    timing: { ...defaultTiming, ...options.timing },
    now: () => Date.now() + store.timing.serverClockSkewMs,
    announcements: [],
    limits: { ...defaultLimits, ...options.limits },
    graphql: options.graphql ?? 'ok',
    users: [],
    tokens: [],
    projects: [],
    pipelines: [],
    jobs: [],
    deletedJobs: [],
    sessions: new Map(),
    remembered: new Map(),
    sessionLife: createSessionLife(),
    owesTerms: new Set(),
    identityProvider: null,
    nextId(kind) {
      const first = kind === 'job' ? 100_000 + (seed % 900_000) : kind === 'pipeline' ? 20_000 + (seed % 70_000) : 1;
      const id = (counters.get(kind) ?? first) + 1;
      counters.set(kind, id);
      return id;
    },
    runnerNamed(description, type) {
      const key = `${type} ${description}`;
      let runner = runners.get(key);
      if (!runner) {
        runner = { id: store.nextId('runner'), description, type };
        runners.set(key, runner);
      }
      return runner;
    },
    projectAt: (pathOrId) =>
      store.projects.find((project) =>
        /^\d+$/.test(pathOrId)
          ? project.id === Number(pathOrId)
          : project.path.toLowerCase() === pathOrId.toLowerCase(),
      ) ?? null,
    level: (project, user) => (user ? (project.members.get(user.id) ?? 0) : 0),
    canSee: (project, user) =>
      project.visibility === 'public' ||
      (project.visibility === 'internal' && user !== null) ||
      store.level(project, user) > 0,
    canUpdate: (project, user) => store.level(project, user) >= 30 && !project.archived,
    canOpenTerminal: (job, user) =>
      user !== null &&
      job.status === 'running' &&
      job.run?.hasSession === true &&
      job.user.id === user.id &&
      store.canUpdate(job.pipeline.project, user),
    setStatus(job, status, failureReason = null) {
      if (job.status === status || finalStatuses.includes(job.status)) return;
      const now = store.now();
      job.status = status;
      job.failureReason = status === 'failed' ? (failureReason ?? 'script_failure') : null;
      if (status === 'running') {
        job.startedAt = now - (job.options.startedSecondsAgo ?? 0) * 1000;
        job.youngUntil = Date.now() + store.timing.youngJobMs;
      }
      if (finalStatuses.includes(status)) job.finishedAt = now;
      job.pipeline.updatedAt = now;
      job.pipeline.project.lastActivityAt = now;
      for (const listener of [...job.listeners]) listener();
    },
  };
  return store;
}

/** The job's own, else its project's; a runner may have a smaller one, ours have none. */
export const timeoutSecondsOf = (job: JobRecord): number =>
  job.options.jobTimeoutSeconds ?? job.pipeline.project.timeoutSeconds;

/** A pipeline's status follows its jobs (a rough form of GitLab's own rules). */
export function pipelineStatus(pipeline: PipelineRecord): string {
  const statuses = pipeline.jobs.filter((job) => !job.retried).map((job) => job.status);
  for (const status of ['running', 'canceling', 'pending', 'preparing', 'waiting_for_resource']) {
    if (statuses.includes(status)) return status;
  }
  for (const status of ['failed', 'canceled', 'created', 'manual', 'scheduled', 'success']) {
    if (statuses.includes(status)) return status;
  }
  return pipeline.jobs.length === 0 ? 'created' : 'skipped';
}
