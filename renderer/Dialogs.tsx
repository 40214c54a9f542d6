import { useEffect, useRef } from 'react';
import { AddAccountDialog } from './accounts/AddAccountDialog.tsx';
import { AddTokenDialog } from './accounts/AddTokenDialog.tsx';
import { EditAccountDialog } from './accounts/EditAccountDialog.tsx';
import { PassphraseDialog } from './accounts/PassphraseDialog.tsx';
import { RemoveAccountDialog } from './accounts/RemoveAccountDialog.tsx';
import { RenewTokenDialog } from './accounts/RenewTokenDialog.tsx';
import { after } from './after.ts';
import { keepDialog } from './keep/keep-part.ts';
import { Palette } from './palette/Palette.tsx';
import { SettingsDialog } from './settings/SettingsDialog.tsx';
import { snippetsDialog } from './snippets/snippets-part.ts';
import { useDeck, useStore } from './store.ts';
import { transcriptsDialog } from './transcripts/transcripts-part.ts';
import { waitDialog } from './waiting/wait-part.ts';

/** The one dialog that is open. */
export function Dialogs({ firstRun }: { readonly firstRun: boolean }) {
  const dialog = useStore((state) => state.dialog);
  useKeyboardAfter(dialog !== null);
  const openDialog = useStore((state) => state.openDialog);
  const accounts = useStore((state) => state.accounts);
  const close = (): void => openDialog(null);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'add-account':
      // On first run the same form is already on the screen.
      return firstRun ? null : <AddAccountDialog address={dialog.address} onClose={close} />;
    case 'add-token':
    case 'renew-token':
    case 'edit-account':
    case 'remove-account': {
      const account = accounts.find(({ id }) => id === dialog.accountId);
      if (!account) return null;
      if (dialog.kind === 'add-token') return <AddTokenDialog key={account.id} account={account} onClose={close} />;
      if (dialog.kind === 'renew-token') return <RenewTokenDialog key={account.id} account={account} onClose={close} />;
      return dialog.kind === 'edit-account' ? (
        <EditAccountDialog key={account.id} account={account} onClose={close} />
      ) : (
        <RemoveAccountDialog key={account.id} account={account} onClose={close} />
      );
    }
    case 'settings':
      return <SettingsDialog page={dialog.page} onClose={close} />;
    case 'palette':
      return <Palette place={dialog.place ?? null} tabsOnly={dialog.only === 'tabs'} onClose={close} />;
    case 'wait':
      return (
        <waitDialog.Component
          key={dialog.jobKey ?? dialog.pipeline?.pipelineId}
          pipeline={dialog.pipeline ?? null}
          jobKey={dialog.jobKey ?? null}
          onClose={close}
        />
      );
    case 'snippets':
      // Drawn where the terminals are, which it types into.
      return firstRun ? (
        <snippetsDialog.Component sessions={[]} proposed={[]} name={null} onSend={() => undefined} onClose={close} />
      ) : null;
    case 'keep-job':
      return <keepDialog.Component jobKey={dialog.jobKey} onClose={close} />;
    case 'transcripts':
      return <transcriptsDialog.Component shown={dialog.sessionId} onClose={close} />;
    case 'save-output':
      // Drawn where the terminals are, whose screens it reads.
      return null;
    case 'unlock-vault':
      return <PassphraseDialog purpose="unlock" onClose={close} />;
    case 'create-passphrase':
      return <PassphraseDialog purpose="create" onClose={close} />;
  }
}

/** A dialog gives the keyboard back to what opened it; where that is gone (a menu's item), the terminal in front has it. */
function useKeyboardAfter(isOpen: boolean): void {
  const { store } = useDeck();
  const wasOpen = useRef(false);
  useEffect(() => {
    const closed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!closed) return;
    // behind the dialog's own task
    return after(0, () => {
      if (document.activeElement === document.body) store.getState().obeyTerminals?.({ do: 'focus' });
    });
  }, [isOpen, store]);
}
