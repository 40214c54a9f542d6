import { protocol } from 'electron';
import type { FirstList } from '../contract.ts';
import { withFirstList } from '../doors/first-list.ts';
import type { PageFiles } from '../doors/page-files.ts';
import { fileHeaders, pageHeaders } from '../doors/page-headers.ts';
import { isPageUrl, PAGE_SCHEME } from './page-url.ts';

/** Before the app is ready: gives the scheme an origin, storage and `fetch`, as https has them. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the renderer, and nothing else, below `app://jobdeck/`. `firstList` goes with the page; it never rejects. */
export function serveScheme(files: PageFiles, firstList: () => Promise<FirstList | null>): void {
  const headers = pageHeaders();
  protocol.handle(PAGE_SCHEME, async (request) => {
    // By the exact path: no decoding, so nothing to traverse.
    const path = isPageUrl(request.url) ? new URL(request.url).pathname : null;
    const found = path === null ? undefined : files.get(path);
    if (found === undefined || request.method !== 'GET') return new Response(null, { status: 404, headers });
    const file = path === '/' ? withFirstList(found, await firstList()) : found;
    return new Response(Buffer.from(file.body), { headers: { ...headers, ...fileHeaders(file) } });
  });
}
