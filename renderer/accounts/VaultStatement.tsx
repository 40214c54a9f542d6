import { LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import type { VaultState } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';

const backendNames: Readonly<Record<string, string>> = {
  gnome_libsecret: 'the GNOME keyring',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
  keychain: 'the macOS keychain',
  dpapi: 'Windows (DPAPI)',
  keyring: 'the system’s keyring',
  passphrase: 'your passphrase',
};

/** How the secrets are kept on this machine, said plainly. */
export function VaultStatement({ vault }: { readonly vault: VaultState }) {
  const openDialog = useStore((state) => state.openDialog);
  switch (vault.mode) {
    case 'encrypted':
      return (
        <p className="vault-statement">
          <LockKeyhole aria-hidden />
          <span>
            Tokens and sessions are kept encrypted on this machine
            {vault.backend === '' ? '' : `, by ${backendNames[vault.backend] ?? vault.backend}`}. They go to their own
            instance only.
          </span>
        </p>
      );
    case 'locked':
      return (
        <div className="vault-statement" data-tone="soon">
          <LockKeyhole aria-hidden />
          <span>
            The vault is locked.{' '}
            <Button size="small" onClick={() => openDialog({ kind: 'unlock-vault' })}>
              Unlock…
            </Button>
          </span>
        </div>
      );
    case 'memory':
      return (
        <div className="vault-statement" data-tone="soon">
          <LockKeyholeOpen aria-hidden />
          <span>
            {vault.why} Tokens and sessions are kept in memory only, until Jobdeck is closed.
            {vault.passphrasePossible && (
              <Button size="small" onClick={() => openDialog({ kind: 'create-passphrase' })}>
                Protect with a passphrase…
              </Button>
            )}
          </span>
        </div>
      );
  }
}
