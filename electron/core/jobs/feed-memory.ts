import { isDeepStrictEqual } from 'node:util';
import type { Account, AccountFeed } from '../../contract.ts';
import type { Clock } from '../host.ts';
import type { ListsFile } from './lists-file.ts';
import { type Lists, type RecalledList, recallList, takeIn } from './remembered-list.ts';

/** The last job lists, kept on disk, so that the next start has something to show before any server has answered. */
export interface FeedMemory {
  /** What is known of this account from earlier; null = nothing, or it is not to be remembered. */
  recall(account: Account): RecalledList | null;
  /** Takes in the feeds as they are; written soon. An account that is not among them is forgotten at once. */
  keep(feeds: readonly AccountFeed[]): void;
  settingsChanged(): void;
  /** Resolves when all is written. May be called twice. */
  dispose(): Promise<void>;
}

export interface FeedMemoryDeps {
  readonly file: ListsFile;
  readonly settings: () => { readonly rememberJobs: boolean };
  readonly clock: Clock;
}

const LOOK_EVERY_MS = 10_000;
/** While nothing but the time of the last sweep changes. */
const WRITE_AGE_EVERY_MS = 5 * 60_000;

export function createFeedMemory({ file, settings, clock }: FeedMemoryDeps): FeedMemory {
  const isOn = () => settings().rememberJobs;
  let lists: Lists = isOn() ? file.read() : {};
  let written = lists;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let latest: readonly AccountFeed[] | null = null;
  let cancelLook: (() => void) | null = null;
  let working: Promise<void> = isOn() ? Promise.resolve() : file.erase();
  let disposed = false;

  function flush(): void {
    cancelLook?.();
    cancelLook = null;
    if (!isOn() || isDeepStrictEqual(lists, written)) return;
    written = lists;
    writtenAt = clock.now();
    working = file.write(lists);
  }

  function takeLatest(): void {
    if (latest !== null) lists = takeIn(lists, latest);
    latest = null;
  }

  /** Lists change several times a second while a sweep goes on: they are looked at only now and then. */
  function look(): void {
    cancelLook = null;
    takeLatest();
    const passed = clock.now() - writtenAt;
    // below 0: the calendar was set back
    const isOld = passed < 0 || passed >= WRITE_AGE_EVERY_MS;
    if (isOld || !isDeepStrictEqual(jobsOf(lists), jobsOf(written))) flush();
  }

  return {
    recall(account) {
      const list = lists[account.id];
      return list === undefined ? null : recallList(list, account, clock.now());
    },
    keep(feeds) {
      if (disposed || !isOn()) return;
      latest = feeds;
      const ids = new Set(feeds.map(({ accountId }) => accountId));
      if (Object.keys(lists).some((id) => !ids.has(id))) {
        takeLatest();
        flush();
      }
      cancelLook ??= clock.after(LOOK_EVERY_MS, look);
    },
    settingsChanged() {
      if (isOn()) return;
      cancelLook?.();
      cancelLook = null;
      latest = null;
      lists = {};
      written = {};
      working = file.erase();
    },
    dispose() {
      if (!disposed) {
        takeLatest();
        flush();
      }
      disposed = true;
      return working;
    },
  };
}

function jobsOf(lists: Lists): unknown {
  return Object.entries(lists).map(([id, { jobs }]) => [id, jobs]);
}
