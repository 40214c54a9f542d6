import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type {
  Account,
  AccountId,
  ArmEnd,
  Armed,
  ArmId,
  Failure,
  Job,
  PipelineRef,
  SessionId,
  TerminalSession,
} from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import { isFinal } from '../jobs/job.ts';
import { recallJob } from '../jobs/remembered-list.ts';
import { type Decision, decide, type Seen } from './decision.ts';
import { createPipelineWatch, type PipelineWatch } from './pipeline-watch.ts';
import type { Push } from './push.ts';
import { createStartTimes } from './start-times.ts';
import { endWords, waitsFor } from './wait-words.ts';
import { type KeptWait, MOST_WAITS, type WaitsFile } from './waits-file.ts';

export interface WaitingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly file: WaitsFile;
  readonly push: Push;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  remember(job: Job): void;
  /** Opens a tab for the job's terminal at once. */
  open(job: Job): SessionId;
  sessions(): readonly TerminalSession[];
  /** Takes away a tab that never had a shell. */
  close(sessionId: SessionId): void;
  /** The whole list, after each change. */
  onChange(armed: readonly Armed[]): void;
  /** The terminal of one that was waited for is open. */
  onOpen(armed: Armed, session: TerminalSession): void;
  onOver(armed: Armed, session: TerminalSession | null): void;
}

/** A wait that is asked for, whose job has been looked at just now. */
export interface NewWait extends Pick<KeptWait, 'pipeline' | 'name' | 'jobId' | 'notJobIds' | 'because'> {
  readonly seen: Seen;
}

/** Waits for jobs to start, and opens the terminal of each the moment it runs. */
export interface Waiting {
  list(): readonly Armed[];
  /** Begins to ask the instances for what an earlier run waited for. */
  start(): void;
  /** The wait for this that goes on already; null = there is none. */
  find(wanted: Pick<NewWait, 'pipeline' | 'name' | 'jobId'>): ArmId | null;
  /** Throws `bad-input` when there are too many. */
  add(wait: NewWait): ArmId;
  disarm(id: ArmId): void;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  accountsChanged(): void;
  suspended(): void;
  woke(): void;
  dispose(): void;
}

interface Live {
  readonly kept: KeptWait;
  readonly job: Job | null;
  readonly delayed: { readonly failure: Failure; readonly since: number } | null;
  readonly sessionId: SessionId | null;
}

const keyOf = ({ accountId, projectId, pipelineId }: PipelineRef) => `${accountId}/${projectId}/${pipelineId}`;

export function createWaiting(deps: WaitingDeps): Waiting {
  const { clock } = deps;
  let waits: readonly Live[] = recall();
  const watches = new Map<string, PipelineWatch>();
  const startTimes = createStartTimes({ ...deps, onChange: changed });
  let started = false;
  let disposed = false;
  let told: readonly Armed[] = list();
  const undoPush = deps.push.onStatus((accountId, jobId, status) => {
    const about = waits.filter((wait) => {
      return isWaiting(wait) && wait.kept.pipeline.accountId === accountId && idOf(wait) === jobId;
    });
    for (const key of new Set(about.map(({ kept }) => keyOf(kept.pipeline)))) {
      if (status === null) watches.get(key)?.ask();
      else watches.get(key)?.pushed(jobId, status);
    }
  });

  function recall(): readonly Live[] {
    return deps.file.read().flatMap(({ wait, job }): Live[] => {
      const account = deps.account(wait.pipeline.accountId);
      if (account === null) return [];
      const recalled = job === null ? null : recallJob(job, account);
      // what its menus lead to must be known again
      if (recalled !== null) deps.remember(recalled);
      return [{ kept: wait, job: recalled, delayed: null, sessionId: null }];
    });
  }

  // ── Telling ──

  function list(): readonly Armed[] {
    return waits.map(armedOf);
  }

  function armedOf(wait: Live): Armed {
    const { kept, job } = wait;
    const session = deps.account(kept.pipeline.accountId)?.sessionState.status;
    return {
      id: kept.id,
      pipeline: kept.pipeline,
      name: kept.name,
      job,
      because: kept.because,
      since: kept.since,
      state: stateOf(wait),
      needsSignIn: kept.over === null && (session === 'missing' || session === 'refused' || session === 'locked'),
    };
  }

  function stateOf({ kept, job, delayed, sessionId }: Live): Armed['state'] {
    if (kept.over !== null) return { status: 'over', ...kept.over };
    if (sessionId !== null) return { status: 'opening' };
    if (delayed !== null) return { status: 'delayed', ...delayed };
    return { status: 'waiting', message: waitsFor(job, kept.name), startsAt: startTimes.of(job) };
  }

  function changed(): void {
    if (disposed) return;
    const now = list();
    if (isDeepStrictEqual(now, told)) return;
    told = now;
    deps.onChange(now);
  }

  function set(next: readonly Live[]): void {
    const isOther = !isDeepStrictEqual(
      next.map(({ kept }) => kept),
      waits.map(({ kept }) => kept),
    );
    waits = next;
    if (isOther) deps.file.write(waits.map(({ kept, job }) => ({ wait: kept, job })));
    settleWatches();
    changed();
  }

  function replace(old: Live, next: Live): void {
    set(waits.map((wait) => (wait.kept.id === old.kept.id ? next : wait)));
  }

  // ── Asking ──

  const isWaiting = ({ kept, sessionId }: Live) => kept.over === null && sessionId === null;
  const waitsIn = (key: string) => waits.filter((wait) => isWaiting(wait) && keyOf(wait.kept.pipeline) === key);
  /** By name, once a job by that name has come: that one is followed until it is over. */
  const idOf = ({ kept, job }: Live) => kept.jobId ?? (job === null || isFinal(job.status) ? null : job.id);

  /** A watch for each pipeline with something to wait for, and none for others. */
  function settleWatches(): void {
    if (!started || disposed) return;
    const wanted = new Map(waits.filter(isWaiting).map(({ kept }) => [keyOf(kept.pipeline), kept.pipeline]));
    for (const [key, watch] of [...watches]) {
      if (wanted.has(key)) continue;
      watch.dispose();
      watches.delete(key);
    }
    for (const [key, pipeline] of wanted) {
      if (watches.has(key)) continue;
      const watch = watchOf(key, pipeline);
      watches.set(key, watch);
      watch.ask();
    }
    const ids = new Map<AccountId, Set<number>>();
    for (const wait of waits.filter(isWaiting)) {
      const id = idOf(wait);
      const { accountId } = wait.kept.pipeline;
      if (id !== null) ids.set(accountId, (ids.get(accountId) ?? new Set()).add(id));
    }
    deps.push.follow(ids);
  }

  function watchOf(key: string, pipeline: PipelineRef): PipelineWatch {
    const { accountId } = pipeline;
    return createPipelineWatch({
      pipeline,
      clock,
      awaited: () =>
        waitsIn(key).map((wait) => ({ jobId: idOf(wait), job: wait.job, startsAt: startTimes.of(wait.job) })),
      account() {
        const account = deps.account(accountId);
        if (account === null) throw new JobdeckError('no-account', 'The account was removed.');
        return account;
      },
      client: () => deps.clientFor(accountId),
      pipelines: () => [...watches.keys()].filter((one) => one.startsWith(`${accountId}/`)).length,
      isPushed: () =>
        waitsIn(key).every((wait) => {
          const id = idOf(wait);
          return id !== null && deps.push.isProven(accountId, id);
        }),
      onSeen(seen) {
        for (const wait of waitsIn(key)) act(wait, decide(wait.kept, seen));
      },
      onFailure(failure) {
        for (const wait of waitsIn(key)) {
          replace(wait, { ...wait, delayed: { failure, since: wait.delayed?.since ?? clock.now() } });
        }
      },
      onGone(jobId) {
        for (const wait of waitsIn(key)) if (jobId === null || idOf(wait) === jobId) end(wait, 'gone', wait.job);
      },
    });
  }

  function act(wait: Live, decision: Decision): void {
    const { job } = decision;
    if (job !== null) deps.remember(job);
    switch (decision.do) {
      case 'wait':
        replace(wait, { ...wait, job, delayed: null });
        startTimes.ask(job);
        return;
      case 'end':
        end(wait, decision.end, job ?? wait.job);
        return;
      case 'open': {
        deps.log.info('waiting', 'runs', { job: decision.job.key });
        const sessionId = deps.open(decision.job);
        const opening: Live = { ...wait, job, delayed: null, sessionId };
        replace(wait, opening);
        // the job may have had a tab before
        follow(
          opening,
          deps.sessions().find(({ id }) => id === sessionId),
        );
      }
    }
  }

  function end(wait: Live, why: ArmEnd, job: Job | null, session: TerminalSession | null = null): void {
    deps.log.info('waiting', 'over', { job: job?.key ?? wait.kept.name, why });
    const over = { end: why, message: endWords(why, job), at: clock.now() };
    const next: Live = { kept: { ...wait.kept, over }, job, delayed: null, sessionId: null };
    replace(wait, next);
    deps.onOver(armedOf(next), session);
  }

  function remove(wait: Live): void {
    set(waits.filter((other) => other.kept.id !== wait.kept.id));
  }

  /** What has become of the tab that was opened for it. */
  function follow(wait: Live, session: TerminalSession | undefined): void {
    switch (session?.state.status) {
      case undefined:
        remove(wait);
        return;
      case 'connecting':
        return;
      case 'open':
      case 'held': {
        const armed = armedOf(wait);
        remove(wait);
        deps.onOpen(armed, session);
        return;
      }
      case 'ended':
        endedBefore(wait, session);
    }
  }

  function endedBefore(wait: Live, session: TerminalSession): void {
    const status = session.job?.status;
    if (status !== undefined && isFinal(status)) {
      const { id } = session;
      end(wait, status === 'canceled' ? 'cancelled' : 'finished', session.job, session);
      deps.close(id);
      return;
    }
    // the tab says why, and what can be done: sign in, say, after which it goes on by itself
    const armed = armedOf(wait);
    remove(wait);
    deps.onOver(armed, session);
  }

  return {
    list,
    start() {
      started = true;
      settleWatches();
    },
    find(wanted) {
      const found = waits.find(
        ({ kept }) =>
          kept.over === null &&
          keyOf(kept.pipeline) === keyOf(wanted.pipeline) &&
          (wanted.jobId === null ? kept.jobId === null && kept.name === wanted.name : kept.jobId === wanted.jobId),
      );
      return found?.kept.id ?? null;
    },
    add({ seen, ...wanted }) {
      if (waits.filter(({ kept }) => kept.over === null).length >= MOST_WAITS) {
        throw new JobdeckError('bad-input', `${MOST_WAITS} jobs are waited for already.`, 'Stop some of those waits.');
      }
      const kept: KeptWait = { ...wanted, id: randomUUID(), since: clock.now(), over: null };
      const live: Live = { kept, job: null, delayed: null, sessionId: null };
      // one that was over, for the same, has been answered by this
      const others = waits.filter(({ kept: old }) => old.over === null || !isSame(old, kept));
      waits = [...others, live];
      act(live, decide(kept, seen));
      return kept.id;
    },
    disarm(id) {
      const wait = waits.find(({ kept }) => kept.id === id);
      if (wait !== undefined) remove(wait);
    },
    sessionsChanged(sessions) {
      for (const wait of waits) {
        if (wait.sessionId === null) continue;
        follow(
          wait,
          sessions.find(({ id }) => id === wait.sessionId),
        );
      }
    },
    accountsChanged() {
      const kept = waits.filter(({ kept: { pipeline } }) => deps.account(pipeline.accountId) !== null);
      if (kept.length !== waits.length) set(kept);
      changed();
      // a new token, a new web session, a network that is back: asked at once
      for (const [key, watch] of watches) {
        const delayed = waitsIn(key)[0]?.delayed;
        const account = deps.account(key.slice(0, key.indexOf('/')));
        if (delayed == null || account === null) continue;
        const isWell = account.tokenState.status === 'ok' || account.sessionState.status === 'ok';
        const cameBack = delayed.failure.kind === 'offline' && account.reach.status === 'online';
        if (cameBack || (isWell && MENDED_BY_CREDENTIALS.has(delayed.failure.kind))) watch.ask();
      }
    },
    suspended() {
      for (const watch of watches.values()) watch.suspended();
    },
    woke() {
      for (const watch of watches.values()) watch.woke();
    },
    dispose() {
      disposed = true;
      undoPush();
      deps.push.dispose();
      for (const watch of watches.values()) watch.dispose();
      watches.clear();
    },
  };
}

const MENDED_BY_CREDENTIALS = new Set<Failure['kind']>([
  'unauthorized',
  'no-credentials',
  'token-expired',
  'missing-scope',
  'session-refused',
  'vault-locked',
]);

function isSame(one: KeptWait, other: KeptWait): boolean {
  return keyOf(one.pipeline) === keyOf(other.pipeline) && one.jobId === other.jobId && one.name === other.name;
}
