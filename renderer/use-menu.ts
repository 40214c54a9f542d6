import { useEffect } from 'react';
import type { MenuCommand } from '../electron/contract.ts';
import { useActions } from './actions.ts';
import { useDeck, useStore } from './store.ts';
import { focusJobList } from './use-global-keys.ts';

/** What the application menu asks of the window; what it asks of the terminals is theirs (terminals/use-menu-commands.ts). */
export function useMenu(): void {
  const { api, store } = useDeck();
  const { openLocalShell, refreshJobs } = useActions();
  useEffect(() => {
    const { openDialog, setSidebarHidden } = store.getState();
    const commands: Readonly<Partial<Record<MenuCommand, () => void>>> = {
      settings: () => openDialog({ kind: 'settings', page: 'general' }),
      palette: () => openDialog({ kind: 'palette' }),
      'wait-for-job': () => openDialog({ kind: 'wait' }),
      'local-shell': openLocalShell,
      'refresh-jobs': () => refreshJobs(null),
      'job-list': () => {
        setSidebarHidden(false);
        focusJobList();
      },
      'toggle-job-list': () => setSidebarHidden(!store.getState().sidebarHidden),
    };
    return api.on('menuCommand', (command) => {
      // Nothing happens behind a dialog, as with the keys.
      if (store.getState().dialog === null) commands[command]?.();
    });
  }, [api, store, openLocalShell, refreshJobs]);
}

/** Menus follow the tab in front, of the window in front. */
export function useActiveSession(): void {
  const { api } = useDeck();
  const active = useStore((state) => state.activeSessionId);
  useEffect(() => {
    const tell = (): void => {
      if (document.hasFocus()) api.setActiveSession(active);
    };
    tell();
    window.addEventListener('focus', tell);
    return () => window.removeEventListener('focus', tell);
  }, [api, active]);
}
