import { isDeepStrictEqual } from 'node:util';
import type { Account, AccountFeed, AccountId, Job, JobKey, TerminalSession } from '../contract.ts';
import { createAnnouncements } from './announcements.ts';
import type { GitlabClient } from './gitlab/ports.ts';
import type { ClockSpan } from './gitlab/server-clock.ts';
import { createHoldsSeen } from './holds-seen.ts';
import type { Clock, Log } from './host.ts';
import type { Surroundings } from './terminals/ports.ts';

export interface AroundDeps {
  findJob(key: JobKey): Job | null;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  /** Where it is remembered how long runners hold jobs. */
  readonly holdsFile: string;
  readonly settings: () => { readonly rememberJobs: boolean };
  readonly clock: Clock;
  readonly log: Log;
  /** Something that `of` tells has changed. */
  onChange(): void;
}

/** What stands around terminals and can end them: joined out of accounts, jobs, announcements and what was seen before. */
export interface Around {
  of(key: JobKey): Surroundings;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  accountsChanged(accounts: readonly Account[]): void;
  feedsChanged(feeds: readonly AccountFeed[]): void;
  settingsChanged(): void;
  dispose(): void;
}

const NOTHING_KNOWN: Surroundings = {
  started: null,
  timeout: null,
  tokenExpiresAt: null,
  webSession: null,
  signedOut: false,
  holdSeen: null,
  announcements: [],
};

export function createAround(deps: AroundDeps): Around {
  /** As far as `of` tells it: that an account was heard of once more, or its list read again, changes nothing. */
  let ofAccounts: unknown = null;
  let ofJobs: unknown = null;
  const announcements = createAnnouncements(deps);
  const holdsSeen = createHoldsSeen({ ...deps, file: deps.holdsFile, jobEndsAt });

  function of(key: JobKey): Surroundings {
    const job = deps.findJob(key);
    const account = job === null ? null : deps.account(job.accountId);
    if (job === null || account === null) return NOTHING_KNOWN;
    const { tokenState, sessionState } = account;
    return {
      started: job.startedAt === null ? null : onOurClock(job.startedAt, deps.clientFor(account.id).serverClock()),
      timeout: job.timeout,
      tokenExpiresAt: tokenState.status === 'ok' ? tokenState.expiresAt : null,
      webSession: sessionState.status === 'ok' ? sessionState : null,
      signedOut: sessionState.status === 'refused',
      holdSeen: holdsSeen.of(job),
      announcements: announcements.of(account.id),
    };
  }

  function jobEndsAt({ key }: Job): number | null {
    const { started, timeout } = of(key);
    return started === null || timeout === null ? null : started.at + timeout.ms;
  }

  return {
    of,
    sessionsChanged(sessions) {
      holdsSeen.sessionsChanged(sessions);
      announcements.sessionsChanged(sessions);
    },
    accountsChanged(accounts) {
      holdsSeen.accountsChanged(accounts.map(({ id }) => id));
      const now = accounts.map(({ id, tokenState, sessionState }) => [id, tokenState, sessionState]);
      if (isDeepStrictEqual(now, ofAccounts)) return;
      ofAccounts = now;
      deps.onChange();
    },
    feedsChanged(feeds) {
      const jobs = feeds.flatMap((feed) => feed.jobs);
      const now = jobs.map(({ key, startedAt, timeout, runner }) => [key, startedAt, timeout, runner?.description]);
      if (isDeepStrictEqual(now, ofJobs)) return;
      ofJobs = now;
      deps.onChange();
    },
    settingsChanged: holdsSeen.settingsChanged,
    dispose: announcements.dispose,
  };
}

const EXACT_WITHIN_MS = 2_000;

/** GitLab dates by its own clock, which may be hours from ours. */
function onOurClock(at: number, clock: ClockSpan | null): NonNullable<Surroundings['started']> {
  if (clock === null) return { at, exact: false };
  const { leastMs, mostMs } = clock;
  return { at: Math.round(at + (leastMs + mostMs) / 2), exact: mostMs - leastMs <= EXACT_WITHIN_MS };
}
