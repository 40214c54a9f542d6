import { useEffect } from 'react';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import { useDeck, useStore } from '../../store.ts';
import { type Broadcast, settleBroadcast, startBroadcast, toggleMember } from './broadcast.ts';
import { switchScrolling, toggleScrolling } from './scroll-together.ts';

export interface BroadcastControls {
  readonly broadcast: Broadcast | null;
  /** Among all of these that have a shell; ends the one that is on. */
  readonly start: (ids: readonly SessionId[]) => void;
  readonly startAll: () => void;
  readonly stop: () => void;
  readonly toggle: (session: SessionFacts) => void;
  readonly scrolling: ReadonlySet<SessionId>;
  readonly toggleScrolling: (id: SessionId, tab: readonly SessionId[]) => void;
  readonly switchScrolling: (tab: readonly SessionId[]) => void;
}

/** Keeps the broadcast of the window true to its sessions. `sessions`: those of this window. */
export function useBroadcast(sessions: readonly SessionFacts[]): BroadcastControls {
  const { store } = useDeck();
  const broadcast = useStore((state) => state.broadcast);
  const scrolling = useStore((state) => state.scrolling);

  useEffect(() => {
    const settled = settleBroadcast(broadcast, sessions);
    if (settled !== broadcast) store.setState({ broadcast: settled });
  }, [store, broadcast, sessions]);

  return {
    broadcast,
    start: (ids) => store.setState({ broadcast: startBroadcast(sessions.filter(({ id }) => ids.includes(id))) }),
    startAll: () => store.setState({ broadcast: startBroadcast(sessions) }),
    stop: () => store.setState({ broadcast: null }),
    toggle: (session) => store.setState((state) => ({ broadcast: toggleMember(state.broadcast, session) })),
    scrolling,
    toggleScrolling: (id, tab) => store.setState((state) => ({ scrolling: toggleScrolling(state.scrolling, id, tab) })),
    switchScrolling: (tab) => store.setState((state) => ({ scrolling: switchScrolling(state.scrolling, tab) })),
  };
}
