import type { Account } from '../../contract.ts';
import type { NewNotice } from './notice-list.ts';
import { safeName, safeSentence } from './text.ts';

/** Watches accounts for tokens and web sessions that have become worth nothing. */
export function createAccountNotices(deps: { add(notice: NewNotice): void; rearm(key: string): void }): {
  accountsChanged(accounts: readonly Account[]): void;
} {
  function lookAt(account: Account): void {
    const label = safeName(account.label);
    const { id, tokenState, sessionState } = account;
    const edit = [{ do: 'edit-account', accountId: id }] as const;

    if (tokenState.status === 'ok') deps.rearm(`token-refused ${id}`);
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
        actions: [{ do: 'sign-in', accountId: id }],
      });
    }
  }

  return {
    accountsChanged(accounts) {
      for (const account of accounts) lookAt(account);
    },
  };
}
