import { protocol } from 'electron';
import type { PageFile, PageFiles } from '../doors/page-files.ts';
import { fileHeaders, pageHeaders } from '../doors/page-headers.ts';
import { type PageStart, startPage } from '../doors/page-start.ts';
import { isPageUrl, PAGE_SCHEME } from './page-url.ts';

/** Before the app is ready: gives the scheme an origin, storage and `fetch`, as https has them. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the renderer, and nothing else, below `app://jobdeck/`. `pageStart` goes with the page; it never rejects. */
export function serveScheme(files: PageFiles, pageStart: () => Promise<PageStart>): void {
  const headers = pageHeaders();
  protocol.handle(PAGE_SCHEME, async (request) => {
    // By the exact path: no decoding, so nothing to traverse.
    const path = isPageUrl(request.url) ? new URL(request.url).pathname : null;
    const found = path === null ? undefined : files.get(path);
    if (found === undefined || request.method !== 'GET') return new Response(null, { status: 404, headers });
    const answer = (file: PageFile, general: Record<string, string>) =>
      new Response(Buffer.from(file.body), { headers: { ...general, ...fileHeaders(file) } });
    if (path !== '/') return answer(found, headers);
    const start = await pageStart();
    return answer(startPage(found, start), pageHeaders({ images: start.images }));
  });
}
