import { protocol } from 'electron';
import type { PageFiles } from '../doors/page-files.ts';
import { fileHeaders, pageHeaders } from '../doors/page-headers.ts';

const SCHEME = 'app';
const HOST = 'jobdeck';

/** Chromium's form of the page's origin; `new URL(…).origin` is `null` for schemes of one's own. */
export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;

/** Is this URL our page's (and not one that only begins alike)? */
export function isPageUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === `${SCHEME}:` && url.host === HOST;
  } catch {
    return false;
  }
}

/** Before the app is ready: gives the scheme an origin, storage and `fetch`, as https has them. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the renderer, and nothing else, below `app://jobdeck/`. */
export function serveScheme(files: PageFiles): void {
  const headers = pageHeaders();
  protocol.handle(SCHEME, (request) => {
    // By the exact path: no decoding, so nothing to traverse.
    const file = isPageUrl(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    if (file === undefined || request.method !== 'GET') return new Response(null, { status: 404, headers });
    return new Response(Buffer.from(file.body), { headers: { ...headers, ...fileHeaders(file) } });
  });
}
