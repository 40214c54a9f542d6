import { useSortable } from '@dnd-kit/sortable';
import { CSS as DragStyle } from '@dnd-kit/utilities';
import { GripVertical } from 'lucide-react';
import { useState } from 'react';
import type { Account } from '../../electron/contract.ts';
import { CredentialList } from '../accounts/CredentialList.tsx';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { AccountSquare } from '../ui/AccountSquare.tsx';
import { Button } from '../ui/Button.tsx';

export function AccountCard({ account }: { readonly account: Account }) {
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({
    id: account.id,
  });
  const openDialog = useStore((state) => state.openDialog);
  const { checkAccount } = useActions();
  const [checking, setChecking] = useState(false);
  const { instance, user } = account;

  async function check(): Promise<void> {
    setChecking(true);
    await checkAccount(account.id);
    setChecking(false);
  }

  return (
    <li
      ref={setNodeRef}
      className="account-card"
      data-dragging={isDragging || undefined}
      style={{ transform: DragStyle.Translate.toString(transform), transition }}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        className="grip"
        {...attributes}
        {...listeners}
        aria-label={`Move ${account.label}`}
      >
        <GripVertical aria-hidden />
      </button>
      <div className="account-card-text">
        <h3>
          <AccountSquare colour={account.colour} />
          {account.label}
        </h3>
        <p>
          {user.name} (@{user.username}) · {instance.name}
          {instance.version !== null && ` · GitLab ${instance.version}`}
          {instance.ca && ' · CA of your own'}
        </p>
        <CredentialList account={account} />
      </div>
      <div className="account-card-actions">
        <Button size="small" busy={checking} onClick={() => void check()}>
          Check
        </Button>
        <Button size="small" onClick={() => openDialog({ kind: 'edit-account', accountId: account.id })}>
          Edit…
        </Button>
        <Button size="small" onClick={() => openDialog({ kind: 'remove-account', accountId: account.id })}>
          Remove…
        </Button>
      </div>
    </li>
  );
}
