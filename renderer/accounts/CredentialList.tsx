import type { Account } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { type CredentialWords, renewalWords, sessionWords, tokenWords } from './credential-words.ts';

/** Both credentials of an account: how they are, until when, and the way to more time. */
export function CredentialList({ account }: { readonly account: Account }) {
  const now = useNow();
  const openDialog = useStore((state) => state.openDialog);
  const hasWindow = useStore((state) => state.app.signInWindow);
  const { signIn } = useActions();
  const { tokenState, sessionState, label } = account;
  const going = renewalWords(account);
  const canRenew = tokenState.status === 'refused' || (tokenState.status === 'ok' && tokenState.expiresAt !== null);
  const canSignIn =
    sessionState.status === 'refused' ||
    sessionState.status === 'missing' ||
    (sessionState.status === 'ok' && sessionState.renewedBy === 'sign-in');

  return (
    <ul className="credentials">
      <li>
        <Credential words={going ?? tokenWords(tokenState, now)} />
        {canRenew && going === null && (
          <button
            type="button"
            className="link"
            aria-label={`Renew the token of ${label}`}
            onClick={() => openDialog({ kind: 'renew-token', accountId: account.id })}
          >
            {tokenState.status === 'refused' ? 'Replace…' : 'Renew…'}
          </button>
        )}
        {account.renewTokenDays !== null && going === null && tokenState.status === 'ok' && (
          <span className="credential-aside">renewed by itself</span>
        )}
      </li>
      <li>
        <Credential words={sessionWords(sessionState, now)} />
        {canSignIn && hasWindow && (
          <button
            type="button"
            className="link"
            aria-label={`Sign in to ${label}`}
            onClick={() => void signIn(account.id)}
          >
            Sign in…
          </button>
        )}
      </li>
    </ul>
  );
}

function Credential({ words }: { readonly words: CredentialWords }) {
  return (
    <span className="credential" data-tone={words.tone} title={words.why ?? undefined}>
      {words.text}
    </span>
  );
}
