import { LoaderCircle } from 'lucide-react';
import { type FormEvent, type Ref, useEffect, useRef, useState } from 'react';
import type { AccountId, Failure, FailureKind } from '../../electron/contract.ts';
import { useApi } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { ExternalLink } from '../ui/ExternalLink.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import type { FailureAction } from '../ui/failures.ts';
import { CaInput } from './CaInput.tsx';
import { CookieHelp } from './CookieHelp.tsx';
import { OfferedInstances } from './OfferedInstances.tsx';
import { CaGiven, ProbeMark } from './ProbeMark.tsx';
import { useProbe } from './use-probe.ts';

export interface AccountFormProps {
  readonly urlInput?: Ref<HTMLInputElement>;
  readonly address?: string;
  readonly onAdded: (id: AccountId) => void;
  readonly onCancel?: () => void;
  /** Where there is a sign-in window: back to it. */
  readonly onSignInInstead?: () => void;
}

const tokenFailures: ReadonlySet<FailureKind> = new Set([
  'unauthorized',
  'token-expired',
  'missing-scope',
  'bad-input',
]);
const sessionFailures: ReadonlySet<FailureKind> = new Set(['session-refused', 'wrong-user']);

/** Where an instance is and who I am there. The same on first run and in the dialog. */
export function AccountForm({
  urlInput,
  address: givenAddress = '',
  onAdded,
  onCancel,
  onSignInInstead,
}: AccountFormProps) {
  const api = useApi();
  const [address, setAddress] = useState(givenAddress);
  const [token, setToken] = useState('');
  const [cookie, setCookie] = useState('');
  const [caPem, setCaPem] = useState<string | null>(null);
  const [askingCa, setAskingCa] = useState(false);
  const [missing, setMissing] = useState<{ address?: string; token?: string }>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [connecting, setConnecting] = useState(false);
  const [failedAt, setFailedAt] = useState(0);
  const attempt = useRef(0);
  const form = useRef<HTMLFormElement>(null);
  const { state: probe, now: probeNow } = useProbe(address, caPem);

  async function connect(pem: string | null): Promise<void> {
    if (connecting) return;
    const gaps = {
      ...(address.trim() === '' ? { address: 'Where is your GitLab? Any of its addresses will do.' } : {}),
      ...(token.trim() === '' ? { token: 'The job list needs a token.' } : {}),
    };
    setMissing(gaps);
    if (gaps.address !== undefined || gaps.token !== undefined) {
      form.current?.querySelector<HTMLElement>(gaps.address === undefined ? 'input[name=token]' : 'input')?.focus();
      return;
    }
    attempt.current += 1;
    const mine = attempt.current;
    setFailure(null);
    setConnecting(true);
    const result = await api.addAccount({
      address: address.trim(),
      token: token.trim(),
      sessionCookie: cookie.trim() === '' ? null : cookie.trim(),
      caPem: pem,
      label: null,
    });
    if (mine !== attempt.current) {
      // Cancelled while the server was thinking: the account is not wanted.
      if (result.ok) void api.removeAccount(result.value);
      return;
    }
    setConnecting(false);
    if (result.ok) return onAdded(result.value);
    setFailure(result.failure);
    setFailedAt((count) => count + 1);
  }

  /** What GitLab said of the credentials is no longer about those in the fields. */
  function forgetRefusal(): void {
    if (failure && (tokenFailures.has(failure.kind) || sessionFailures.has(failure.kind))) setFailure(null);
  }

  function cancel(): void {
    attempt.current += 1;
    if (connecting) setConnecting(false);
    else onCancel?.();
  }

  function trust(pem: string): void {
    const wasConnecting = failure !== null;
    setCaPem(pem);
    setAskingCa(false);
    setFailure(null);
    if (wasConnecting) void connect(pem);
  }

  const shownFailure = failure ?? (probe.status === 'failed' ? probe.failure : null);
  const focusField = (name: string): void =>
    form.current?.querySelector<HTMLInputElement>(`input[name=${name}]`)?.focus();
  const can: Partial<Record<FailureAction, () => void>> = {
    retry: failure ? () => void connect(caPem) : probeNow,
    'trust-ca': () => setAskingCa(true),
    'new-token': () => focusField('token'),
    'new-session': () => focusField('session'),
    ...(shownFailure?.suggestedUrl === undefined
      ? {}
      : {
          'use-suggested-address': () => {
            setAddress(shownFailure.suggestedUrl ?? address);
            setFailure(null);
          },
        }),
  };
  const found = probe.status === 'found' ? probe.probe : null;

  // The field that had the keyboard was out of use while GitLab was asked, and so lost it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per failure, whatever else changes
  useEffect(() => {
    if (failedAt === 0 || form.current?.contains(document.activeElement)) return;
    const { kind } = failure ?? {};
    if (kind !== undefined && sessionFailures.has(kind)) focusField('session');
    else if (kind !== undefined && tokenFailures.has(kind)) focusField('token');
    else form.current?.querySelector<HTMLElement>('.failure-actions button, button[type=submit]')?.focus();
  }, [failedAt]);

  function takeAddress(value: string): void {
    setAddress(value);
    setFailure(null);
    setMissing({});
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void connect(caPem);
  };

  return (
    <form ref={form} className="account-form" noValidate aria-busy={connecting || undefined} onSubmit={submit}>
      <OfferedInstances onAddress={takeAddress} />
      <Field
        label="GitLab URL"
        name="address"
        inputMode="url"
        placeholder="gitlab.com, or paste a project or job URL"
        ref={urlInput}
        value={address}
        error={missing.address ?? null}
        aside={<ProbeMark state={probe} />}
        disabled={connecting}
        onValue={takeAddress}
        onBlur={() => probe.status === 'idle' && probeNow()}
      />
      <Field
        label="Access token"
        name="token"
        secret
        placeholder="glpat-…"
        value={token}
        error={missing.token ?? null}
        disabled={connecting}
        onValue={(value) => {
          setToken(value);
          setMissing({});
          forgetRefusal();
        }}
        help={
          <>
            For the list of your jobs. It needs the scope <code>read_api</code>.{' '}
            {found && <ExternalLink url={found.tokenPageUrl}>Create one on {found.name}</ExternalLink>}
          </>
        }
      />
      <Field
        label="Session cookie"
        name="session"
        secret
        aside="can follow later"
        placeholder="_gitlab_session"
        value={cookie}
        disabled={connecting}
        onValue={(value) => {
          setCookie(value);
          forgetRefusal();
        }}
        help={
          <>
            For the terminals: GitLab opens them to a signed-in browser only, never to a token.
            <CookieHelp signInUrl={found?.signInUrl ?? null} />
          </>
        }
      />
      {caPem !== null && !askingCa && <CaGiven onTakeBack={() => setCaPem(null)} />}
      {askingCa ? (
        <CaInput onPem={trust} onCancel={() => setAskingCa(false)} />
      ) : (
        shownFailure && !connecting && <FailureNote failure={shownFailure} can={can} />
      )}
      <div className="form-end">
        <span className="form-progress" role="status">
          {connecting && 'Asking GitLab who you are…'}
        </span>
        {onSignInInstead && !connecting && (
          <button type="button" className="link form-other" onClick={onSignInInstead}>
            Sign in instead
          </button>
        )}
        {(onCancel || connecting) && <Button onClick={cancel}>Cancel</Button>}
        <Button type="submit" look="primary" busy={connecting}>
          {connecting && <LoaderCircle className="turning" aria-hidden />}
          Connect
        </Button>
      </div>
    </form>
  );
}
