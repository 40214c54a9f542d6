import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceOptions, SimInstance } from './api.ts';
import { apiCaller } from './authentication.ts';
import { createCable } from './cable.ts';
import { makeCertificates } from './certificates.ts';
import { createChannels, refuseUpgrade, terminalRoute, upgradeNotAllowed } from './channel.ts';
import type { Answer, Ask } from './exchange.ts';
import { createGraphql } from './graphql.ts';
import { createHandles } from './handles.ts';
import { createJobActions } from './job-actions.ts';
import { createPtys } from './pty.ts';
import { createRateLimits } from './rate-limits.ts';
import { createReaper } from './reaper.ts';
import { createRest } from './rest.ts';
import { startRun } from './runner.ts';
import { faultAnswer, type SimServer, startServer } from './server.ts';
import { createStore, type JobRecord } from './store.ts';
import { createTimers } from './timers.ts';
import { createWeb } from './web.ts';

/** One GitLab with its runners, on loopback. Resolves when it listens. */
export async function startInstance(options: InstanceOptions): Promise<SimInstance> {
  const root = options.root ?? '';
  const store = createStore(options);
  const timers = createTimers();
  const reaper = createReaper();
  const ptys = createPtys();
  const folder = options.dir ?? mkdtempSync(join(tmpdir(), 'jobdeck-gitlab-'));
  mkdirSync(folder, { recursive: true });
  if (!options.dir) reaper.watchFolder(folder);
  const certificates = options.tls ? await makeCertificates(options.name) : null;
  let server: SimServer | null = null;
  const base = () => `${options.externalOrigin ?? server?.origin ?? ''}${root}`;

  const actions = createJobActions({
    store,
    timers,
    start(job) {
      job.run = startRun({
        job,
        instanceUrl: base(),
        folder,
        hostName: options.hostName ?? null,
        timing: () => store.timing,
        timers,
        ptys,
        reaper,
        setStatus: (status, reason) => store.setStatus(job, status, reason),
      });
    },
  });
  const web = createWeb({ store, root, secure: options.tls === true, base });
  const rest = createRest({ store, base, actions });
  const graphql = createGraphql({ store, base });
  const limits = createRateLimits(() => store.limits);

  const jobOf = (path: string): JobRecord | null => {
    const id = Number(terminalRoute.exec(path)?.[1]);
    return store.jobs.find((job) => job.id === id) ?? null;
  };

  const channels = createChannels({
    timing: () => store.timing,
    timers,
    jobOf,
    async authorise(ask) {
      const path = `${ask.path}/authorize`;
      const fault = server?.faultFor('GET', path);
      if (fault?.delayMs) await timers.wait(fault.delayMs);
      return (fault && faultAnswer(fault)) ?? web.authorise({ ...ask, path });
    },
  });

  const cable = createCable({
    store,
    timers,
    push: options.push ?? 'ok',
    base,
    callerOf: (ask) => apiCaller(store, ask, web.csrf),
  });

  async function api(ask: Ask): Promise<Answer> {
    await timers.wait(store.timing.apiDelayMs);
    const caller = apiCaller(store, ask, web.csrf);
    const who = String(caller.user?.id ?? 'anonymous');
    const counted = limits.api(who);
    if (counted.refusal) return counted.refusal;
    const listing = /^\/api\/v4\/projects\/[^/]+\/jobs$/.test(ask.path) ? limits.jobListing(who) : null;
    const answer = listing ?? (ask.path === '/api/graphql' ? await graphql(ask, caller) : rest(ask, caller));
    return { ...answer, headers: { ...counted.headers, ...answer.headers } };
  }

  server = await startServer({
    root,
    port: options.port ?? 0,
    tls: certificates,
    timers,
    answer: async (ask) => {
      const answer = ask.path.startsWith('/api/') ? await api(ask) : web.answer(ask);
      const requestId = createHash('md5').update(`${Date.now()}${ask.path}`).digest('hex').slice(0, 26);
      return {
        ...answer,
        headers: { Date: new Date(store.now()).toUTCString(), 'X-Request-Id': requestId, ...answer.headers },
      };
    },
    upgrade: async (request, socket, head, ask) =>
      terminalRoute.test(ask.path)
        ? await channels.open(request, socket, head, ask)
        : ask.path === '/-/cable'
          ? cable.open(request, socket, head, ask)
          : refuseUpgrade(socket, upgradeNotAllowed),
  });

  const running = server;
  let disposed: Promise<void> | null = null;
  return createHandles({
    name: options.name,
    url: base(),
    caPem: certificates?.caPem ?? null,
    tls: certificates === null ? null : { key: certificates.key, cert: certificates.cert },
    store,
    actions,
    server: running,
    terminalOf: channels.terminalOf,
    subscriptions: cable.subscriptions,
    dispose() {
      disposed ??= (async () => {
        for (const job of [...store.jobs, ...store.deletedJobs]) job.run?.dispose();
        await running.dispose();
        timers.dispose();
        await reaper.dispose();
      })();
      return disposed;
    },
  });
}
