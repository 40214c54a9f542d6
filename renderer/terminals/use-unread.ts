import { useEffect, useRef } from 'react';
import type { SessionId } from '../../electron/contract.ts';
import { type AppState, sessionsHere, useDeck } from '../store.ts';

/** Marks tabs that printed something since they were last on the screen. */
export function useUnreadMarks(shown: readonly SessionId[]): void {
  const { store } = useDeck();
  /** What each session had received when it was last looked at. */
  const seen = useRef(new Map<SessionId, number>());

  useEffect(() => {
    const mark = (state: AppState): void => {
      for (const { id } of sessionsHere(state)) {
        const bytesIn = state.counters.get(id)?.bytesIn ?? 0;
        const before = seen.current.get(id);
        if (before === undefined || shown.includes(id)) seen.current.set(id, bytesIn);
        else if (bytesIn > before) state.markUnread(id);
      }
      state.markRead(shown);
    };
    mark(store.getState());
    return store.subscribe((state, before) => {
      if (state.counters !== before.counters || state.elsewhere !== before.elsewhere) mark(state);
    });
  }, [store, shown]);
}
