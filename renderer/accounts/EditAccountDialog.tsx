import { type FormEvent, useState } from 'react';
import type { Account, AccountEdit, Failure } from '../../electron/contract.ts';
import { readMinutes } from '../settings/warning-minutes.ts';
import { useApi } from '../store.ts';
import { useKeptSoFar } from '../transcripts/kept-so-far.ts';
import { Button } from '../ui/Button.tsx';
import { CertificateCard } from '../ui/CertificateCard.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import { CaInput } from './CaInput.tsx';
import { ColourPicker } from './ColourPicker.tsx';
import { CookieHelp } from './CookieHelp.tsx';
import { sessionWords, tokenWords } from './credential-words.ts';
import { SignInAgain } from './SignInAgain.tsx';
import { TokenPageLink } from './TokenPageLink.tsx';
import { TranscriptsField } from './TranscriptsField.tsx';
import { WarningsField } from './WarningsField.tsx';

export interface EditAccountDialogProps {
  readonly account: Account;
  readonly onClose: () => void;
}

/** Name, colour, new credentials, and what is kept. A secret can be replaced here and never read. */
export function EditAccountDialog({ account, onClose }: EditAccountDialogProps) {
  const api = useApi();
  const [label, setLabel] = useState(account.label);
  const [colour, setColour] = useState(account.colour);
  const [token, setToken] = useState('');
  const [cookie, setCookie] = useState('');
  const [warnings, setWarnings] = useState(account.warningMinutes?.join(', ') ?? null);
  const [caPem, setCaPem] = useState<string | null | undefined>(undefined);
  const [askingCa, setAskingCa] = useState(false);
  const [keep, setKeep] = useState(account.keepTranscripts);
  const [removing, setRemoving] = useState(false);
  const soFar = useKeptSoFar(account.id);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const minutes = warnings === null ? null : readMinutes(warnings);
  const badMinutes = warnings !== null && minutes === null;

  async function save(): Promise<void> {
    if (badMinutes) return;
    const edit: AccountEdit = {
      ...(label.trim() !== '' && label.trim() !== account.label ? { label: label.trim() } : {}),
      ...(colour === account.colour ? {} : { colour }),
      ...(token.trim() === '' ? {} : { token: token.trim() }),
      ...(cookie.trim() === '' ? {} : { sessionCookie: cookie.trim() }),
      ...(caPem === undefined ? {} : { caPem }),
      ...(minutes?.join() === account.warningMinutes?.join() ? {} : { warningMinutes: minutes }),
      ...(keep === account.keepTranscripts ? {} : { keepTranscripts: keep }),
    };
    setSaving(true);
    setFailure(null);
    const failed = (await change(edit)) ?? (removing && !keep ? await soFar.remove() : null);
    setSaving(false);
    if (failed === null) onClose();
    else setFailure(failed);
  }

  async function change(edit: AccountEdit): Promise<Failure | null> {
    if (Object.keys(edit).length === 0) return null;
    const answer = await api.editAccount(account.id, edit);
    return answer.ok ? null : answer.failure;
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save();
  };
  const ca = account.instance.ca;

  return (
    <Dialog title="Edit account" description={`${account.user.username} on ${account.instance.name}`} onClose={onClose}>
      <form className="account-form dialog-body" onSubmit={submit}>
        <div className="label-and-colour">
          <Field label="Name" value={label} onValue={setLabel} />
          <ColourPicker value={colour} onValue={setColour} />
        </div>
        <Field
          label="New access token"
          secret
          placeholder="unchanged"
          value={token}
          onValue={setToken}
          help={
            <>
              {tokenWords(account.tokenState, Date.now()).text}. <TokenPageLink account={account} />
            </>
          }
        />
        <SignInAgain account={account} />
        <Field
          label="New session cookie"
          secret
          placeholder="unchanged"
          value={cookie}
          onValue={setCookie}
          help={
            <>
              {sessionWords(account.sessionState, Date.now()).text}
              <CookieHelp signInUrl={`${account.instance.url}/users/sign_in`} />
            </>
          }
        />
        <div className="field">
          <div className="field-head">
            <h3>Trusted certificate authorities</h3>
          </div>
          {caPem === undefined && ca && <CertificateCard certificate={ca} />}
          <p className="field-help">{caStatement(caPem, ca !== null)}</p>
          {askingCa ? (
            <CaInput
              onPem={(pem) => {
                setCaPem(pem);
                setAskingCa(false);
              }}
              onCancel={() => setAskingCa(false)}
            />
          ) : (
            <div className="row-actions">
              <Button size="small" onClick={() => setAskingCa(true)}>
                {ca ? 'Replace the CA…' : 'Trust a CA for this instance…'}
              </Button>
              {(ca || typeof caPem === 'string') && caPem !== null && (
                <Button size="small" onClick={() => setCaPem(ca ? null : undefined)}>
                  Use the system’s only
                </Button>
              )}
            </div>
          )}
        </div>
        <TranscriptsField
          keep={keep}
          kept={account.keepTranscripts}
          soFar={soFar}
          removing={removing}
          onKeep={setKeep}
          onRemoving={setRemoving}
        />
        <WarningsField text={warnings} bad={badMinutes} onText={setWarnings} />
        {failure && (
          <FailureNote failure={failure} can={{ retry: () => void save(), 'trust-ca': () => setAskingCa(true) }} />
        )}
        <div className="form-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={saving}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function caStatement(caPem: string | null | undefined, hasOwn: boolean): string {
  if (caPem === null) return 'Once saved, only the system’s authorities are trusted for this instance.';
  if (caPem !== undefined) return 'Once saved, the CA you gave is trusted for this instance.';
  return hasOwn ? 'This CA is trusted for this instance, and for no other.' : 'The system’s authorities.';
}
