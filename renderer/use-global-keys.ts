import { useEffect } from 'react';
import { useDeck } from './store.ts';

/** Inside a terminal Ctrl with a letter is the shell's: Ctrl+K there deletes to the end of the line. */
function inTerminal(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.xterm') !== null;
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** A field that takes a shortcut down takes each key as one. */
function recordsKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-records-keys]') !== null;
}

/** The way out of a terminal, where Tab is the shell's. Waits for a list that was hidden. */
export function focusJobList(): void {
  window.requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>('.jobs [role=row][tabindex="0"]');
    (row ?? document.querySelector<HTMLElement>('.jobs-filter input'))?.focus();
  });
}

/** `/` goes to the job list's filter from wherever it is not a letter to be typed. */
function focusFilter(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || takesText(event.target)) return;
  const filter = document.querySelector<HTMLInputElement>('.jobs-filter input');
  if (!filter) return;
  filter.focus();
  event.preventDefault();
}

/** Ctrl+K or Cmd+K opens the palette, with Shift and E it goes to the job list; inside a terminal off macOS letters take Shift. */
export function useGlobalKeys(): void {
  const { store } = useDeck();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.altKey || event.isComposing || recordsKeys(event.target)) return;
      const { app, dialog, openDialog, sidebarHidden, setSidebarHidden } = store.getState();
      if (dialog === null && !sidebarHidden) focusFilter(event);
      const mac = app.platform === 'darwin' || /mac/i.test(navigator.platform);
      const main = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      const key = event.key.toLowerCase();
      // no terminal has a code for Ctrl with a comma
      const isShells = !mac && inTerminal(event.target) && !event.shiftKey && key !== ',';
      if (!main || isShells) return;
      if (key === 'k') {
        if (dialog === null) openDialog({ kind: 'palette' });
        else if (dialog.kind === 'palette') openDialog(null);
      } else if (key === 'e' && event.shiftKey && dialog === null) {
        setSidebarHidden(false);
        focusJobList();
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
