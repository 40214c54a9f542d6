import { KeyRound, SquareTerminal } from 'lucide-react';
import { type RefObject, useEffect } from 'react';
import { useStore } from '../store.ts';
import { AddAccount } from './AddAccount.tsx';
import { VaultStatement } from './VaultStatement.tsx';

/** The first screen: what Jobdeck needs, why, and the form for it. */
export function FirstRun({ urlInput }: { readonly urlInput: RefObject<HTMLInputElement | null> }) {
  const vault = useStore((state) => state.vault);
  const hasWindow = useStore((state) => state.app.signInWindow);
  // From a job's link to an instance without an account: here the dialog's form is already on the screen.
  const address = useStore(({ dialog }) => (dialog?.kind === 'add-account' ? (dialog.address ?? '') : ''));
  // There is one thing to do on the first screen, and it begins in this field.
  useEffect(() => {
    if (document.querySelector('[role=dialog]') === null) urlInput.current?.focus();
  }, [urlInput]);
  return (
    <main className="first-run scroll">
      <div className="first-run-sheet">
        <div className="first-run-text">
          <h1>A shell in every running job</h1>
          <p className="first-run-lead">
            Jobdeck lists the CI jobs you have running on your GitLab instances and opens a terminal in each, in tabs.
          </p>
          <ul className="needs">
            <li>
              <KeyRound aria-hidden />
              <div>
                <h2>{hasWindow ? 'A token may follow' : 'A token lists your jobs'}</h2>
                <p>
                  It only has to read: scope read_api. The link beside the field makes one with everything filled in.
                </p>
              </div>
            </li>
            <li>
              <SquareTerminal aria-hidden />
              <div>
                <h2>A web session opens terminals</h2>
                <p>GitLab takes no token for them, only the session of a signed-in browser. Hence two.</p>
              </div>
            </li>
          </ul>
          <VaultStatement vault={vault} />
        </div>
        <div className="first-run-form">
          <AddAccount key={address} address={address} urlInput={urlInput} onAdded={() => {}} />
        </div>
      </div>
    </main>
  );
}
