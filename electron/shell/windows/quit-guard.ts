import { type BrowserWindow, dialog } from 'electron';

const MOST_NAMES = 5;

interface Warning {
  readonly message: string;
  readonly detail: string;
}

/** The warning's words; null when nothing would be lost. Pure. */
export function closeWarning(jobs: readonly string[]): Warning | null {
  if (jobs.length === 0) return null;
  const named = jobs.slice(0, MOST_NAMES).map((job) => `• ${job}`);
  const rest = jobs.length - named.length;
  return {
    message: jobs.length === 1 ? 'Closing lets a held job finish' : `Closing lets ${jobs.length} held jobs finish`,
    detail: [
      jobs.length === 1
        ? 'Its script is done; only your open terminal keeps it from ending:'
        : 'Their scripts are done; only your open terminals keep them from ending:',
      ...named,
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].join('\n'),
  };
}

export interface QuitGuard {
  /** Asked before the app closes; after a yes to its question it does `again`. */
  mayClose(window: BrowserWindow, again: () => void): boolean;
  /** The system ends the app: nobody is there to be asked any more. */
  letGo(): void;
}

/**
 * Asks once before the app closes over held jobs; a yes stays a yes for the rest of the way out. It does not wait for
 * the answer: a modal wait would stop main, and with it the reading of every terminal.
 */
export function createQuitGuard(heldJobs: () => readonly string[]): QuitGuard {
  let agreed = false;
  let asking = false;

  async function ask(window: BrowserWindow, warning: Warning, again: () => void): Promise<void> {
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
      const warning = agreed ? null : closeWarning(heldJobs());
      if (warning !== null && !asking) void ask(window, warning, again);
      return warning === null;
    },
    letGo() {
      agreed = true;
    },
  };
}
