import { useCallback, useSyncExternalStore } from 'react';
import { useDeck } from './store.ts';

/**
 * The time by core's clock, in whole seconds as milliseconds; changes on the second, so that all countdowns of the
 * window step together.
 */
export function useNow(): number {
  const { store } = useDeck();
  const read = useCallback(() => Math.floor((Date.now() + store.getState().clockSkewMs) / 1000) * 1000, [store]);
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer = 0;
      const tick = (): void => {
        listener();
        // A little past the second, as timers may fire a millisecond early.
        timer = window.setTimeout(tick, 1005 - ((Date.now() + store.getState().clockSkewMs) % 1000));
      };
      tick();
      return () => window.clearTimeout(timer);
    },
    [store],
  );
  return useSyncExternalStore(subscribe, read);
}
