import { useMemo, useSyncExternalStore } from 'react';
import type { AccountId, Result, SessionId, Settings } from '../../electron/contract.ts';
import { useDeck, useStore } from '../store.ts';
import type { ThemeName } from './terminal-theme.ts';

/** What the terminal area asks of the window. A failure is told beside the notices. */
export interface WindowActions {
  readonly select: (id: SessionId | null) => void;
  readonly reorder: (ids: readonly SessionId[]) => void;
  readonly closeSession: (id: SessionId) => void;
  readonly endSession: (id: SessionId) => void;
  /** The user's own end of a hold. */
  readonly letFinish: (id: SessionId) => void;
  readonly reconnect: (id: SessionId) => void;
  readonly openLocalShell: () => void;
  readonly openPalette: () => void;
  readonly openUrl: (url: string) => void;
  readonly copyText: (text: string) => void;
  readonly editAccount: (accountId: AccountId) => void;
  readonly updateSettings: (patch: Partial<Settings>) => void;
}

export function useWindowActions(): WindowActions {
  const { api, store } = useDeck();
  return useMemo(() => {
    async function tell<T>(title: string, answer: Promise<Result<T>>): Promise<T | null> {
      const result = await answer;
      if (result.ok) return result.value;
      store.getState().complain(title, result.failure);
      return null;
    }
    return {
      select: (id) => store.getState().selectSession(id),
      reorder: (ids) => void tell('The tabs could not be moved', api.reorderSessions(ids)),
      closeSession: (id) => void tell('The tab could not be closed', api.closeSession(id)),
      endSession: (id) => void tell('The terminal could not be disconnected', api.endSession(id)),
      letFinish: (id) => void tell('The job could not be let go', api.endSession(id)),
      reconnect: (id) => void tell('The terminal could not be reconnected', api.reconnect(id)),
      async openLocalShell() {
        const id = await tell('The local shell did not open', api.openLocalShell());
        if (id !== null) store.getState().selectSession(id);
      },
      openPalette: () => store.getState().openDialog({ kind: 'palette' }),
      openUrl: (url) => void tell('The page could not be opened', api.openExternal(url)),
      copyText: (text) => void tell('The text could not be copied', api.writeClipboard(text)),
      editAccount: (accountId) => store.getState().openDialog({ kind: 'edit-account', accountId }),
      updateSettings: (patch) => void tell('The settings could not be changed', api.updateSettings(patch)),
    };
  }, [api, store]);
}

/** The theme in effect, also when the system decides and changes its mind. */
export function useThemeName(): ThemeName {
  const wish = useStore((state) => state.settings.theme);
  const systemIsLight = useSyncExternalStore(onSystemTheme, isSystemLight);
  if (wish === 'system') return systemIsLight ? 'light' : 'dark';
  return wish;
}

const lightQuery = '(prefers-color-scheme: light)';

function onSystemTheme(listener: () => void): () => void {
  const query = window.matchMedia(lightQuery);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

function isSystemLight(): boolean {
  return window.matchMedia(lightQuery).matches;
}

/** The colour that marks everything of an account; local shells have none. */
export function useAccountColour(accountId: AccountId | null): string {
  const colour = useStore((state) => state.accounts.find(({ id }) => id === accountId)?.colour ?? null);
  return colour === null ? 'var(--ink-3)' : `var(--account-${colour})`;
}
