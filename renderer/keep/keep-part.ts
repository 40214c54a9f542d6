import { deferred } from '../ui/deferred.tsx';

/** Fetched after the window; a file of its own, since the dialogs that show it come late themselves. */
export const keepDialog = deferred(async () => (await import('./KeepDialog.tsx')).KeepDialog);
