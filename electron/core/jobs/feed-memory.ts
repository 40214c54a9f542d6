import { readFileSync, rmSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Account, AccountFeed } from '../../contract.ts';
import type { Clock, Log } from '../host.ts';
import { type Lists, parseLists, type RecalledList, recallList, takeIn } from './remembered-list.ts';

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
  readonly file: string;
  readonly settings: () => { readonly rememberJobs: boolean };
  readonly clock: Clock;
  readonly log: Log;
}

/** Far above what full lists of many accounts take. */
const MOST_BYTES = 32 * 1024 * 1024;
const LOOK_EVERY_MS = 10_000;
/** While nothing but the time of the last sweep changes. */
const WRITE_AGE_EVERY_MS = 5 * 60_000;

/**
 * Nothing here is worth a question or a notice: a file that is damaged, too large or of another version is as good as none.
 * Written without holding up the process, which reads terminals meanwhile; the rename makes each write whole.
 */
export function createFeedMemory({ file, settings, clock, log }: FeedMemoryDeps): FeedMemory {
  const isOn = () => settings().rememberJobs;
  let lists: Lists = isOn() ? read() : {};
  let written = lists;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let latest: readonly AccountFeed[] | null = null;
  let cancelLook: (() => void) | null = null;
  let working: Promise<void> = Promise.resolve();
  let disposed = false;
  if (!isOn()) working = erase();

  function read(): Lists {
    try {
      if (statSync(file).size > MOST_BYTES) return {};
      return parseLists(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return {};
    }
  }

  async function erase(): Promise<void> {
    try {
      rmSync(file, { force: true });
    } catch (error) {
      log.warn('jobs', 'list not erased', { code: codeOf(error) });
    }
  }

  async function write(now: Lists): Promise<void> {
    // the name under which data-dir.ts clears what a killed run has left
    const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
    try {
      await writeFile(temporary, JSON.stringify({ version: 1, lists: now }), { mode: 0o600 });
      await rename(temporary, file);
    } catch (error) {
      log.warn('jobs', 'list not remembered', { code: codeOf(error) });
    }
  }

  function flush(): void {
    cancelLook?.();
    cancelLook = null;
    if (!isOn() || isDeepStrictEqual(lists, written)) return;
    const now = lists;
    written = now;
    writtenAt = clock.now();
    working = working.then(() => write(now));
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
      working = working.then(erase);
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

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
