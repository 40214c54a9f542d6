import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Account, AccountId, ArmEnd, Armed, ArmId, Job, SessionId, TerminalSession } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import { isFinal } from '../jobs/job.ts';
import { recallJob } from '../jobs/remembered-list.ts';
import { armedView, type Live } from './armed-view.ts';
import { type Decision, decide, type Seen } from './decision.ts';
import type { Push } from './push.ts';
import { createStartTimes } from './start-times.ts';
import { endWords } from './wait-words.ts';
import { type KeptWait, MOST_WAITS, type WaitsFile } from './waits-file.ts';
import { createWatches, pipelineKey } from './watches.ts';

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

export function createWaiting(deps: WaitingDeps): Waiting {
  const { clock } = deps;
  let waits: readonly Live[] = recall();
  let written: readonly KeptWait[] = waits.map(({ kept }) => kept);
  const startTimes = createStartTimes({ ...deps, onChange: changed });
  let started = false;
  let disposed = false;
  let told: readonly Armed[] = list();
  const watches = createWatches({
    ...deps,
    startTimes,
    waits: () => waits.filter(isWaiting),
    onSeen: (wait, seen) => act(wait, decide(wait.kept, seen)),
    onFailure(wait, failure) {
      replace(wait, { ...wait, delayed: { failure, since: wait.delayed?.since ?? clock.now() } });
    },
    onGone: (wait) => end(wait, 'gone', wait.job),
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
    const session = deps.account(wait.kept.pipeline.accountId)?.sessionState.status ?? null;
    return armedView(wait, startTimes.of(wait.job), session);
  }

  function changed(): void {
    if (disposed) return;
    const now = list();
    if (isDeepStrictEqual(now, told)) return;
    told = now;
    deps.onChange(now);
  }

  function set(next: readonly Live[]): void {
    waits = next;
    // not with each change of a job's status: writing waits for the disk, and starts are not to wait for that
    const kept = waits.map((wait) => wait.kept);
    if (!isDeepStrictEqual(kept, written)) deps.file.write(waits.map((wait) => ({ wait: wait.kept, job: wait.job })));
    written = kept;
    if (started && !disposed) watches.settle();
    changed();
  }

  function replace(old: Live, next: Live): void {
    set(waits.map((wait) => (wait.kept.id === old.kept.id ? next : wait)));
  }

  // ── Deciding ──

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
      watches.settle();
    },
    find(wanted) {
      const found = waits.find(
        ({ kept }) =>
          kept.over === null &&
          pipelineKey(kept.pipeline) === pipelineKey(wanted.pipeline) &&
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
      watches.accountsChanged();
    },
    suspended: watches.suspended,
    woke: watches.woke,
    dispose() {
      disposed = true;
      watches.dispose();
    },
  };
}

const isWaiting = ({ kept, sessionId }: Live): boolean => kept.over === null && sessionId === null;

function isSame(one: KeptWait, other: KeptWait): boolean {
  return (
    pipelineKey(one.pipeline) === pipelineKey(other.pipeline) && one.jobId === other.jobId && one.name === other.name
  );
}
