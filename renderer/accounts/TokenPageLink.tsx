import { useState } from 'react';
import type { Account } from '../../electron/contract.ts';
import { useApi, useStore } from '../store.ts';
import { ExternalLink } from '../ui/ExternalLink.tsx';

/** To GitLab's page for a new token, name and scopes filled in: signed in already where there is a window for it. */
export function TokenPageLink({ account }: { readonly account: Account }) {
  const api = useApi();
  const hasWindow = useStore((state) => state.app.signInWindow);
  const complain = useStore((state) => state.complain);
  const [open, setOpen] = useState(false);
  const words = `Create one on ${account.instance.name}`;
  if (!hasWindow || account.sessionState.status !== 'ok') {
    const page = '/-/user_settings/personal_access_tokens?name=Jobdeck&scopes=read_api,self_rotate';
    return <ExternalLink url={`${account.instance.url}${page}`}>{words}</ExternalLink>;
  }

  async function show(): Promise<void> {
    setOpen(true);
    const result = await api.openTokenPage(account.id);
    setOpen(false);
    if (!result.ok) complain('The token page did not open', result.failure);
  }
  return (
    <button type="button" className="link" onClick={() => void show()}>
      {open ? 'Show the token page' : words}
    </button>
  );
}
