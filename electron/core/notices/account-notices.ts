import type { Account } from '../../contract.ts';
import type { Clock } from '../host.ts';
import type { NewNotice } from './notice-list.ts';
import { counted, safeName, safeSentence } from './text.ts';

const DAY_MS = 86_400_000;
const WARNING_DAYS = [1, 7] as const;
/** The longest wait of Node's timers is under 25 days, and a laptop sleeps: look now and then. */
const LOOK_EVERY_MS = 60 * 60_000;

/** Whether a token's last days have begun: 1, 7, or null. Past its end the server's refusal says it better. */
export function expiryWarning(expiresAt: number, now: number): number | null {
  if (now >= expiresAt) return null;
  return WARNING_DAYS.find((days) => expiresAt - now <= days * DAY_MS) ?? null;
}

/** Watches accounts for tokens and web sessions that are, or soon will be, worth nothing. */
export function createAccountNotices(deps: {
  readonly clock: Clock;
  add(notice: NewNotice): void;
  rearm(key: string): void;
}): { accountsChanged(accounts: readonly Account[]): void; dispose(): void } {
  let accounts: readonly Account[] = [];
  let cancelLook: (() => void) | null = null;
  let disposed = false;

  function lookAt(account: Account): void {
    const label = safeName(account.label);
    const { id, tokenState, sessionState } = account;
    const edit = [{ do: 'edit-account', accountId: id }] as const;

    if (tokenState.status === 'ok') {
      deps.rearm(`token-refused ${id}`);
      const days = tokenState.expiresAt === null ? null : expiryWarning(tokenState.expiresAt, deps.clock.now());
      if (days !== null) {
        deps.add({
          key: `token-expiring ${id} ${tokenState.expiresAt} ${days}`,
          kind: 'token-expiring',
          urgency: days === 1 ? 'now' : 'soon',
          title: `Access token of ${label} expires soon`,
          body: `It is good for less than ${counted(days, 'day')}. Make a new one before then, or the job list stops.`,
          actions: edit,
        });
      }
    }
    if (tokenState.status === 'refused') {
      deps.add({
        key: `token-refused ${id}`,
        kind: 'token-refused',
        urgency: 'now',
        title: `Access token of ${label} is refused`,
        body: safeSentence([tokenState.failure.message, tokenState.failure.next].filter(Boolean).join(' ')),
        actions: edit,
      });
    }
    if (sessionState.status === 'ok') deps.rearm(`web-session-refused ${id}`);
    if (sessionState.status === 'refused') {
      deps.add({
        key: `web-session-refused ${id}`,
        kind: 'web-session-refused',
        urgency: 'now',
        title: `Signed out of ${label}`,
        body: 'No terminal can be opened there until you sign in again. The job list goes on.',
        actions: edit,
      });
    }
  }

  function look(): void {
    cancelLook?.();
    cancelLook = null;
    if (disposed) return;
    for (const account of accounts) lookAt(account);
    if (accounts.length > 0) cancelLook = deps.clock.after(LOOK_EVERY_MS, look);
  }

  return {
    accountsChanged(now) {
      accounts = now;
      look();
    },
    dispose() {
      disposed = true;
      cancelLook?.();
      cancelLook = null;
    },
  };
}
