import {
  AppWindow,
  Bell,
  CircleDotDashed,
  Hourglass,
  ListTree,
  PanelLeft,
  Plus,
  RefreshCw,
  ScrollText,
  Settings as SettingsIcon,
  SquareTerminal,
  SunMoon,
} from 'lucide-react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { keyLabel } from '../terminals/key-labels.ts';
import { usePlatform } from '../terminals/window-state.ts';
import { focusJobList } from '../use-global-keys.ts';
import type { ActionItem } from './palette-item.ts';

/** What can be done to the window, its list and its settings. */
export function useWindowActions(): readonly ActionItem[] {
  const openDialog = useStore((state) => state.openDialog);
  const { localShell, door } = useStore((state) => state.app);
  const theme = useStore((state) => state.settings.theme);
  const hidden = useStore((state) => state.sidebarHidden);
  const setHidden = useStore((state) => state.setSidebarHidden);
  const { refreshJobs, openLocalShell, openWindow, updateSettings } = useActions();
  const platform = usePlatform();
  // The job in front, else the one picked in the list.
  const keepKey = useStore(
    ({ sessions, activeSessionId, selectedJobKey }) =>
      sessions.find(({ id }) => id === activeSessionId)?.job?.key ?? selectedJobKey,
  );
  const nextTheme = theme === 'system' ? 'dark' : theme === 'dark' ? 'light' : 'system';
  return [
    { icon: RefreshCw, label: 'Refresh all jobs', words: 'reload', run: () => refreshJobs(null) },
    {
      icon: Plus,
      label: 'Add an account',
      words: 'gitlab instance token',
      run: () => openDialog({ kind: 'add-account' }),
    },
    {
      icon: ScrollText,
      label: 'Transcripts',
      words: 'output log save export history closed',
      run: () => openDialog({ kind: 'transcripts', sessionId: null }),
    },
    {
      icon: CircleDotDashed,
      label: 'Wait for a job…',
      words: 'arm attach start pending manual scheduled pipeline terminal when it starts',
      run: () => openDialog({ kind: 'wait' }),
    },
    ...(keepKey === null
      ? []
      : [
          {
            icon: Hourglass,
            label: 'Keep the job a while',
            words: 'hold sleep wait session_timeout after_script docker runner executor longer',
            run: () => openDialog({ kind: 'keep-job', jobKey: keepKey }),
          },
        ]),
    ...(localShell ? [{ icon: SquareTerminal, label: 'Open a local shell', run: openLocalShell }] : []),
    ...(door === 'desktop'
      ? [{ icon: AppWindow, label: 'New window', words: 'open second screen', run: () => openWindow(null) }]
      : []),
    {
      icon: ListTree,
      label: 'Go to the job list',
      words: 'focus sidebar',
      keys: keyLabel('job-list', platform),
      run: () => {
        setHidden(false);
        focusJobList();
      },
    },
    {
      icon: PanelLeft,
      label: hidden ? 'Show the job list' : 'Hide the job list',
      words: 'sidebar',
      keys: keyLabel('toggle-job-list', platform),
      run: () => setHidden(!hidden),
    },
    {
      icon: SunMoon,
      label: `Switch to the ${nextTheme} theme`,
      words: 'colour dark light',
      run: () => updateSettings({ theme: nextTheme }),
    },
    {
      icon: SettingsIcon,
      label: 'Settings',
      words: 'preferences options',
      keys: keyLabel('settings', platform),
      run: () => openDialog({ kind: 'settings', page: 'general' }),
    },
    {
      icon: SettingsIcon,
      label: 'Accounts',
      words: 'settings edit remove reorder token',
      run: () => openDialog({ kind: 'settings', page: 'accounts' }),
    },
    {
      icon: Bell,
      label: 'Notification settings',
      words: 'warnings hold',
      run: () => openDialog({ kind: 'settings', page: 'notifications' }),
    },
  ];
}
