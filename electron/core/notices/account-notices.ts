import type { Account } from '../../contract.ts';
import type { NewNotice } from './new-notice.ts';
import { safeName, safeSentence } from './text.ts';

/** Watches accounts for tokens and web sessions that have become worth nothing. */
export function createAccountNotices(deps: {
  add(notice: NewNotice): void;
  rearm(key: string): void;
  past(keyStart: string): void;
}): {
  accountsChanged(accounts: readonly Account[]): void;
} {
  function isWell(key: string): void {
    deps.past(key);
    deps.rearm(key);
  }

  function lookAt(account: Account): void {
    const label = safeName(account.label);
    const { id, tokenState, sessionState } = account;
    const about = [{ accountId: id, projectPath: null, jobKey: null, jobName: null }];
    const edit = [{ do: 'edit-account', accountId: id }] as const;

    if (tokenState.status === 'ok') isWell(`token-refused ${id}`);
    if (tokenState.status === 'refused') {
      deps.add({
        key: `token-refused ${id}`,
        kind: 'token-refused',
        urgency: 'now',
        title: `Access token of ${label} is refused`,
        body: safeSentence([tokenState.failure.message, tokenState.failure.next].filter(Boolean).join(' ')),
        about,
        actions: edit,
      });
    }
    if (sessionState.status === 'ok') isWell(`web-session-refused ${id}`);
    if (sessionState.status === 'refused') {
      deps.add({
        key: `web-session-refused ${id}`,
        kind: 'web-session-refused',
        urgency: 'now',
        title: `Signed out of ${label}`,
        body: 'No terminal can be opened there until you sign in again. The job list goes on.',
        about,
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
