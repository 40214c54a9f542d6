import { type FormEvent, useState } from 'react';
import type { Account, Failure } from '../../electron/contract.ts';
import { useApi } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import { TokenPageLink } from './TokenPageLink.tsx';

export interface ReplaceTokenFormProps {
  readonly account: Account;
  /** Why GitLab does not renew it; null = that was not asked. */
  readonly why: string | null;
  readonly onClose: () => void;
}

/** A new token by hand, in the order in which it is done. The old one is kept until the new one has been tried. */
export function ReplaceTokenForm({ account, why, onClose }: ReplaceTokenFormProps) {
  const api = useApi();
  const [token, setToken] = useState('');
  const [saving, setSaving] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { tokenState } = account;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (token.trim() === '') return setMissing('Paste the new token here.');
    setSaving(true);
    setFailure(null);
    const result = await api.editAccount(account.id, { token: token.trim() });
    setSaving(false);
    if (result.ok) onClose();
    else setFailure(result.failure);
  }

  return (
    <form className="account-form dialog-body" noValidate onSubmit={(event) => void save(event)}>
      {why !== null && <p className="renew-note">{why}</p>}
      {tokenState.status === 'refused' && (
        <p className="renew-note" data-tone="bad">
          {tokenState.failure.message} {tokenState.failure.next}
        </p>
      )}
      <ol className="steps">
        <li>
          <TokenPageLink account={account} />. Name and scopes are filled in; with <code>self_rotate</code> Jobdeck can
          renew the next one for you.
        </li>
        <li>Choose a day far enough off, create it, and copy it: GitLab shows it once.</li>
        <li>Paste it here. It is tried first, and the old one stays until it works.</li>
      </ol>
      <Field
        label="New access token"
        name="token"
        secret
        placeholder="glpat-…"
        value={token}
        error={missing}
        disabled={saving}
        onValue={(value) => {
          setToken(value);
          setMissing(null);
          setFailure(null);
        }}
      />
      {failure && <FailureNote failure={failure} />}
      <div className="form-end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={saving}>
          Replace the token
        </Button>
      </div>
    </form>
  );
}
