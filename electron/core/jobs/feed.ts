import { isDeepStrictEqual } from 'node:util';
import type { Account, AccountFeed, AccountId, Job, JobKey } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import { createAccountFeed, type RunningAccountFeed } from './account-feed.ts';
import { accountIdOf } from './job.ts';
import { createKnownJobs } from './known-jobs.ts';
import type { RecalledList } from './remembered-list.ts';

export interface FeedDeps {
  /** In the user's order. */
  accounts(): readonly Account[];
  /** Throws `no-account` for an unknown id. */
  clientFor(accountId: AccountId): GitlabClient;
  /** What an earlier run knew of an account's jobs. */
  recall(account: Account): RecalledList | null;
  readonly clock: Clock;
  readonly log: Log;
  /** All feeds, in the order of the accounts; only when something differs. */
  onChange(feeds: readonly AccountFeed[]): void;
}

/** The job feed: which jobs run, over all accounts. */
export interface Feed {
  feeds(): readonly AccountFeed[];
  /** Begins to ask the instances. */
  start(): void;
  /** Null = all accounts. Resolves when the lists are in or have failed. Rejects with `no-account`. */
  refresh(accountId: AccountId | null): Promise<void>;
  setInFront(inFront: boolean): void;
  suspended(): void;
  woke(): void;
  /** To be called whenever accounts were added, removed, reordered or have changed. */
  accountsChanged(): void;
  /** A job of the list, or one that left it. */
  findJob(key: JobKey): Job | null;
  /** Keeps a job that was found another way (by its URL, by a look at it). */
  remember(job: Job): void;
  dispose(): void;
}

/** Jobs come one project at a time; a view need not be told more often than this. */
const TELL_AT_MOST_EVERY_MS = 100;

export function createFeed(deps: FeedDeps): Feed {
  const running = new Map<AccountId, RunningAccountFeed>();
  const lastSeen = new Map<AccountId, Account>();
  const known = createKnownJobs();
  let inFront = true;
  let started = false;
  let disposed = false;
  let told: readonly AccountFeed[] = [];
  let toldJobs: ReadonlyMap<JobKey, Job> = new Map();
  let cancelTell: (() => void) | null = null;
  let tellAgain = false;

  function feeds(): readonly AccountFeed[] {
    return deps.accounts().flatMap((account) => running.get(account.id)?.feed() ?? []);
  }

  /** The first change is told at once, those that follow closely together. */
  function changed(): void {
    if (disposed) return;
    if (cancelTell !== null) {
      tellAgain = true;
      return;
    }
    const now = feeds();
    if (isDeepStrictEqual(now, told)) return;
    told = now;
    toldJobs = new Map(now.flatMap(({ jobs }) => jobs.map((job) => [job.key, job])));
    for (const job of toldJobs.values()) known.put(job);
    cancelTell = deps.clock.after(TELL_AT_MOST_EVERY_MS, () => {
      cancelTell = null;
      if (!tellAgain) return;
      tellAgain = false;
      changed();
    });
    deps.onChange(now);
  }

  function add(account: Account): void {
    const { id } = account;
    const feed = createAccountFeed({
      accountId: id,
      recalled: deps.recall(account),
      account: () => lastSeen.get(id) ?? account,
      client: () => deps.clientFor(id),
      clock: deps.clock,
      log: deps.log,
      isInFront: () => inFront,
      onChange: changed,
    });
    running.set(id, feed);
    if (started) feed.start();
  }

  function accountsChanged(): void {
    if (disposed) return;
    const accounts = deps.accounts();
    const ids = new Set(accounts.map((account) => account.id));
    for (const [id, feed] of [...running]) {
      if (ids.has(id)) continue;
      feed.dispose();
      running.delete(id);
      lastSeen.delete(id);
      known.forgetAccount(id);
    }
    for (const account of accounts) {
      const before = lastSeen.get(account.id);
      lastSeen.set(account.id, account);
      if (before === undefined) add(account);
      else if (!isDeepStrictEqual(before, account)) running.get(account.id)?.accountChanged(before, account);
    }
    changed();
  }

  accountsChanged();

  return {
    feeds,
    start() {
      if (started || disposed) return;
      started = true;
      for (const feed of running.values()) feed.start();
    },
    async refresh(accountId) {
      if (accountId === null) {
        await Promise.all([...running.values()].map((feed) => feed.refresh()));
        return;
      }
      const feed = running.get(accountId);
      if (feed === undefined) throw new JobdeckError('no-account', 'There is no such account.');
      await feed.refresh();
    },
    setInFront(now) {
      if (inFront === now) return;
      inFront = now;
      for (const feed of running.values()) feed.inFrontChanged();
    },
    suspended() {
      for (const feed of running.values()) feed.suspended();
    },
    woke() {
      for (const feed of running.values()) feed.woke();
    },
    accountsChanged,
    findJob(key) {
      const inFeeds = () => feeds().flatMap(({ jobs }) => jobs.find((job) => job.key === key) ?? [])[0];
      // a snapshot shows what is still to be told
      return toldJobs.get(key) ?? inFeeds() ?? known.get(key);
    },
    remember(job) {
      known.put(job);
      running.get(accountIdOf(job.key))?.learn(job);
    },
    dispose() {
      disposed = true;
      cancelTell?.();
      cancelTell = null;
      for (const feed of running.values()) feed.dispose();
      running.clear();
    },
  };
}
