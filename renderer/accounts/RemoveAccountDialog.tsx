import { useState } from 'react';
import type { Account, Failure } from '../../electron/contract.ts';
import { useApi, useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';

export function RemoveAccountDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const api = useApi();
  const openTerminals = useStore(
    (state) => state.sessions.filter((one) => one.job?.accountId === account.id && one.state.status !== 'ended').length,
  );
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function remove(): Promise<void> {
    setBusy(true);
    const result = await api.removeAccount(account.id);
    setBusy(false);
    if (result.ok) onClose();
    else setFailure(result.failure);
  }

  return (
    <Dialog
      title={`Remove ${account.label}?`}
      description={`${account.user.username} on ${account.instance.name}`}
      width="narrow"
      onClose={onClose}
    >
      <div className="dialog-body">
        <p>
          Its token and web session are forgotten here, and the transcripts of its terminals are deleted; on GitLab both
          credentials stay valid.
          {openTerminals > 0 &&
            ` ${openTerminals === 1 ? 'One open terminal' : `${openTerminals} open terminals`} will end.`}
        </p>
        {failure && <FailureNote failure={failure} can={{ retry: () => void remove() }} />}
        <div className="form-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" busy={busy} onClick={() => void remove()}>
            Remove
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
