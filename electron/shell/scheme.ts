import { protocol } from 'electron';
import type { PageFiles } from '../doors/page-files.ts';
import { fileHeaders, pageHeaders } from '../doors/page-headers.ts';
import { isPageUrl, PAGE_SCHEME } from './page-url.ts';

/** Before the app is ready: gives the scheme an origin, storage and `fetch`, as https has them. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the renderer, and nothing else, below `app://jobdeck/`. */
export function serveScheme(files: PageFiles): void {
  const headers = pageHeaders();
  protocol.handle(PAGE_SCHEME, (request) => {
    // By the exact path: no decoding, so nothing to traverse.
    const file = isPageUrl(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    if (file === undefined || request.method !== 'GET') return new Response(null, { status: 404, headers });
    return new Response(Buffer.from(file.body), { headers: { ...headers, ...fileHeaders(file) } });
  });
}
