import { app, type BrowserWindow, dialog } from 'electron';
import type { Settings } from '../../contract.ts';
import { backgroundQuestion, closeStep } from '../windows/close-step.ts';

/** Asked before a window closes; false keeps it. After a later yes, `again` tries anew. */
export type MayClose = (window: BrowserWindow, again: () => void) => boolean;

interface BackgroundDeps {
  readonly trayShown: () => boolean;
  readonly choice: () => Settings['closeToTray'];
  readonly remember: (choice: 'keep' | 'quit') => void;
  readonly openTerminals: () => number;
  /** Has the last word where the app would really end. */
  readonly guard: MayClose;
}

const QUIT = 1;
const CANCEL = 2;

/** Closing the last window ends the app or leaves it in the tray, as the user wants it; asked once. */
export function createBackground({ trayShown, choice, remember, openTerminals, guard }: BackgroundDeps): MayClose {
  let leaving = false;
  let asking = false;
  app.on('before-quit', () => {
    leaving = true;
  });

  async function ask(window: BrowserWindow, again: () => void): Promise<void> {
    asking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      buttons: ['Keep Running', 'Quit', 'Cancel'],
      defaultId: 0,
      cancelId: CANCEL,
      noLink: true,
      ...backgroundQuestion(openTerminals(), process.platform),
    });
    asking = false;
    if (response === CANCEL || window.isDestroyed()) return;
    remember(response === QUIT ? 'quit' : 'keep');
    if (response !== QUIT) return window.hide();
    leaving = true;
    again();
  }

  return (window, again) => {
    const step = closeStep({ leaving, trayShown: trayShown(), choice: choice() });
    if (step === 'ask') {
      if (!asking) void ask(window, again);
      return false;
    }
    if (step === 'hide') {
      window.hide();
      return false;
    }
    // Kept open by the guard, the window is no longer on its way out, unless the user says yes to the guard.
    leaving = false;
    return guard(window, () => {
      leaving = true;
      again();
    });
  };
}
