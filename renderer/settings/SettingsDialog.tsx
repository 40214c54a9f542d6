import { Tabs } from 'radix-ui';
import { type SettingsPage, useStore } from '../store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { AccountsPage } from './AccountsPage.tsx';
import { DesktopPage } from './DesktopPage.tsx';
import { GeneralPage } from './GeneralPage.tsx';
import { NotificationsPage } from './NotificationsPage.tsx';
import { SecurityPage } from './SecurityPage.tsx';
import { TranscriptsPage } from './TranscriptsPage.tsx';
import { TerminalPage } from './terminal/TerminalPage.tsx';
import { UpdatesPage } from './UpdatesPage.tsx';

const pages: readonly { readonly page: SettingsPage; readonly label: string }[] = [
  { page: 'general', label: 'General' },
  { page: 'accounts', label: 'Accounts' },
  { page: 'terminal', label: 'Terminal' },
  { page: 'transcripts', label: 'Transcripts' },
  { page: 'notifications', label: 'Notifications' },
  { page: 'desktop', label: 'Desktop' },
  { page: 'security', label: 'Vault' },
  { page: 'updates', label: 'Updates' },
];

export function SettingsDialog({ page, onClose }: { readonly page: SettingsPage; readonly onClose: () => void }) {
  const openDialog = useStore((state) => state.openDialog);
  const onDesktop = useStore((state) => state.desktop !== null);
  const offered = pages.filter((one) => one.page !== 'desktop' || onDesktop);
  return (
    <Dialog title="Settings" width="wide" onClose={onClose}>
      <Tabs.Root
        className="settings"
        orientation="vertical"
        value={page}
        onValueChange={(next) => openDialog({ kind: 'settings', page: next as SettingsPage })}
      >
        <Tabs.List className="settings-pages" aria-label="Settings pages">
          {offered.map(({ page: value, label }) => (
            <Tabs.Trigger key={value} className="settings-tab" value={value}>
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content className="settings-page scroll" value={page} tabIndex={-1}>
          <Page page={page} />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}

function Page({ page }: { readonly page: SettingsPage }) {
  switch (page) {
    case 'general':
      return <GeneralPage />;
    case 'accounts':
      return <AccountsPage />;
    case 'terminal':
      return <TerminalPage />;
    case 'transcripts':
      return <TranscriptsPage />;
    case 'notifications':
      return <NotificationsPage />;
    case 'desktop':
      return <DesktopPage />;
    case 'security':
      return <SecurityPage />;
    case 'updates':
      return <UpdatesPage />;
  }
}
