import { LockKeyhole, Unplug } from 'lucide-react';
import { ExpiryBanners } from './accounts/ExpiryBanners.tsx';
import { SignInBanners } from './accounts/SignInBanners.tsx';
import { useStore } from './store.ts';
import { Button } from './ui/Button.tsx';

/** What is true of the whole window and must not be missed. */
export function Banners() {
  const connected = useStore((state) => state.connected);
  const vault = useStore((state) => state.vault);
  const openDialog = useStore((state) => state.openDialog);
  return (
    <div className="banners" role="status">
      {!connected && (
        <div className="banner" data-tone="bad">
          <Unplug aria-hidden />
          <span>
            <b>Connection to Jobdeck lost.</b> What you see is the last known state; your shells go on in the core.
            Reconnecting…
          </span>
        </div>
      )}
      {vault.mode === 'locked' && (
        <div className="banner" data-tone="soon">
          <LockKeyhole aria-hidden />
          <span>
            <b>The vault is locked.</b> Accounts are shown, but their tokens and sessions cannot be used yet.
          </span>
          <Button size="small" look="primary" onClick={() => openDialog({ kind: 'unlock-vault' })}>
            Unlock…
          </Button>
        </div>
      )}
      <SignInBanners />
      <ExpiryBanners />
    </div>
  );
}
