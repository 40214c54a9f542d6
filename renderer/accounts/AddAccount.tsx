import { type Ref, useState } from 'react';
import type { AccountId } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { AccountForm } from './AccountForm.tsx';
import { SignInForm } from './SignInForm.tsx';

export interface AddAccountProps {
  readonly urlInput?: Ref<HTMLInputElement>;
  /** What is known of the instance already, e.g. a job URL. */
  readonly address?: string;
  readonly onAdded: (id: AccountId) => void;
  readonly onCancel?: () => void;
}

/** The two ways to an account: GitLab's sign-in page where there is a window for it, or credentials that are pasted. */
export function AddAccount({ address: givenAddress = '', onAdded, ...rest }: AddAccountProps) {
  const hasWindow = useStore((state) => state.app.signInWindow);
  const openDialog = useStore((state) => state.openDialog);
  const [pasting, setPasting] = useState(!hasWindow);
  const [address, setAddress] = useState(givenAddress);

  if (!pasting) {
    return (
      <SignInForm
        {...rest}
        address={address}
        onAddress={setAddress}
        onUseToken={() => setPasting(true)}
        onAdded={(id) => {
          onAdded(id);
          // It works as it is; a token makes the list quicker, and this is the moment at which GitLab knows the user.
          openDialog({ kind: 'add-token', accountId: id });
        }}
      />
    );
  }
  return (
    <AccountForm
      {...rest}
      address={address}
      onAdded={onAdded}
      {...(hasWindow ? { onSignInInstead: () => setPasting(false) } : {})}
    />
  );
}
