import { type BrowserWindow, dialog } from 'electron';
import { type ClosingCost, closeWarning } from './close-warning.ts';

export interface QuitGuard {
  /** Asked before the app closes; after a yes to its question it does `again`. */
  mayClose(window: BrowserWindow, again: () => void): boolean;
  /** The system ends the app: nobody is there to be asked any more. */
  letGo(): void;
}

/**
 * Asks once before the app closes over jobs that would miss it; a yes stays a yes for the rest of the way out. It does not wait for
 * the answer: a modal wait would stop main, and with it the reading of every terminal.
 */
export function createQuitGuard(cost: () => ClosingCost): QuitGuard {
  let agreed = false;
  let asking = false;

  async function ask(
    window: BrowserWindow,
    warning: NonNullable<ReturnType<typeof closeWarning>>,
    again: () => void,
  ): Promise<void> {
    asking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      buttons: ['Keep Open', 'Close Anyway'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      ...warning,
    });
    asking = false;
    agreed ||= response === 1;
    if (agreed && !window.isDestroyed()) again();
  }

  return {
    mayClose(window, again) {
      const warning = agreed ? null : closeWarning(cost());
      if (warning !== null && !asking) void ask(window, warning, again);
      return warning === null;
    },
    letGo() {
      agreed = true;
    },
  };
}
