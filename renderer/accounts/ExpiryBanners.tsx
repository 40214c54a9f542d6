import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { Account } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';

/** Notices told it weeks before: from here on it stays in sight. */
const bannerMs = 3 * 24 * 60 * 60 * 1000;

/** Tokens in their last days that nothing renews by itself. */
export function ExpiryBanners() {
  const accounts = useStore((state) => state.accounts);
  return accounts.map((account) => <ExpiryBanner key={account.id} account={account} />);
}

function ExpiryBanner({ account }: { readonly account: Account }) {
  const now = useNow();
  const openDialog = useStore((state) => state.openDialog);
  const [left, setLeft] = useState<number | null>(null);
  const { tokenState, tokenRenewal, renewTokenDays } = account;
  if (tokenState.status !== 'ok' || tokenState.expiresAt === null || tokenState.expiresAt === left) return null;
  const { expiresAt } = tokenState;
  const byItself = renewTokenDays !== null && tokenRenewal.status === 'possible';
  if (expiresAt - now > bannerMs || expiresAt <= now || byItself || tokenRenewal.status === 'under-way') return null;
  const hours = Math.max(1, Math.floor((expiresAt - now) / 3_600_000));
  const span = hours >= 48 ? `${Math.floor(hours / 24)} days` : hours === 1 ? 'an hour' : `${hours} hours`;
  return (
    <div className="banner" data-tone="soon">
      <KeyRound aria-hidden />
      <span>
        <b>
          The access token of {account.label} expires in {span}.
        </b>{' '}
        The list of its jobs stops then.
      </span>
      <Button
        size="small"
        look="primary"
        onClick={() => openDialog({ kind: 'renew-token', accountId: account.id })}
        aria-label={`Renew the token of ${account.label}`}
      >
        Renew…
      </Button>
      <Button size="small" look="quiet" onClick={() => setLeft(expiresAt)}>
        Not now
      </Button>
    </div>
  );
}
