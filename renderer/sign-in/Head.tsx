import { ChevronDown, Info, LockKeyhole, LockKeyholeOpen, ShieldAlert, TriangleAlert } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { SignInHead } from '../../electron/contract.ts';
import { Button } from '../ui/Button.tsx';
import { CertificateCard } from '../ui/CertificateCard.tsx';
import type { HeadBridge } from './head-bridge.ts';
import { connectionWords, purposeWords } from './head-words.ts';

/** Above GitLab's page: whose page it is, how it is reached, for whom, and the way out. */
export function Head({ bridge }: { readonly bridge: HeadBridge }) {
  const [head, setHead] = useState<SignInHead | null>(null);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLElement>(null);

  useEffect(() => {
    bridge.onHead(setHead);
    void bridge.read().then((first) => setHead((newer) => newer ?? first));
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') bridge.step('close');
      if (event.key === 'F6') bridge.step('to-page');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [bridge]);

  const theme = head?.theme;
  useEffect(() => {
    if (theme !== undefined) document.documentElement.dataset.theme = theme;
  }, [theme]);

  // The page below gets what is left: this head is never over it, nor it over this head.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const tell = (): void => bridge.height(Math.ceil(element.getBoundingClientRect().height));
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    tell();
    return () => observer.disconnect();
  }, [bridge]);

  return (
    <header ref={box} className="head" data-connection={head?.connection} data-place={head?.place}>
      {head && (
        <>
          <div className="head-bar">
            <Address head={head} open={open} onOpen={() => setOpen(!open)} />
            <Button onClick={() => bridge.step('close')}>{head.purpose === 'sign-in' ? 'Cancel' : 'Done'}</Button>
          </div>
          {open && <ConnectionFacts head={head} />}
          <p className="head-words">{purposeWords(head)}</p>
          {head.note !== null && (
            <p className="head-line">
              <Info aria-hidden /> {head.note}
            </p>
          )}
          {head.popUp !== null && (
            <p className="head-line" role="status">
              <Info aria-hidden /> The page has opened a window of its own, at <b>{head.popUp}</b>.
            </p>
          )}
          {head.message !== null && (
            <div className="head-message" data-tone={head.message.tone} role="alert">
              <TriangleAlert aria-hidden />
              <p>{head.message.text}</p>
              {head.can.includes('sign-out') && (
                <Button size="small" look="primary" onClick={() => bridge.step('sign-out')}>
                  Sign out and start again
                </Button>
              )}
              {head.can.includes('retry') && (
                <Button size="small" onClick={() => bridge.step('retry')}>
                  Try again
                </Button>
              )}
            </div>
          )}
          <div className="head-progress" data-loading={head.loading || undefined} />
        </>
      )}
    </header>
  );
}

interface AddressProps {
  readonly head: SignInHead;
  readonly open: boolean;
  readonly onOpen: () => void;
}

function Address({ head, open, onOpen }: AddressProps) {
  const { address, connection } = head;
  const Icon = connection === 'encrypted' ? LockKeyhole : connection === 'plain' ? LockKeyholeOpen : ShieldAlert;
  return (
    <button
      type="button"
      className="head-address"
      aria-expanded={open}
      aria-label={`${address.scheme}://${address.host}${address.path}. ${connectionWords(head).short}`}
      onClick={onOpen}
    >
      <Icon aria-hidden />
      <span className="head-url">
        <span className="head-scheme">{address.scheme}://</span>
        <b>{address.host}</b>
        <span className="head-path">{address.path}</span>
      </span>
      <span className="head-state">{connectionWords(head).short}</span>
      <ChevronDown aria-hidden className="head-chevron" />
    </button>
  );
}

function ConnectionFacts({ head }: { readonly head: SignInHead }) {
  return (
    <section className="head-facts" aria-label="Connection">
      <p>{connectionWords(head).long}</p>
      {head.certificate && <CertificateCard certificate={head.certificate} />}
    </section>
  );
}
