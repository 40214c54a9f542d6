import { useState } from 'react';
import type { AccountId } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { useKeptSoFar } from '../transcripts/kept-so-far.ts';
import { Button } from '../ui/Button.tsx';

/** What is still there of terminals that are not recorded any more, and the way to be rid of it. */
export function KeptSoFarNote({ accountId }: { readonly accountId: AccountId | null }) {
  const soFar = useKeptSoFar(accountId);
  const complain = useStore((state) => state.complain);
  const [asking, setAsking] = useState(false);
  if (soFar.count === 0) return null;

  async function remove(): Promise<void> {
    setAsking(false);
    const failure = await soFar.remove();
    if (failure !== null) complain('The transcripts could not be deleted', failure);
  }
  return (
    <div className="kept-note">
      <span>Those kept so far stay: {soFar.words}.</span>
      {asking ? (
        <Button size="small" look="danger" autoFocus onClick={() => void remove()} onBlur={() => setAsking(false)}>
          Delete for good
        </Button>
      ) : (
        <Button size="small" onClick={() => setAsking(true)}>
          Delete them…
        </Button>
      )}
    </div>
  );
}
