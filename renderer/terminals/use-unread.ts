import { useEffect, useRef } from 'react';
import type { SessionId } from '../../electron/contract.ts';
import { sessionsHere, useDeck, useStore } from '../store.ts';

/** Marks tabs that printed something since they were last on the screen. */
export function useUnreadMarks(shown: readonly SessionId[]): void {
  const { store } = useDeck();
  const all = useStore((state) => state.sessions);
  const elsewhere = useStore((state) => state.elsewhere);
  /** What each session had received when it was last looked at. */
  const seen = useRef(new Map<SessionId, number>());

  useEffect(() => {
    for (const { id, bytesIn } of sessionsHere({ sessions: all, elsewhere })) {
      const before = seen.current.get(id);
      if (before === undefined || shown.includes(id)) seen.current.set(id, bytesIn);
      else if (bytesIn > before) store.getState().markUnread(id);
    }
    store.getState().markRead(shown);
  }, [store, all, elsewhere, shown]);
}
