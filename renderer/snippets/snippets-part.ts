import { deferred } from '../ui/deferred.tsx';

/** Fetched after the window: few need it at once. */
export const snippetsDialog = deferred(async () => (await import('./SnippetsDialog.tsx')).SnippetsDialog);
