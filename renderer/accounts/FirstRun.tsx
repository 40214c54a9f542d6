import { KeyRound, type LucideIcon, SquareTerminal } from 'lucide-react';
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
            {needs(hasWindow).map(({ icon: Icon, heading, text }) => (
              <li key={heading}>
                <Icon aria-hidden />
                <div>
                  <h2>{heading}</h2>
                  <p>{text}</p>
                </div>
              </li>
            ))}
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

interface Need {
  readonly icon: LucideIcon;
  readonly heading: string;
  readonly text: string;
}

/** In the order in which the form asks. */
function needs(hasSignInWindow: boolean): readonly Need[] {
  if (hasSignInWindow) {
    return [
      {
        icon: SquareTerminal,
        heading: 'Signing in opens terminals',
        text: 'GitLab gives them to a signed-in browser only. The address of your instance is all it takes.',
      },
      {
        icon: KeyRound,
        heading: 'A token may follow',
        text: 'It only reads (scope read_api), and keeps the list going while you are signed out.',
      },
    ];
  }
  return [
    {
      icon: KeyRound,
      heading: 'A token lists your jobs',
      text: 'It only has to read: scope read_api. The link beside the field makes one with everything filled in.',
    },
    {
      icon: SquareTerminal,
      heading: 'A web session opens terminals',
      text: 'GitLab takes no token for them, only the session of a signed-in browser. Hence two.',
    },
  ];
}
