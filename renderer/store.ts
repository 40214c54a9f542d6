import { createContext, useContext } from 'react';
import { useStore as useZustand } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AccountId, Api, Failure, JobKey, PipelineRef, SessionId, Snapshot } from '../electron/contract.ts';
import { defaultSettings } from '../electron/default-settings.ts';
import type { Broadcast } from './terminals/broadcast/broadcast.ts';
import type { Scrolling } from './terminals/broadcast/scroll-together.ts';
import type { Layout } from './terminals/panes/layout.ts';
import type { Side } from './terminals/panes/pane-tree.ts';
import type { TerminalCommand } from './terminals/terminal-keys.ts';
import type { ToldSessions } from './told-sessions.ts';
import type { SaveExtent } from './transcripts/formats.ts';

/** What core says; replaced as whole values by its events, never changed here. */
export type Mirror = Omit<Snapshot, 'now' | 'layout' | 'sessions'> & ToldSessions;

export type SettingsPage =
  | 'updates'
  | 'general'
  | 'desktop'
  | 'terminal'
  | 'transcripts'
  | 'notifications'
  | 'accounts'
  | 'security';

export type OpenDialog =
  | { readonly kind: 'add-account'; readonly address?: string }
  | { readonly kind: 'edit-account'; readonly accountId: AccountId }
  | { readonly kind: 'renew-token'; readonly accountId: AccountId }
  | { readonly kind: 'add-token'; readonly accountId: AccountId }
  | { readonly kind: 'remove-account'; readonly accountId: AccountId }
  | { readonly kind: 'settings'; readonly page: SettingsPage }
  /** With a place, what is chosen is shown there, beside a terminal. */
  | { readonly kind: 'palette'; readonly place?: Place; readonly only?: 'tabs' }
  | { readonly kind: 'snippets'; readonly name?: string }
  /** Without a pipeline it asks for one. */
  | { readonly kind: 'wait'; readonly pipeline?: PipelineRef; readonly jobKey?: JobKey | null }
  | { readonly kind: 'keep-job'; readonly jobKey: JobKey }
  /** `sessionId`: the one to show at once. */
  | { readonly kind: 'transcripts'; readonly sessionId: SessionId | null }
  | { readonly kind: 'save-output'; readonly sessionId: SessionId; readonly extent: SaveExtent }
  | { readonly kind: 'unlock-vault' }
  | { readonly kind: 'create-passphrase' };

/** Where a terminal is shown: at this side of another one. */
export interface Place {
  readonly beside: SessionId;
  readonly side: Side;
}

/** Something the user asked for and did not get. Shown with the notices until dismissed. */
export interface Complaint {
  readonly id: string;
  /** What was asked, as a heading: `The terminal did not open`. */
  readonly title: string;
  readonly failure: Failure;
}

/** What only this window knows. */
export interface Local {
  /** False until the first snapshot. */
  readonly loaded: boolean;
  readonly startFailure: Failure | null;
  /** False while the door has lost core. */
  readonly connected: boolean;
  /** Sessions whose terminal another window shows. */
  readonly elsewhere: ReadonlySet<SessionId>;
  /** Core's clock minus ours. */
  readonly clockSkewMs: number;
  readonly activeSessionId: SessionId | null;
  readonly unread: ReadonlySet<SessionId>;
  /** The tabs that were in front, the latest first. */
  readonly recent: readonly SessionId[];
  /** A program has rung there since it was last on the screen. */
  readonly ringing: ReadonlySet<SessionId>;
  /** Which tabs of all windows are shown together, as core keeps it; read by panes/kept-layout.ts. */
  readonly keptLayout: string;
  /** Which tabs are shown together. */
  readonly layout: Layout;
  /** Which terminals get what is typed into any of them; kept nowhere, so that it never outlives the page. */
  readonly broadcast: Broadcast | null;
  readonly scrolling: Scrolling;
  readonly selectedJobKey: JobKey | null;
  readonly filter: string;
  /** Keys of groups in the job list that are folded up. */
  readonly folded: ReadonlySet<string>;
  readonly dialog: OpenDialog | null;
  /** The settings, when they opened the dialog: closing it leads back there. */
  readonly dialogBelow: OpenDialog | null;
  readonly sidebarHidden: boolean;
  /** Does what a command of the terminals says; null while they are not drawn. */
  readonly obeyTerminals: ((command: TerminalCommand) => void) | null;
  readonly complaints: readonly Complaint[];
}

export interface Actions {
  /** Shows the session's tab, and its output is read. */
  readonly selectSession: (id: SessionId | null) => void;
  /** There is output that the user has not seen; nothing happens for the session in front. */
  readonly markUnread: (id: SessionId) => void;
  readonly markRinging: (id: SessionId) => void;
  readonly markRead: (ids: readonly SessionId[]) => void;
  readonly arrange: (change: (layout: Layout) => Layout) => void;
  readonly selectJob: (key: JobKey | null) => void;
  readonly setFilter: (filter: string) => void;
  readonly toggleFolded: (key: string) => void;
  /** Null closes the one that is open. */
  readonly openDialog: (dialog: OpenDialog | null) => void;
  readonly setSidebarHidden: (hidden: boolean) => void;
  readonly complain: (title: string, failure: Failure) => void;
  readonly dismissComplaint: (id: string) => void;
}

export type AppState = Mirror & Local & Actions;
export type AppStore = StoreApi<AppState>;

const emptyMirror: Mirror = {
  app: {
    version: '',
    door: 'browser',
    platform: 'other',
    demo: false,
    localShell: false,
    signInWindow: false,
    dataDir: '',
  },
  accounts: [],
  feeds: [],
  sessions: [],
  counters: new Map(),
  notices: [],
  signIns: [],
  armed: [],
  transcripts: { count: 0, diskBytes: 0, keeping: 'disk' },
  exports: [],
  settings: defaultSettings,
  vault: { mode: 'encrypted', backend: '' },
  policy: {
    managed: false,
    file: null,
    instances: [],
    onlyTheseInstances: false,
    lockedSettings: [],
    proxyManaged: false,
    localShell: true,
  },
  updates: { status: 'idle' },
  awake: { status: 'idle' },
  desktop: null,
};

/** The sessions of this window's tabs. */
export function sessionsHere({ sessions, elsewhere }: Pick<AppState, 'sessions' | 'elsewhere'>): Mirror['sessions'] {
  return elsewhere.size === 0 ? sessions : sessions.filter(({ id }) => !elsewhere.has(id));
}

/** A store with nothing from core in it yet. */
export function createAppStore(): AppStore {
  let complaintCount = 0;
  return createStore<AppState>()((set) => ({
    ...emptyMirror,
    loaded: false,
    startFailure: null,
    connected: true,
    elsewhere: new Set(),
    clockSkewMs: 0,
    activeSessionId: null,
    unread: new Set(),
    recent: [],
    ringing: new Set(),
    layout: [],
    keptLayout: '',
    broadcast: null,
    scrolling: new Set(),
    selectedJobKey: null,
    filter: '',
    folded: new Set(),
    dialog: null,
    dialogBelow: null,
    sidebarHidden: false,
    obeyTerminals: null,
    complaints: [],
    selectSession: (id) =>
      set((state) => ({
        activeSessionId: id,
        unread: id === null ? state.unread : without(state.unread, id),
        recent: id === null ? state.recent : [id, ...state.recent.filter((one) => one !== id)].slice(0, 100),
      })),
    markUnread: (id) =>
      set((state) =>
        id === state.activeSessionId || state.unread.has(id) ? state : { unread: new Set([...state.unread, id]) },
      ),
    markRead: (ids) =>
      set((state) =>
        ids.some((id) => state.unread.has(id) || state.ringing.has(id))
          ? {
              unread: new Set([...state.unread].filter((id) => !ids.includes(id))),
              ringing: new Set([...state.ringing].filter((id) => !ids.includes(id))),
            }
          : state,
      ),
    markRinging: (id) => set(({ ringing }) => ({ ringing: new Set([...ringing, id]) })),
    arrange: (change) => set(({ layout }) => ({ layout: change(layout) })),
    selectJob: (key) => set({ selectedJobKey: key }),
    setFilter: (filter) => set({ filter }),
    toggleFolded: (key) =>
      set(({ folded }) => ({ folded: folded.has(key) ? without(folded, key) : new Set([...folded, key]) })),
    openDialog: (dialog) =>
      set(({ dialog: before, dialogBelow }) => {
        if (dialog === null) return { dialog: dialogBelow, dialogBelow: null };
        return { dialog, dialogBelow: before?.kind === 'settings' && dialog.kind !== 'settings' ? before : null };
      }),
    setSidebarHidden: (hidden) => set({ sidebarHidden: hidden }),
    complain: (title, failure) => {
      // The user took it back: nothing to tell them.
      if (failure.kind === 'cancelled') return;
      // What is still to start can be waited for.
      if (failure.waitFor !== undefined)
        return set({ dialog: { kind: 'wait', ...failure.waitFor }, dialogBelow: null });
      complaintCount += 1;
      const complaint = { id: `complaint-${complaintCount}`, title, failure };
      set(({ complaints }) => ({
        complaints: [
          ...complaints.filter((old) => old.title !== title || old.failure.kind !== failure.kind),
          complaint,
        ],
      }));
    },
    dismissComplaint: (id) => set(({ complaints }) => ({ complaints: complaints.filter((one) => one.id !== id) })),
  }));
}

/** The store and the way to core, for everything below the app's root. */
export interface Deck {
  readonly api: Api;
  readonly store: AppStore;
}

export const DeckContext = createContext<Deck | null>(null);

export function useDeck(): Deck {
  const deck = useContext(DeckContext);
  if (!deck) throw new Error('No DeckContext above this component');
  return deck;
}

export function useApi(): Api {
  return useDeck().api;
}

export function useStore<T>(selector: (state: AppState) => T): T {
  return useZustand(useDeck().store, selector);
}

function without<T>(set: ReadonlySet<T>, gone: T): ReadonlySet<T> {
  return new Set([...set].filter((one) => one !== gone));
}
