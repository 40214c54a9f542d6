import { type FormEvent, useState } from 'react';
import type { Failure } from '../../electron/contract.ts';
import { useApi } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';

export interface PassphraseDialogProps {
  readonly purpose: 'unlock' | 'create';
  readonly onClose: () => void;
}

/** Long enough to be worth encrypting with. */
const leastCharacters = 8;

/** Opens the vault, or gives it its passphrase. */
export function PassphraseDialog({ purpose, onClose }: PassphraseDialogProps) {
  const api = useApi();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const creating = purpose === 'create';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (passphrase === '') return setProblem('Type the passphrase.');
    if (creating && passphrase.length < leastCharacters) return setProblem(`At least ${leastCharacters} characters.`);
    if (creating && passphrase !== again) return setProblem('The two do not match.');
    setBusy(true);
    setFailure(null);
    const result = await (creating ? api.createVaultPassphrase(passphrase) : api.unlockVault(passphrase));
    setBusy(false);
    if (result.ok) return onClose();
    if (result.failure.kind === 'wrong-passphrase') setProblem(result.failure.message);
    else setFailure(result.failure);
  }

  const type = (set: (value: string) => void) => (value: string) => {
    set(value);
    setProblem(null);
  };

  return (
    <Dialog
      title={creating ? 'Protect with a passphrase' : 'Unlock the vault'}
      description={
        creating
          ? 'Tokens and web sessions are then kept encrypted, and Jobdeck asks for the passphrase when it starts. Nobody can recover it.'
          : 'Your tokens and web sessions are encrypted with your passphrase.'
      }
      width="narrow"
      onClose={onClose}
    >
      <form className="account-form dialog-body" onSubmit={(event) => void submit(event)}>
        <Field label="Passphrase" secret value={passphrase} error={problem} onValue={type(setPassphrase)} />
        {creating && <Field label="Once more" secret value={again} onValue={type(setAgain)} />}
        {failure && <FailureNote failure={failure} />}
        <div className="form-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            {creating ? 'Protect' : 'Unlock'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
