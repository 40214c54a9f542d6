import { useEffect } from 'react';
import { useDeck } from './store.ts';

/** Tells core when the browser says that the network is back, or is another: terminals that wait for it try at once. */
export function useNetworkHint(): void {
  const { api } = useDeck();
  useEffect(() => {
    const tell = (): void => api.networkChanged();
    window.addEventListener('online', tell);
    // Chromium tells so when the way changes without a gap: from cable to Wi-Fi, say
    const connection = (navigator as { readonly connection?: EventTarget }).connection;
    connection?.addEventListener('change', tell);
    return () => {
      window.removeEventListener('online', tell);
      connection?.removeEventListener('change', tell);
    };
  }, [api]);
}
