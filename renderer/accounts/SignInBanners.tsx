import { LogIn } from 'lucide-react';
import { useState } from 'react';
import type { SignInNeed } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';

/** One question per account whose web session is over while terminals wait for it, however many they are. */
export function SignInBanners() {
  const needs = useStore((state) => state.signIns);
  return needs.map((need) => <SignInBanner key={need.accountId} need={need} />);
}

function SignInBanner({ need }: { readonly need: SignInNeed }) {
  const account = useStore((state) => state.accounts.find(({ id }) => id === need.accountId));
  const { signIn } = useActions();
  const [asking, setAsking] = useState(false);
  const [left, setLeft] = useState<SignInNeed['sessionIds']>([]);
  const count = need.sessionIds.length;
  // "Not now" is about those that waited then.
  if (!account || need.sessionIds.every((id) => left.includes(id))) return null;

  async function ask(): Promise<void> {
    setAsking(true);
    await signIn(need.accountId);
    setAsking(false);
  }
  return (
    <div className="banner" data-tone="soon">
      <LogIn aria-hidden />
      <span>
        <b>Signed out of {account.label}.</b> {count === 1 ? 'A terminal waits' : `${count} terminals wait`} for you to
        sign in as @{account.user.username}, and {count === 1 ? 'goes' : 'go'} on then.
      </span>
      <Button size="small" look="primary" onClick={() => void ask()}>
        {asking ? 'Show the window' : 'Sign in…'}
      </Button>
      <Button size="small" look="quiet" onClick={() => setLeft(need.sessionIds)}>
        Not now
      </Button>
    </div>
  );
}
