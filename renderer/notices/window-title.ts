import { useEffect } from 'react';
import type { SessionFacts } from '../../electron/contract.ts';
import { useDeck } from '../store.ts';

const SOON_MS = 5 * 60_000;
const LOOK_EVERY_MS = 5_000;

/** When a terminal ends, as far as that is known and no guess; null = it is not. */
function endOf({ state, limits }: SessionFacts): number | null {
  if (state.status !== 'open' && state.status !== 'held') return null;
  const ends = limits.flatMap(({ endsTerminal, at, certainty }) =>
    endsTerminal && at !== null && certainty !== 'guessed' ? [at] : [],
  );
  if (state.status === 'held') ends.push(state.hold.endsAt);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** What a taskbar or a browser's tab says of it: the most pressing thing first. */
export function windowTitle(sessions: readonly SessionFacts[], now: number): string {
  const soon = sessions.filter((session) => {
    const at = endOf(session);
    return at !== null && at > now && at - now <= SOON_MS;
  });
  if (soon.length === 0) return 'Jobdeck';
  return soon.length === 1 ? '1 terminal ends soon · Jobdeck' : `${soon.length} terminals end soon · Jobdeck`;
}

export function useWindowTitle(): void {
  const { store } = useDeck();
  useEffect(() => {
    const update = (): void => {
      const { sessions, clockSkewMs } = store.getState();
      const title = windowTitle(sessions, Date.now() + clockSkewMs);
      if (document.title !== title) document.title = title;
    };
    update();
    const timer = window.setInterval(update, LOOK_EVERY_MS);
    const undo = store.subscribe(({ sessions }, before) => {
      if (sessions !== before.sessions) update();
    });
    return () => {
      window.clearInterval(timer);
      undo();
    };
  }, [store]);
}
