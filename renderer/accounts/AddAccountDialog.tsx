import { useStore } from '../store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { AddAccount } from './AddAccount.tsx';

export function AddAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const count = useStore((state) => state.accounts.length);
  return (
    <Dialog
      title="Add an account"
      description={count === 0 ? 'A user on a GitLab instance.' : 'Another user or another GitLab instance.'}
      onClose={onClose}
    >
      <div className="dialog-body">
        <AddAccount onAdded={onClose} onCancel={onClose} />
      </div>
    </Dialog>
  );
}
