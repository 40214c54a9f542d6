import { isDeepStrictEqual } from 'node:util';
import type { Account, AccountId, SessionId, SignInNeed, TerminalSession, WebSessionState } from '../contract.ts';
import type { Clock } from './host.ts';

/** A terminal that finds itself signed out again so soon after it went on is left to the user. */
const SOON_AGAIN_MS = 60_000;

/** Which accounts' web sessions terminals wait for: one need per account, in the accounts' order. Pure. */
export function signInNeeds(accounts: readonly Account[], sessions: readonly TerminalSession[]): readonly SignInNeed[] {
  return accounts.flatMap((account) => {
    const sessionIds = waitingFor(account.id, sessions);
    return sessionIds.length === 0 ? [] : [{ accountId: account.id, sessionIds }];
  });
}

function waitingFor(accountId: AccountId, sessions: readonly TerminalSession[]): readonly SessionId[] {
  return sessions.flatMap(({ id, job, state }) =>
    job?.accountId === accountId && state.status === 'ended' && state.ending.reason === 'signed-out' ? [id] : [],
  );
}

export interface SignInDesk {
  needs(): readonly SignInNeed[];
  accountsChanged(accounts: readonly Account[]): void;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  /** By the user's own doing: everything that waits goes on, however often it did before. */
  signedIn(accountId: AccountId): void;
}

/**
 * Asks once per account for a new web session, and lets all terminals that wait for it go on once it is there, whichever
 * way it came: a sign-in window, a pasted cookie, or an answer of GitLab that renewed it.
 */
export function createSignInDesk(deps: {
  readonly clock: Clock;
  readonly reconnect: (sessionId: SessionId) => void;
  readonly onChange: (needs: readonly SignInNeed[]) => void;
}): SignInDesk {
  const wentOnAt = new Map<SessionId, number>();
  const statusOf = new Map<AccountId, WebSessionState['status']>();
  let accounts: readonly Account[] = [];
  let sessions: readonly TerminalSession[] = [];
  let told: readonly SignInNeed[] = [];

  function tell(): void {
    const now = signInNeeds(accounts, sessions);
    if (isDeepStrictEqual(now, told)) return;
    told = now;
    deps.onChange(now);
  }

  function goOn(accountId: AccountId, mayGoOn: (sessionId: SessionId) => boolean): void {
    for (const sessionId of waitingFor(accountId, sessions).filter(mayGoOn)) {
      wentOnAt.set(sessionId, deps.clock.now());
      deps.reconnect(sessionId);
    }
  }

  const isRested = (sessionId: SessionId): boolean =>
    deps.clock.now() - (wentOnAt.get(sessionId) ?? Number.NEGATIVE_INFINITY) >= SOON_AGAIN_MS;

  return {
    needs: () => told,
    accountsChanged(now) {
      accounts = now;
      for (const { id, sessionState } of now) {
        const before = statusOf.get(id);
        statusOf.set(id, sessionState.status);
        if (before !== undefined && before !== 'ok' && sessionState.status === 'ok') goOn(id, isRested);
      }
      tell();
    },
    sessionsChanged(now) {
      sessions = now;
      const ids = new Set(now.map(({ id }) => id));
      for (const id of wentOnAt.keys()) if (!ids.has(id)) wentOnAt.delete(id);
      tell();
    },
    signedIn(accountId) {
      goOn(accountId, () => true);
      tell();
    },
  };
}
