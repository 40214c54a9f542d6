import type { Account, AccountFeed, Failure, Job } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import { createDiscovery } from './discovery.ts';
import { FULL_SWEEP_EVERY_MS, nextRoundAfterMs } from './pace.ts';
import type { RecalledList } from './remembered-list.ts';
import { sortJobs } from './sort.ts';
import { createTerminalOffers } from './terminal-offers.ts';
import { createTimeouts } from './timeouts.ts';

export interface AccountFeedDeps {
  readonly accountId: string;
  /** What an earlier run knew; shown until the first sweep is complete. */
  readonly recalled: RecalledList | null;
  account(): Account;
  client(): GitlabClient;
  readonly clock: Clock;
  readonly log: Log;
  isInFront(): boolean;
  onChange(): void;
}

export interface RunningAccountFeed {
  feed(): AccountFeed;
  start(): void;
  /** A full sweep now, or after the round that is going on. Resolves when it is over, however it ended. */
  refresh(): Promise<void>;
  /** The account is not what it was; asks at once where that may help. */
  accountChanged(before: Account, now: Account): void;
  inFrontChanged(): void;
  /** Asks nothing more until `woke`. */
  suspended(): void;
  /** A full sweep at once, whatever was waited for. */
  woke(): void;
  /** Takes in what another request has just learned of a job. */
  learn(job: Job): void;
  dispose(): void;
}

/** Keeps one account's list of running jobs right, and keeps the last good one when the instance cannot be asked. */
export function createAccountFeed(deps: AccountFeedDeps): RunningAccountFeed {
  const { clock } = deps;
  const abort = new AbortController();
  const timeouts = createTimeouts({ client: deps.client, clock, onChange: deps.onChange });
  const offers = createTerminalOffers({
    ...deps,
    onChange: deps.onChange,
    onTimeout: (key, ms) => timeouts.learn(key, { ms, source: 'job' }),
  });
  const discovery = createDiscovery({
    account: deps.account,
    client: deps.client,
    clock,
    onJobs() {
      deps.onChange();
      void askOffers();
    },
  });

  let recalled = deps.recalled;
  let fetchedAt: number | null = recalled?.fetchedAt ?? null;
  let sweptAt: number | null = null;
  let failure: Failure | null = null;
  let failuresInARow = 0;
  let sweeping = false;
  let sweepWanted = true;
  let started = false;
  let asleep = false;
  let round: Promise<void> | null = null;
  let cancelNext: (() => void) | null = null;
  let asking = false;
  let askAgain = false;

  /** Jobs of an earlier run, in projects that have not been read in this one. */
  const unconfirmed = () => recalled?.jobs.filter(({ projectId }) => !discovery.hasRead(projectId)) ?? [];
  const jobs = () => sortJobs([...discovery.jobs(), ...unconfirmed()].map(filledIn));

  const filledIn = (job: Job): Job => ({
    ...job,
    terminal: offers.offerOf(job),
    timeout: timeouts.timeoutOf(job),
  });

  /** At most one at a time; jobs that come meanwhile are asked about right after. */
  async function askOffers(): Promise<void> {
    askAgain = true;
    if (asking) return;
    asking = true;
    while (askAgain && !abort.signal.aborted) {
      askAgain = false;
      await offers.ask(discovery.jobs(), abort.signal);
      await timeouts.ask(discovery.jobs(), abort.signal);
    }
    asking = false;
  }

  function isSweepDue(): boolean {
    return sweepWanted || sweptAt === null || clock.now() - sweptAt >= FULL_SWEEP_EVERY_MS;
  }

  async function runRound(): Promise<void> {
    cancelNext?.();
    cancelNext = null;
    const full = isSweepDue();
    sweepWanted = false;
    if (full) {
      sweeping = true;
      deps.onChange();
    }
    try {
      await (full ? discovery.sweep(abort.signal) : discovery.hot(abort.signal));
      fetchedAt = clock.now();
      if (full) {
        sweptAt = fetchedAt;
        recalled = null;
      }
      if (failure !== null) deps.log.info('jobs', 'listing works again', { account: deps.accountId });
      failure = null;
      failuresInARow = 0;
    } catch (error) {
      if (abort.signal.aborted) return;
      const now = toFailure(error);
      if (now.kind !== failure?.kind) {
        deps.log.warn('jobs', 'listing failed', { account: deps.accountId, kind: now.kind });
      }
      failure = now;
      failuresInARow += 1;
    } finally {
      sweeping = false;
    }
    deps.onChange();
    void askOffers();
  }

  function go(): Promise<void> {
    if (abort.signal.aborted) return Promise.resolve();
    round ??= runRound().finally(() => {
      round = null;
      schedule();
    });
    return round;
  }

  function schedule(): void {
    cancelNext?.();
    cancelNext = null;
    if (abort.signal.aborted || !started || asleep) return;
    const waitMs = sweepWanted ? 0 : nextRoundAfterMs({ inFront: deps.isInFront(), failure, failuresInARow });
    cancelNext = clock.after(waitMs, () => void go());
  }

  /** After the round that is going on, if one is. */
  function kick(): void {
    sweepWanted = true;
    if (started && round === null) void go();
  }

  return {
    feed: () => ({
      accountId: deps.accountId,
      jobs: jobs(),
      unconfirmed: unconfirmed().map(({ key }) => key),
      fetchedAt,
      // what is remembered is about to be asked for
      refreshing: sweeping || (recalled !== null && failure === null),
      failure,
      source: discovery.source ?? recalled?.source ?? null,
    }),
    start() {
      if (started) return;
      started = true;
      void go();
    },
    async refresh() {
      if (round !== null) await round;
      sweepWanted = true;
      await go();
    },
    accountChanged(before, now) {
      const sessionCame = before.sessionState.status !== 'ok' && now.sessionState.status === 'ok';
      if (sessionCame) {
        offers.reset();
        void askOffers();
      }
      const tokenCame = before.tokenState.status !== now.tokenState.status && now.tokenState.status !== 'refused';
      const cameOnline =
        failure?.kind === 'offline' && before.reach.status !== 'online' && now.reach.status === 'online';
      const otherTrust = before.instance.ca?.fingerprint256 !== now.instance.ca?.fingerprint256;
      if (failure !== null && (tokenCame || sessionCame || cameOnline || otherTrust)) kick();
      deps.onChange();
    },
    inFrontChanged() {
      // coming to the front shortens a wait that was set for the background; a back-off stays as it is
      if (round !== null || failure !== null) return;
      const age = fetchedAt === null ? Number.POSITIVE_INFINITY : clock.now() - fetchedAt;
      const waitMs = nextRoundAfterMs({ inFront: deps.isInFront(), failure, failuresInARow });
      if (started && age >= waitMs) void go();
      else schedule();
    },
    suspended() {
      asleep = true;
      schedule();
    },
    woke() {
      asleep = false;
      // the network has been away, and that was nobody's fault
      failuresInARow = 0;
      kick();
    },
    learn(job) {
      if (job.terminal.status !== 'unknown') offers.learn(job.key, job.terminal);
      timeouts.learn(job.key, job.timeout);
    },
    dispose() {
      abort.abort();
      cancelNext?.();
      cancelNext = null;
    },
  };
}
