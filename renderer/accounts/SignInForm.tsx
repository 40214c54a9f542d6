import { LoaderCircle } from 'lucide-react';
import { type FormEvent, type Ref, useEffect, useRef, useState } from 'react';
import type { AccountId, Failure } from '../../electron/contract.ts';
import { useApi, useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import { CaInput } from './CaInput.tsx';
import { OfferedInstances } from './OfferedInstances.tsx';
import { CaGiven, ProbeMark } from './ProbeMark.tsx';
import { useProbe } from './use-probe.ts';

export interface SignInFormProps {
  readonly urlInput?: Ref<HTMLInputElement>;
  readonly address: string;
  readonly onAddress: (address: string) => void;
  readonly onAdded: (id: AccountId) => void;
  readonly onUseToken: () => void;
  readonly onCancel?: () => void;
}

/** An account by its address alone: the rest is GitLab's own sign-in page, in a window of its own. */
export function SignInForm({ urlInput, address, onAddress, onAdded, onUseToken, onCancel }: SignInFormProps) {
  const api = useApi();
  const openDialog = useStore((state) => state.openDialog);
  const [caPem, setCaPem] = useState<string | null>(null);
  const [askingCa, setAskingCa] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [waiting, setWaiting] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { state: probe, now: probeNow } = useProbe(address, caPem);

  // Nobody waits for the window any more once this form is gone.
  const waitingNow = useRef(false);
  waitingNow.current = waiting;
  useEffect(
    () => () => {
      if (waitingNow.current) void api.cancelSignIn();
    },
    [api],
  );

  async function signIn(pem: string | null): Promise<void> {
    if (address.trim() === '') {
      setMissing('Where is your GitLab? Any of its addresses will do.');
      form.current?.querySelector('input')?.focus();
      return;
    }
    setFailure(null);
    setWaiting(true);
    const result = await api.addAccountBySignIn(address.trim(), pem);
    setWaiting(false);
    waitingNow.current = false;
    if (result.ok) return onAdded(result.value);
    // The user closed the window: nothing to tell them.
    if (result.failure.kind !== 'cancelled') setFailure(result.failure);
  }

  function trust(pem: string): void {
    setCaPem(pem);
    setAskingCa(false);
    setFailure(null);
    if (failure !== null) void signIn(pem);
  }

  const shownFailure = failure ?? (probe.status === 'failed' ? probe.failure : null);
  const suggested = shownFailure?.suggestedUrl;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // While the window is open this brings it to the front.
    void signIn(caPem);
  };

  return (
    <form ref={form} className="account-form" noValidate aria-busy={waiting || undefined} onSubmit={submit}>
      <OfferedInstances onAddress={onAddress} />
      <Field
        label="GitLab URL"
        name="address"
        inputMode="url"
        placeholder="gitlab.com, or paste a project or job URL"
        ref={urlInput}
        value={address}
        error={missing}
        aside={<ProbeMark state={probe} />}
        disabled={waiting}
        help="Its own sign-in page opens in a window: single sign-on, second factors and passkeys work as in your browser."
        onValue={(value) => {
          onAddress(value);
          setFailure(null);
          setMissing(null);
        }}
        onBlur={() => probe.status === 'idle' && probeNow()}
      />
      {caPem !== null && !askingCa && <CaGiven onTakeBack={() => setCaPem(null)} />}
      {askingCa ? (
        <CaInput onPem={trust} onCancel={() => setAskingCa(false)} />
      ) : (
        shownFailure &&
        !waiting && (
          <FailureNote
            failure={shownFailure}
            can={{
              retry: failure ? () => void signIn(caPem) : probeNow,
              'trust-ca': () => setAskingCa(true),
              'unlock-vault': () => openDialog({ kind: 'unlock-vault' }),
              ...(suggested === undefined ? {} : { 'use-suggested-address': () => onAddress(suggested) }),
            }}
          />
        )
      )}
      <div className="form-end">
        {waiting ? (
          <span className="form-progress" role="status">
            <LoaderCircle className="turning" aria-hidden /> Waiting for you to sign in, in the window that opens.
          </span>
        ) : (
          <button type="button" className="link form-other" onClick={onUseToken}>
            Use a token instead
          </button>
        )}
        {waiting ? (
          <Button onClick={() => void api.cancelSignIn()}>Cancel</Button>
        ) : (
          onCancel && <Button onClick={onCancel}>Cancel</Button>
        )}
        <Button type="submit" look="primary">
          {waiting ? 'Show the window' : 'Sign in…'}
        </Button>
      </div>
    </form>
  );
}
