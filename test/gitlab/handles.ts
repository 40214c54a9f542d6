import { createHash } from 'node:crypto';
import type { SimInstance, SimJob, SimPipeline, SimProject, SimTerminal } from './api.ts';
import type { JobActions } from './job-actions.ts';
import type { SimServer } from './server.ts';
import { type JobRecord, type Store, secretOf } from './store.ts';

/** What tests hold: small values and calls over the records. */
export function createHandles(deps: {
  readonly name: string;
  readonly url: string;
  readonly caPem: string | null;
  readonly tls: SimInstance['tls'];
  readonly store: Store;
  readonly actions: JobActions;
  readonly server: SimServer;
  readonly terminalOf: (job: JobRecord) => SimTerminal | null;
  readonly subscriptions: () => number;
  readonly dispose: () => Promise<void>;
}): SimInstance {
  const { store, actions, server } = deps;

  function found<T extends { readonly id: number }>(
    what: string,
    all: readonly T[],
    handle: { readonly id: number },
  ): T {
    const record = all.find((one) => one.id === handle.id);
    if (!record) throw new Error(`simulated GitLab: no ${what} ${handle.id}`);
    return record;
  }
  const userOf = (handle: { readonly id: number }) => found('user', store.users, handle);
  const projectOf = (handle: SimProject) => found('project', store.projects, handle);
  const pipelineOf = (handle: SimPipeline) => found('pipeline', store.pipelines, handle);
  const jobOf = (handle: { readonly id: number }) => found('job', store.jobs, handle);

  const jobHandle = (job: JobRecord): SimJob => ({
    id: job.id,
    name: job.options.name,
    projectPath: job.pipeline.project.path,
    webUrl: `${deps.url}/${job.pipeline.project.path}/-/jobs/${job.id}`,
    until: (...statuses) =>
      new Promise((resolve) => {
        const look = () => {
          if (!statuses.includes(job.status)) return;
          job.listeners.delete(look);
          resolve(job.status);
        };
        job.listeners.add(look);
        look();
      }),
    get status() {
      return job.status;
    },
    get log() {
      return job.log.toString();
    },
    finishScript: (exitCode = 0) => job.run?.finishScript(exitCode),
    cancel: () => actions.cancel(job, false),
    stopRunner: (signal) => job.run?.stop(signal),
    get terminal() {
      return deps.terminalOf(job);
    },
  });

  return {
    name: deps.name,
    url: deps.url,
    listening: server.origin,
    caPem: deps.caPem,
    tls: deps.tls,
    addUser({ username, name, password, otp }) {
      const user = {
        id: store.nextId('user'),
        username,
        name: name ?? username,
        password: password ?? secretOf(12),
        otp: otp ?? null,
        createdAt: Date.now() - 400 * 86_400_000,
      };
      store.users.push(user);
      return { id: user.id, username, password: user.password };
    },
    addToken(user, options = {}) {
      const year = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
      const id = store.nextId('token');
      const token = {
        id,
        value: `glpat-${secretOf(15)}`,
        user: userOf(user),
        name: options.name ?? 'jobdeck',
        scopes: options.scopes ?? ['api'],
        expiresAt: options.expiresAt === undefined ? year : options.expiresAt,
        createdAt: Date.now(),
        family: id,
        revoked: false,
        lastUsedAt: null,
      };
      store.tokens.push(token);
      return { id, value: token.value };
    },
    requireTerms(user) {
      store.owesTerms.add(user.id);
    },
    offerSingleSignOn(provider) {
      store.identityProvider = provider;
    },
    tokensOf: (user) =>
      store.tokens
        .filter((token) => token.user.id === user.id)
        .map(({ id, value, name, scopes, expiresAt, revoked }) => ({ id, value, name, scopes, expiresAt, revoked })),
    revokeToken(token) {
      found('token', store.tokens, token).revoked = true;
    },
    signIn(user) {
      const session = secretOf(24);
      store.sessions.set(session, userOf(user));
      return session;
    },
    signOut(user) {
      for (const jar of [store.sessions, store.remembered]) {
        for (const [value, owner] of jar) if (owner.id === user.id) jar.delete(value);
      }
    },
    addProject(path, options = {}) {
      const now = Date.now();
      const project = {
        id: store.nextId('project'),
        path,
        visibility: options.visibility ?? 'private',
        archived: options.archived ?? false,
        timeoutSeconds: options.timeoutSeconds ?? 3600,
        createdAt: now - 200 * 86_400_000,
        members: new Map<number, number>(),
        pipelines: [],
        lastActivityAt: now,
      };
      store.projects.push(project);
      return { id: project.id, path };
    },
    setMember(project, user, level) {
      const { members } = projectOf(project);
      if (level === 0) members.delete(user.id);
      else members.set(user.id, level);
    },
    setArchived(project, archived) {
      projectOf(project).archived = archived;
    },
    addPipeline(project, options) {
      const owner = projectOf(project);
      const id = store.nextId('pipeline');
      const iid = store.nextId(`iid ${owner.id}`);
      const parent = options.parent ? pipelineOf(options.parent) : null;
      const record = {
        id,
        iid,
        project: owner,
        user: userOf(options.user),
        ref: options.ref ?? 'main',
        source: options.source ?? (parent ? 'parent_pipeline' : 'push'),
        sha: createHash('sha1').update(`${store.name} ${id}`).digest('hex'),
        parent,
        createdAt: Date.now(),
        jobs: [],
        updatedAt: Date.now(),
      };
      store.pipelines.push(record);
      owner.pipelines.push(record);
      return { id, iid };
    },
    addJob: (pipeline, options) => jobHandle(actions.add(pipelineOf(pipeline), options)),
    runJob: (job) => actions.run(jobOf(job)),
    queueJob: (job) => actions.queue(jobOf(job)),
    skipJob: (job) => store.setStatus(jobOf(job), 'skipped'),
    retryJob(job, user) {
      const fresh = actions.retry(jobOf(job), userOf(user));
      if (fresh === null) throw new Error(`simulated GitLab: job ${job.id} is not retryable`);
      return jobHandle(fresh);
    },
    playJob: (job, user) => void actions.play(jobOf(job), userOf(user)),
    deleteJob: (job) => actions.remove(jobOf(job)),
    announce(messages) {
      store.announcements = messages;
    },
    addFault: (fault) => server.addFault(fault),
    setTiming(timing) {
      store.timing = { ...store.timing, ...timing };
    },
    setLimits(limits) {
      store.limits = { ...store.limits, ...limits };
    },
    setSessionRules(rules) {
      store.sessionLife.rules = { ...store.sessionLife.rules, ...rules };
    },
    ageSession: (session, minutes) => store.sessionLife.age(session, minutes),
    get seen() {
      return server.seen;
    },
    clearSeen() {
      server.seen.length = 0;
    },
    get subscriptions() {
      return deps.subscriptions();
    },
    offline: () => server.offline(),
    online: () => server.online(),
    dispose: deps.dispose,
  };
}
