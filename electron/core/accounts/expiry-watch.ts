import type { Account, AccountId, Settings } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { Clock, Log } from '../host.ts';
import type { NewNotice } from '../notices/new-notice.ts';
import type { Accounts } from './accounts.ts';
import { DAY_MS } from './expiry.ts';
import { expiryNotices, rotationNotice } from './expiry-notices.ts';
import type { RotationNews } from './rotation-outcome.ts';

/** Node's longest wait is under 25 days, and a laptop sleeps: look now and then. */
const LOOK_EVERY_MS = 60 * 60_000;
/** What did not work is not tried again before. */
const TRY_AGAIN_MS = 15 * 60_000;
/** After a renewal by itself failed: what was in the way is seldom gone within the hour. */
const RENEW_AGAIN_MS = DAY_MS;
/** A short-lived session is used again before this part of its time is over. */
const USE_WITHIN = 0.75;

export interface ExpiryWatch {
  accountsChanged(): void;
  rotated(accountId: AccountId, news: RotationNews): void;
  woke(): void;
  /** Begins to ask servers. */
  start(): void;
  dispose(): void;
}

interface Seen {
  checkedAt: number;
  usedAt: number;
  renewedAt: number;
}

/**
 * Time passes for credentials too: tokens are read again each day, web sessions are used before they would lapse, tokens
 * are renewed where the user has asked for that, and what will end is told days before.
 */
export function createExpiryWatch(deps: {
  readonly accounts: Pick<Accounts, 'list' | 'check' | 'touchSession' | 'renewToken'>;
  readonly settings: () => Pick<Settings, 'expiryWarningDays' | 'keepSignedIn'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (notice: NewNotice) => void;
  /** What was told under keys that begin so is past. */
  readonly past: (keyStart: string) => void;
}): ExpiryWatch {
  const { accounts, clock } = deps;
  const seen = new Map<AccountId, Seen>();
  let cancelLook: (() => void) | null = null;
  let looking = false;
  let started = false;
  let disposed = false;

  function seenOf(id: AccountId): Seen {
    const known = seen.get(id);
    if (known !== undefined) return known;
    // the start has just read the token
    const fresh = { checkedAt: clock.now(), usedAt: Number.NEGATIVE_INFINITY, renewedAt: Number.NEGATIVE_INFINITY };
    seen.set(id, fresh);
    return fresh;
  }

  function look(): void {
    // what is done here changes accounts, which leads here again
    if (looking || disposed) return;
    looking = true;
    cancelLook?.();
    let nextMs = LOOK_EVERY_MS;
    const settings = deps.settings();
    const list = accounts.list();
    for (const account of list) {
      for (const notice of expiryNotices(account, settings.expiryWarningDays, settings.keepSignedIn, clock.now())) {
        deps.tell(notice);
      }
      if (started) nextMs = Math.min(nextMs, act(account, settings.keepSignedIn));
    }
    for (const id of [...seen.keys()]) if (!list.some((account) => account.id === id)) seen.delete(id);
    cancelLook = list.length === 0 ? null : clock.after(nextMs, look);
    looking = false;
  }

  /** Answers in how long this account wants to be looked at again. */
  function act(account: Account, keepSignedIn: boolean): number {
    const { id } = account;
    const mine = seenOf(id);
    const now = clock.now();
    if (now - mine.checkedAt >= DAY_MS || now < mine.checkedAt) {
      mine.checkedAt = now;
      void accounts.check(id).catch(() => undefined);
    }
    if (isDueForRenewal(account, now) && now - mine.renewedAt >= RENEW_AGAIN_MS) {
      mine.renewedAt = now;
      void renew(id);
    }
    if (!keepSignedIn) return LOOK_EVERY_MS;
    const inMs = usedAgainInMs(account, mine.usedAt, now);
    if (inMs > 0) return inMs;
    mine.usedAt = now;
    void accounts.touchSession(id).catch(() => undefined);
    return TRY_AGAIN_MS;
  }

  async function renew(id: AccountId): Promise<void> {
    try {
      await accounts.renewToken(id);
    } catch (error) {
      const failure = toFailure(error);
      const account = accounts.list().find((one) => one.id === id);
      deps.log.warn('account', 'token not renewed by itself', { account: id, kind: failure.kind });
      if (account !== undefined) deps.tell(rotationNotice(account, { is: 'trouble', failure }));
    }
  }

  return {
    accountsChanged: look,
    rotated(accountId, news) {
      const account = accounts.list().find(({ id }) => id === accountId);
      if (account === undefined || disposed) return;
      if (news.is === 'renewed') {
        for (const what of ['token-expiring', 'token-not-renewed']) deps.past(`${what} ${accountId} `);
      }
      deps.tell(rotationNotice(account, news));
    },
    woke() {
      // a night may have passed: what was read yesterday is read again
      for (const mine of seen.values()) mine.checkedAt = Number.NEGATIVE_INFINITY;
      look();
    },
    start() {
      started = true;
      look();
    },
    dispose() {
      disposed = true;
      cancelLook?.();
      cancelLook = null;
    },
  };
}

function isDueForRenewal({ tokenState, tokenRenewal, renewTokenDays }: Account, now: number): boolean {
  if (tokenState.status !== 'ok' || tokenState.expiresAt === null) return false;
  if (tokenRenewal.status !== 'possible' || renewTokenDays === null) return false;
  return now < tokenState.expiresAt && tokenState.expiresAt - now <= renewTokenDays * DAY_MS;
}

/** Once a day, and sooner where it lives for less. */
function usedAgainInMs({ sessionState }: Account, usedAt: number, now: number): number {
  if (sessionState.status !== 'ok' || now < usedAt) return LOOK_EVERY_MS;
  const lifeMs = sessionState.expiresAt - sessionState.checkedAt;
  const everyMs = Math.max(TRY_AGAIN_MS, Math.min(DAY_MS, lifeMs * USE_WITHIN));
  return usedAt + everyMs - now;
}
