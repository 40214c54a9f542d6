import { deferred } from '../ui/deferred.tsx';

/* Fetched after the window; a file of its own, since the dialogs that show these come late themselves. */
export const transcriptsDialog = deferred(async () => (await import('./TranscriptsDialog.tsx')).TranscriptsDialog);
export const saveOutputDialog = deferred(async () => (await import('./SaveOutputDialog.tsx')).SaveOutputDialog);
