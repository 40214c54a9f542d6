import { deferred } from '../ui/deferred.tsx';

/** Fetched after the window; a file of its own, since the dialogs that show it come late themselves. */
export const waitDialog = deferred(async () => (await import('./WaitDialog.tsx')).WaitDialog);
