import { deferred } from '../../ui/deferred.tsx';

/** Fetched after the window: few need it at once. */
export const searchEverywhere = deferred(async () => (await import('./SearchEverywhere.tsx')).SearchEverywhere);
