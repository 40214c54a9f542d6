import { useEffect } from 'react';
import { useDeck } from './store.ts';

/** Inside a terminal Ctrl with a letter is the shell's: Ctrl+K there deletes to the end of the line. */
function inTerminal(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.xterm') !== null;
}

/** Ctrl+K or Cmd+K opens the palette; inside a terminal off macOS it takes Shift too. */
export function useGlobalKeys(): void {
  const { store } = useDeck();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.altKey || event.isComposing) return;
      const { app, dialog, openDialog, sidebarHidden, setSidebarHidden } = store.getState();
      const mac = app.platform === 'darwin' || /mac/i.test(navigator.platform);
      const main = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (!main || (!mac && inTerminal(event.target) && !event.shiftKey)) return;
      const key = event.key.toLowerCase();
      if (key === 'k') {
        if (dialog === null) openDialog({ kind: 'palette' });
        else if (dialog.kind === 'palette') openDialog(null);
      } else if (key === 'b' && dialog === null) {
        setSidebarHidden(!sidebarHidden);
      } else if (key === ',' && dialog === null) {
        openDialog({ kind: 'settings', page: 'general' });
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };
    // Before xterm, which would send the key to the shell.
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [store]);
}
