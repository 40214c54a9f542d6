import { useState } from 'react';
import type { Account } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { sessionWords } from './credential-words.ts';

/** A new web session by GitLab's own page; nothing where there is no window for it. */
export function SignInAgain({ account }: { readonly account: Account }) {
  const hasWindow = useStore((state) => state.app.signInWindow);
  const { signIn } = useActions();
  const [asking, setAsking] = useState(false);
  if (!hasWindow) return null;

  async function ask(): Promise<void> {
    setAsking(true);
    await signIn(account.id);
    setAsking(false);
  }
  return (
    <div className="field">
      <div className="field-head">
        <h3>Web session</h3>
      </div>
      <p className="field-help">{sessionWords(account.sessionState, Date.now()).text}</p>
      <div className="row-actions">
        <Button size="small" onClick={() => void ask()}>
          {asking ? 'Show the window' : `Sign in as @${account.user.username}…`}
        </Button>
      </div>
    </div>
  );
}
