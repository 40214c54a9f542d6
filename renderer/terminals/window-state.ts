import { useMemo, useSyncExternalStore } from 'react';
import type { AccountId, JobKey, LeaveOutcome, Result, SessionId } from '../../electron/contract.ts';
import { type UserActions, useActions } from '../actions.ts';
import { useDeck, useStore } from '../store.ts';
import type { SaveExtent } from '../transcripts/formats.ts';
import type { Layout } from './panes/layout.ts';
import type { Side } from './panes/pane-tree.ts';
import type { Platform } from './terminal-keys.ts';
import type { ThemeName } from './terminal-theme.ts';

/** What the terminal area asks of the window. A failure is told beside the notices. */
export interface WindowActions
  extends Pick<
    UserActions,
    | 'openLocalShell'
    | 'openUrl'
    | 'copyText'
    | 'updateSettings'
    | 'bringHere'
    | 'openWindow'
    | 'signIn'
    | 'retryWithTerminal'
  > {
  readonly select: (id: SessionId | null) => void;
  readonly reorder: (ids: readonly SessionId[]) => void;
  readonly closeSession: (id: SessionId) => void;
  readonly endSession: (id: SessionId) => void;
  /** The user's own end of a hold. */
  readonly letFinish: (id: SessionId) => void;
  readonly reconnect: (id: SessionId) => void;
  /** Stops what runs in it and leaves it. Null = a failure, which was told. */
  readonly leaveShell: (id: SessionId) => Promise<LeaveOutcome | null>;
  readonly stopLeaving: (id: SessionId) => void;
  /** Ends the pause before the next try to connect. */
  readonly tryNow: (id: SessionId) => void;
  /** Tells the shell the window size once it is at its prompt. */
  readonly fitShell: (id: SessionId) => void;
  /** Lets it go on over drops, from its next empty prompt on. */
  readonly keepShell: (id: SessionId) => void;
  readonly goToBuild: (id: SessionId) => void;
  readonly stayInPlace: (id: SessionId) => void;
  /** How to keep the job after its script. */
  readonly keepJob: (jobKey: JobKey) => void;
  readonly openPalette: () => void;
  readonly openSnippets: () => void;
  /** Asks what of it to save, and as what. */
  readonly saveOutput: (id: SessionId, extent: SaveExtent) => void;
  /** Asks which tab to show. */
  readonly switchTab: () => void;
  readonly arrange: (change: (layout: Layout) => Layout) => void;
  /** Asks what to show at that side of the terminal. */
  readonly askBeside: (id: SessionId, side: Side) => void;
}

export function useWindowActions(): WindowActions {
  const { api, store } = useDeck();
  const common = useActions();
  return useMemo(() => {
    async function tell<T>(title: string, answer: Promise<Result<T>>): Promise<T | null> {
      const result = await answer;
      if (result.ok) return result.value;
      store.getState().complain(title, result.failure);
      return null;
    }
    return {
      ...common,
      select: (id) => store.getState().selectSession(id),
      reorder: (ids) => void tell('The tabs could not be moved', api.reorderSessions(ids)),
      closeSession: (id) => void tell('The tab could not be closed', api.closeSession(id)),
      endSession: (id) => void tell('The terminal could not be disconnected', api.endSession(id)),
      letFinish: (id) => void tell('The job could not be let go', api.endSession(id)),
      reconnect: (id) => void tell('The terminal could not be reconnected', api.reconnect(id)),
      leaveShell: (id) => tell('The shell could not be left', api.leaveShell(id)),
      stopLeaving: (id) => void tell('Leaving the shell could not be called off', api.stopLeaving(id)),
      tryNow: (id) => void tell('The terminal could not be tried', api.tryNow(id)),
      fitShell: (id) => void tell('The shell could not be told the window size', api.fitShell(id)),
      keepShell: (id) => void tell('The shell could not be kept', api.keepShell(id)),
      goToBuild: (id) => void tell('The shell stays where it is', api.answerPlace(id, 'go')),
      stayInPlace: (id) => void tell('The offer could not be taken away', api.answerPlace(id, 'dismiss')),
      keepJob: (jobKey) => store.getState().openDialog({ kind: 'keep-job', jobKey }),
      arrange: (change) => store.getState().arrange(change),
      askBeside: (beside, side) => store.getState().openDialog({ kind: 'palette', place: { beside, side } }),
      openSnippets: () => store.getState().openDialog({ kind: 'snippets' }),
      saveOutput: (sessionId, extent) => store.getState().openDialog({ kind: 'save-output', sessionId, extent }),
      switchTab: () => store.getState().openDialog({ kind: 'palette', only: 'tabs' }),
      openPalette: () => store.getState().openDialog({ kind: 'palette' }),
    };
  }, [api, store, common]);
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

/** The system the user sits at: in the browser door core may run on quite another one. */
export function usePlatform(): Platform {
  const app = useStore((state) => state.app);
  if (app.door === 'desktop') return app.platform;
  if (/mac/i.test(navigator.platform)) return 'darwin';
  return /win/i.test(navigator.platform) ? 'win32' : 'linux';
}
