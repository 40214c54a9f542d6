import { useStore } from '../store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { AddAccount } from './AddAccount.tsx';

interface AddAccountDialogProps {
  /** What is known of the instance already, e.g. a job URL. */
  readonly address: string | undefined;
  readonly onClose: () => void;
}

export function AddAccountDialog({ address = '', onClose }: AddAccountDialogProps) {
  const count = useStore((state) => state.accounts.length);
  return (
    <Dialog
      title="Add an account"
      description={count === 0 ? 'A user on a GitLab instance.' : 'Another user or another GitLab instance.'}
      onClose={onClose}
    >
      <div className="dialog-body">
        <AddAccount address={address} onAdded={onClose} onCancel={onClose} />
      </div>
    </Dialog>
  );
}
