import { createElement } from 'react';
import { keepDialog } from './keep/keep-part.ts';
import { snippetsDialog } from './snippets/snippets-part.ts';
import { searchEverywhere } from './terminals/search-everywhere/search-everywhere-part.ts';
import { saveOutputDialog, transcriptsDialog } from './transcripts/transcripts-part.ts';
import { deferred } from './ui/deferred.tsx';
import { waitDialog } from './waiting/wait-part.ts';

/** What is not in the first picture. A part's file and all that only it imports become files of their own in the build. */
export const terminalArea = deferred(
  async () => (await import('./terminals/TerminalArea.tsx')).TerminalArea,
  createElement('section', { className: 'terminal-area', 'aria-label': 'Terminals', 'aria-busy': true }),
);
export const dialogs = deferred(async () => (await import('./Dialogs.tsx')).Dialogs);
export const firstRun = deferred(async () => (await import('./accounts/FirstRun.tsx')).FirstRun);

/** Fetches the rest of the code, likeliest first, so that first use waits for nothing and needs no network. */
export async function fetchParts(): Promise<void> {
  const parts = [
    terminalArea,
    dialogs,
    firstRun,
    keepDialog,
    waitDialog,
    snippetsDialog,
    searchEverywhere,
    saveOutputDialog,
    transcriptsDialog,
  ];
  for (const part of parts) await part.fetch();
}
