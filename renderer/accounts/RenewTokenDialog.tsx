import { useState } from 'react';
import type { Account } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { gitlabDay, tokenWords } from './credential-words.ts';
import { ReplaceTokenForm } from './ReplaceTokenForm.tsx';
import { RotateTokenForm } from './RotateTokenForm.tsx';

/** More time for the API token: by GitLab itself where it can, else step by step by hand. */
export function RenewTokenDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const { tokenRenewal, tokenState, user, instance } = account;
  const [byHand, setByHand] = useState(false);
  const [renewedUntil, setRenewedUntil] = useState<number | null | undefined>(undefined);
  const now = useNow();
  const ended = tokenState.status === 'refused' || tokenState.status === 'missing';
  const busy = tokenRenewal.status === 'unclear' || tokenRenewal.status === 'not-stored';
  const rotates = !byHand && !ended && (tokenRenewal.status === 'possible' || tokenRenewal.status === 'under-way');

  return (
    <Dialog
      title={ended ? 'Give a new access token' : 'Renew the access token'}
      description={`@${user.username} on ${instance.name}. ${tokenWords(tokenState, now).text}.`}
      onClose={onClose}
    >
      {renewedUntil !== undefined ? (
        <div className="dialog-body renewed" role="status">
          <p>
            <b>Renewed.</b>{' '}
            {renewedUntil === null
              ? 'The new token is stored, works, and does not expire.'
              : `The new token is stored and works until ${gitlabDay(renewedUntil)}.`}
          </p>
          <p className="field-help">The old one is worth nothing any more, wherever it was copied to.</p>
          <div className="form-end">
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : busy ? (
        <div className="dialog-body renewed" role="status">
          <p>{tokenRenewal.message}</p>
          <div className="form-end">
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
      ) : rotates ? (
        <RotateTokenForm
          account={account}
          onRenewed={setRenewedUntil}
          onByHand={() => setByHand(true)}
          onClose={onClose}
        />
      ) : (
        <ReplaceTokenForm
          account={account}
          why={!ended && tokenRenewal.status === 'by-hand' ? tokenRenewal.why : null}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
