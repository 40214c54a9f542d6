import type { Api, Events, SessionFacts, SessionId } from '../electron/contract.ts';
import { type AppStore, createAppStore, type Mirror, sessionsHere } from './store.ts';
import { adopted, writeKept } from './terminals/panes/kept-layout.ts';
import { keep } from './terminals/panes/layout.ts';
import { takeSessions } from './told-sessions.ts';

export interface StartedStore {
  readonly store: AppStore;
  /** Asks core for everything again, e.g. after a failed start. */
  readonly reload: () => Promise<void>;
  readonly dispose: () => void;
}

/** Where the window keeps which tab is in front, over a reload or a crash of the page. */
export type FrontMemory = Pick<Storage, 'getItem' | 'setItem'>;

const frontKey = 'jobdeck.front';

type MirrorKey = Exclude<keyof Mirror, 'app' | 'sessions'> & keyof Events;

/**
 * Fills a store from core and keeps it true: first listens, then asks for the whole. Anything that an event told while
 * the snapshot was on its way is at least as new as the snapshot, so it stays.
 */
export function startStore(api: Api, now: () => number = Date.now, memory: FrontMemory | null = null): StartedStore {
  const store = createAppStore();
  let told = new Set<MirrorKey | 'sessions'>();
  let asked = 0;
  const inFrontBefore = memory?.getItem(frontKey) ?? null;

  const mirror = <K extends MirrorKey>(key: K): (() => void) =>
    api.on(key, (value) => {
      told.add(key);
      store.setState({ [key]: value } as unknown as Partial<Mirror>);
    });

  async function reload(): Promise<void> {
    asked += 1;
    const mine = asked;
    const askedAt = now();
    told = new Set();
    const result = await api.snapshot();
    const heardAt = now();
    if (mine !== asked) return;
    if (!result.ok) {
      store.setState({ startFailure: result.failure });
      return;
    }
    const { now: coreNow, layout: keptLayout, sessions, ...whole } = result.value;
    const fresh = Object.fromEntries(Object.entries(whole).filter(([key]) => !told.has(key as MirrorKey)));
    const clockSkewMs = skewOf(coreNow, askedAt, heardAt);
    const freshSessions = told.has('sessions') ? {} : takeSessions(sessions, store.getState());
    store.setState({
      ...(fresh as Partial<Mirror>),
      ...freshSessions,
      clockSkewMs,
      keptLayout,
      loaded: true,
      startFailure: null,
    });
    settleSessions(store, inFrontBefore);
  }

  /** Of the other windows' groups, as they were told last, nothing is changed. */
  function keepLayout(): void {
    const state = store.getState();
    const text = writeKept(state.layout, state.keptLayout, sessionsHere(state), state.sessions);
    if (text === state.keptLayout) return;
    store.setState({ keptLayout: text });
    api.keepLayout(text);
  }

  const undos = [
    store.subscribe(({ activeSessionId, layout }, before) => {
      if (activeSessionId !== null && activeSessionId !== before.activeSessionId) {
        memory?.setItem(frontKey, activeSessionId);
      }
      if (layout !== before.layout) keepLayout();
    }),
    mirror('accounts'),
    mirror('feeds'),
    api.on('sessions', (sessions) => {
      told.add('sessions');
      store.setState(takeSessions(sessions, store.getState()));
      settleSessions(store, inFrontBefore);
    }),
    mirror('notices'),
    mirror('signIns'),
    mirror('armed'),
    mirror('settings'),
    mirror('vault'),
    mirror('updates'),
    mirror('awake'),
    mirror('transcripts'),
    mirror('exports'),
    mirror('desktop'),
    api.on('layout', (keptLayout) => store.setState({ keptLayout })),
    api.on('showSession', (sessionId) => {
      // The tab may be told of before the list that has it.
      store.getState().selectSession(sessionId);
    }),
    api.on('elsewhere', (ids) => {
      store.setState({ elsewhere: new Set(ids) });
      settleSessions(store, inFrontBefore);
    }),
    api.on('failed', (failure) => store.getState().complain('That did not work', failure)),
    api.onConnection((connected) => {
      const before = store.getState().connected;
      store.setState({ connected });
      if (connected && !before) void reload();
    }),
  ];
  void reload();

  return {
    store,
    reload,
    dispose() {
      asked += 1;
      for (const undo of undos.splice(0)) undo();
    },
  };
}

/** Core's clock minus ours: none where its time lies between our asking and our hearing, since both mostly have one clock. */
function skewOf(coreNow: number, askedAt: number, heardAt: number): number {
  return coreNow >= askedAt && coreNow <= heardAt ? 0 : coreNow - (askedAt + heardAt) / 2;
}

/** Keeps one of the sessions in front, and forgets unread marks and panes of closed ones. */
function settleSessions(store: AppStore, before: SessionId | null): void {
  const { activeSessionId, unread, loaded, layout, keptLayout } = store.getState();
  const sessions = sessionsHere(store.getState());
  const known = (id: string): boolean => sessions.some((session) => session.id === id);
  const stillUnread = [...unread].filter(known);
  if (stillUnread.length !== unread.size) store.setState({ unread: new Set(stillUnread) });
  if (loaded) {
    const kept = keep(layout, known);
    const stillShown = [...kept, ...adopted(kept, keptLayout, sessions)];
    if (stillShown.length !== layout.length || stillShown.some((group, at) => group !== layout[at])) {
      store.setState({ layout: stillShown });
    }
  }
  if (activeSessionId !== null && known(activeSessionId)) return;
  const wanted = before !== null && known(before) ? before : (inFrontAtStart(sessions)?.id ?? null);
  store.setState({ activeSessionId: wanted });
}

function inFrontAtStart(sessions: readonly SessionFacts[]): SessionFacts | undefined {
  return sessions.find((session) => session.state.status !== 'ended') ?? sessions[0];
}
