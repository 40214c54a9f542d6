import { type FormEvent, useState } from 'react';
import type { Account, Failure } from '../../electron/contract.ts';
import { useApi } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import { TokenPageLink } from './TokenPageLink.tsx';

/** After a sign-in: the account works, and a token would make its list quicker. */
export function AddTokenDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const api = useApi();
  const [token, setToken] = useState('');
  const [saving, setSaving] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (token.trim() === '') return setMissing('Paste the token here, or leave it for later.');
    setSaving(true);
    setFailure(null);
    const result = await api.editAccount(account.id, { token: token.trim() });
    setSaving(false);
    if (result.ok) onClose();
    else setFailure(result.failure);
  }

  return (
    <Dialog
      title={`Signed in as ${account.user.name || account.user.username}`}
      description={`@${account.user.username} on ${account.instance.name}. Your jobs are listed, and terminals open.`}
      onClose={onClose}
    >
      <form className="account-form dialog-body" noValidate onSubmit={(event) => void save(event)}>
        <Field
          label="Access token"
          name="token"
          secret
          aside="optional"
          placeholder="glpat-…"
          value={token}
          error={missing}
          disabled={saving}
          onValue={(value) => {
            setToken(value);
            setMissing(null);
            setFailure(null);
          }}
          help={
            <>
              With one, many projects are listed by a few quick queries, and the list goes on when the sign-in has run
              out. <TokenPageLink account={account} />
            </>
          }
        />
        {failure && <FailureNote failure={failure} />}
        <div className="form-end">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" busy={saving}>
            Keep the token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
