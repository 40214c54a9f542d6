import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Armed, JobKey, PipelineRef, TerminalSession } from '../../../electron/contract.ts';
import { type Core, createCore } from '../../../electron/core/core.ts';
import type { Clock } from '../../../electron/core/host.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainHost } from '../../fakes/plain-host.ts';
import { realClock } from '../../fakes/real-clock.ts';
import type { InstanceOptions, SimJob, SimUser } from '../../gitlab/api.ts';
import { startWorld, type World } from '../../gitlab/world.ts';

/** A whole core with one account on a simulated GitLab: what waits are asked of. */
export interface Desk {
  readonly world: World;
  readonly bob: SimUser;
  readonly core: Core;
  readonly accountId: string;
  readonly pipeline: PipelineRef;
  readonly armed: readonly Armed[];
  readonly sessions: readonly TerminalSession[];
  /** Sessions that were put in front, in order. */
  readonly shown: readonly string[];
  /** Titles of notices, newest first. */
  notices(): Promise<readonly string[]>;
  keyOf(job: SimJob): JobKey;
  /** Makes the job known to core, as its URL would. */
  meet(job: SimJob): Promise<JobKey>;
  /** Resolves once this is so; the test's own time-out ends a vain wait. */
  until(what: () => boolean): Promise<void>;
  sessionOf(job: SimJob): TerminalSession | undefined;
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

export async function startDesk(
  options: {
    readonly instance?: Partial<InstanceOptions>;
    readonly scopes?: readonly string[];
    readonly token?: boolean;
    readonly cookie?: boolean;
    readonly clock?: Clock;
  } = {},
): Promise<Desk> {
  const world = await startWorld(options.instance);
  const bob = world.instance.addUser({ username: 'bob' });
  world.instance.setMember(world.project, bob, 30);
  const dataDir = mkdtempSync(join(tmpdir(), 'jobdeck-desk-'));
  const waiting = new Set<() => void>();
  let armed: readonly Armed[] = [];
  let sessions: readonly TerminalSession[] = [];
  const shown: string[] = [];
  const wake = () => {
    for (const look of [...waiting]) look();
  };

  async function open(): Promise<Core> {
    const host = createPlainHost({ dataDir, clock: options.clock ?? realClock, log: createMemoryLog() });
    const core = await createCore(host);
    core.on('armed', (list) => {
      armed = list;
      wake();
    });
    core.on('sessions', (list) => {
      sessions = list;
      wake();
    });
    core.on('showSession', (id) => shown.push(id));
    core.on('notices', wake);
    armed = (await core.calls.snapshot()).armed;
    return core;
  }

  let core = await open();
  const scopes = options.scopes ?? ['api'];
  const accountId = await core.calls.addAccount({
    address: world.instance.url,
    token: options.token === false ? null : world.instance.addToken(world.user, { scopes }).value,
    sessionCookie: options.cookie === false ? null : world.cookie,
    caPem: world.instance.caPem,
    label: null,
  });
  core.start();
  const pipeline: PipelineRef = {
    accountId,
    projectId: world.project.id,
    projectPath: world.project.path,
    pipelineId: world.pipeline.id,
  };

  const desk: Desk = {
    world,
    bob,
    accountId,
    pipeline,
    shown,
    get core() {
      return core;
    },
    get armed() {
      return armed;
    },
    get sessions() {
      return sessions;
    },
    notices: async () => (await core.calls.snapshot()).notices.map(({ kind, title }) => `${kind}: ${title}`),
    keyOf: (job) => `${accountId}:${job.id}`,
    async meet(job) {
      // reads all jobs of the pipeline, whatever their status
      await core.calls.upcomingJobs(pipeline);
      return desk.keyOf(job);
    },
    until: (what) =>
      new Promise((resolve) => {
        let cancel = () => {};
        const look = () => {
          cancel();
          if (!what()) {
            // what the simulated GitLab does wakes nobody here
            cancel = realClock.after(20, look);
            return;
          }
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    sessionOf: (job) => sessions.find((session) => session.job?.id === job.id),
    async restart() {
      await core.dispose();
      sessions = [];
      core = await open();
      // secrets were in memory only
      await core.calls.editAccount(accountId, {
        token: world.instance.addToken(world.user, { scopes }).value,
        sessionCookie: world.cookie,
      });
      core.start();
    },
    async dispose() {
      await core.dispose();
      await world.dispose();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return desk;
}
