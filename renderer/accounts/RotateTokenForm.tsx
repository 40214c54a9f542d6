import { type FormEvent, useId, useState } from 'react';
import type { Account, Failure } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { useApi } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { SwitchRow } from '../ui/SwitchRow.tsx';
import { gitlabDay } from './credential-words.ts';

type Choice = '30' | '90' | '365' | 'day';

const dayMs = 24 * 60 * 60 * 1000;
/** Time for a failure to be seen and mended by hand. */
const renewDaysBefore = 7;

const choices = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'day', label: 'Until…' },
] as const;

export interface RotateTokenFormProps {
  readonly account: Account;
  readonly onRenewed: (expiresAt: number | null) => void;
  readonly onByHand: () => void;
  readonly onClose: () => void;
}

/** GitLab makes the new token, and Jobdeck keeps it: for how long, and what else that ends. */
export function RotateTokenForm({ account, onRenewed, onByHand, onClose }: RotateTokenFormProps) {
  const api = useApi();
  const now = useNow();
  const id = useId();
  const [choice, setChoice] = useState<Choice>('90');
  const [day, setDay] = useState('');
  const [byItself, setByItself] = useState(account.renewTokenDays !== null);
  const [renewing, setRenewing] = useState(false);
  const [missing, setMissing] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const dayIn = (days: number): string => new Date(now + days * dayMs).toISOString().slice(0, 10);
  const expiresOn = choice === 'day' ? day : dayIn(Number(choice));

  async function renew(event: FormEvent): Promise<void> {
    event.preventDefault();
    setMissing(expiresOn === '');
    if (expiresOn === '' || renewing) return;
    setRenewing(true);
    setFailure(null);
    const result = await api.rotateToken(account.id, expiresOn);
    // The wish for the times to come is kept only once the first time went well.
    if (result.ok && byItself !== (account.renewTokenDays !== null)) {
      await api.editAccount(account.id, { renewTokenDays: byItself ? renewDaysBefore : null });
    }
    setRenewing(false);
    if (result.ok) onRenewed(result.value);
    else setFailure(result.failure);
  }

  return (
    <form className="account-form dialog-body" noValidate onSubmit={(event) => void renew(event)}>
      <div className="field">
        <div className="field-head">
          <h3>The new token works for</h3>
        </div>
        <Segmented label="The new token works for" value={choice} options={choices} onValue={setChoice} />
        {choice === 'day' && (
          <input
            id={id}
            type="date"
            className="input num"
            aria-label="Last day"
            aria-invalid={missing || undefined}
            min={dayIn(1)}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        )}
        {missing && (
          <p className="field-error" role="alert">
            Choose a day.
          </p>
        )}
        <p className="field-help">
          {expiresOn === ''
            ? 'Your GitLab may have an upper limit.'
            : `Until ${gitlabDay(Date.parse(expiresOn))}. Your GitLab may have an upper limit; it says so, and nothing is lost.`}
        </p>
      </div>
      <p className="renew-note">
        GitLab ends the old token in the same moment. Whatever else uses it, such as a script, git or an editor, needs
        another one then. Jobdeck stores the new one before anything else.
      </p>
      <SwitchRow
        label="From now on, renew it by itself"
        help={`${renewDaysBefore} days before it expires, for as long again. You are told each time.`}
        checked={byItself}
        onChecked={setByItself}
      />
      {failure && <FailureNote failure={failure} />}
      <div className="form-end">
        <button type="button" className="link form-aside" onClick={onByHand}>
          Make one by hand instead
        </button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={renewing}>
          Renew now
        </Button>
      </div>
    </form>
  );
}
