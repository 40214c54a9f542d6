import type { Account, AccountFeed, AccountId, Job, JobStatus } from '../../contract.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import type { JobAccess } from '../terminals/ports.ts';
import { createFeed, type Feed } from './feed.ts';
import { createFeedMemory } from './feed-memory.ts';
import { createJobUrlResolver } from './job-url.ts';
import { createListsFile } from './lists-file.ts';
import { createLogReader } from './log-reader.ts';
import { createLook } from './look.ts';
import { createStatusWatch } from './status-watch.ts';

/** All that is asked of jobs: which there are, and what one of them is just now, by its page, its status and its log. */
export interface Jobs
  extends Pick<JobAccess, 'look' | 'watchLog' | 'watchStatus' | 'checkStatus'>,
    Omit<Feed, 'dispose'> {
  /** The job at this address. Rejects with what is wrong with it. */
  at(url: string): Promise<Job>;
  /** To be called whenever the settings have changed. */
  settingsChanged(): void;
  /** Resolves when what it knows is on the disk. */
  dispose(): Promise<void>;
}

export interface JobsDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Where the lists are kept for the next run. */
  readonly listsFile: string;
  settings(): { readonly rememberJobs: boolean };
  /** In the user's order. */
  accounts(): readonly Account[];
  account(accountId: AccountId): Account | null;
  /** Throws `no-account` for an unknown id. */
  clientFor(accountId: AccountId): GitlabClient;
  onFeeds(feeds: readonly AccountFeed[]): void;
  /** A job that somebody watched is over; once per job. */
  onFinished(job: Job, status: JobStatus): void;
}

export function createJobs(deps: JobsDeps): Jobs {
  const { account, accounts, clientFor, clock, log } = deps;
  let inFront = true;

  const memory = createFeedMemory({ file: createListsFile(deps.listsFile, log), settings: deps.settings, clock });
  const status = createStatusWatch({
    ...{ clientFor, clock },
    findJob: (key) => feed.findJob(key),
    isInFront: () => inFront,
    onFinished: deps.onFinished,
  });
  const feed = createFeed({
    ...{ accounts, clientFor, clock, log },
    recall: memory.recall,
    // tells what it recalls while it is made
    onChange(feeds) {
      deps.onFeeds(feeds);
      memory.keep(feeds);
      status.listed(new Set(feeds.flatMap(({ jobs }) => jobs.map(({ key }) => key))));
    },
  });
  const { findJob, remember } = feed;

  return {
    ...feed,
    look: createLook({ findJob, account, clientFor, remember }),
    watchLog: createLogReader({
      ...{ findJob, clientFor, clock },
      hasWebSession: (id) => account(id)?.sessionState.status === 'ok',
    }),
    watchStatus: status.watch,
    checkStatus: status.check,
    at: createJobUrlResolver({ accounts, clientFor, remember }),
    settingsChanged: memory.settingsChanged,
    setInFront(now) {
      inFront = now;
      feed.setInFront(now);
    },
    suspended() {
      feed.suspended();
      status.suspended();
    },
    woke() {
      feed.woke();
      status.woke();
    },
    async dispose() {
      status.dispose();
      feed.dispose();
      await memory.dispose();
    },
  };
}
