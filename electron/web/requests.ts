import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Core } from '../core/core.ts';
import type { PageFiles } from '../doors/page-files.ts';
import { fileHeaders, pageHeaders } from '../doors/page-headers.ts';
import { type PageStart, startPage } from '../doors/page-start.ts';
import { createArrival } from './arrival.ts';
import { DOWNLOADS, downloadHeaders, writeTo } from './downloads.ts';
import type { Guard } from './guard.ts';
import type { Keys } from './keys.ts';

/** A key is 43 characters. */
const MOST_KEY_BYTES = 256;

async function readKey(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MOST_KEY_BYTES) return '';
  }
  return text;
}

interface RequestsDeps {
  /** The built renderer. */
  readonly app: PageFiles;
  readonly guard: Guard;
  readonly keys: Keys;
  /** What the page begins with. Never rejects. */
  pageStart(): Promise<PageStart>;
  readonly takeDownload: Core['takeDownload'];
}

/** Answers plain HTTP: the renderer's files to who is signed in, the arrival page and the key's exchange to who is not. */
export function createRequests({ app, guard, keys, pageStart, takeDownload }: RequestsDeps): RequestListener {
  const arrival = createArrival();
  // A link on another site brings a signed-in user without the cookie; the arrival page's own request then has it.
  const everything: PageFiles = new Map([...arrival, ...app]);

  function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): void {
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(body);
  }

  function answerFile(request: IncomingMessage, response: ServerResponse, files: PageFiles, missing: number): void {
    // By the exact path: no decoding, no normalising, so nothing to get round.
    const file = files.get(request.url ?? '');
    if (file === undefined) answer(response, missing);
    else response.writeHead(200, fileHeaders(file)).end(request.method === 'HEAD' ? undefined : file.body);
  }

  async function answerPage(request: IncomingMessage, response: ServerResponse, connect: string[]): Promise<void> {
    const page = app.get('/');
    if (page === undefined) return answer(response, 404);
    const start = await pageStart();
    const file = startPage(page, start);
    response
      .writeHead(200, { ...pageHeaders({ connect, images: start.images }), ...fileHeaders(file) })
      .end(request.method === 'HEAD' ? undefined : file.body);
  }

  async function answerDownload(response: ServerResponse, ticket: string): Promise<void> {
    const download = takeDownload(ticket);
    if (download === null) return answer(response, 404, {}, 'This was fetched already. Save it again in Jobdeck.\n');
    response.writeHead(200, downloadHeaders(download));
    await download.writeTo((bytes) => writeTo(response, bytes));
    response.end();
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = keys.redeem(await readKey(request));
    if (token === null) return answer(response, 401);
    const cookie = `${guard.cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`;
    response.writeHead(204, { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' }).end();
  }

  return (request, response) => {
    const connect = [`ws://${request.headers.host}`];
    if (!guard.isOurs(request)) return answer(response, 403, {}, 'Not for this page.\n');
    for (const [name, value] of Object.entries(pageHeaders({ connect }))) response.setHeader(name, value);

    const signedIn = guard.isSignedIn(request);
    switch (request.method) {
      case 'POST':
        if (request.url !== '/key' || !guard.isOurPage(request)) return answer(response, 403);
        exchange(request, response).catch(() => request.destroy());
        return;
      case 'GET':
      case 'HEAD':
        if (request.url === '/key') return answer(response, signedIn ? 200 : 401);
        if (signedIn && request.url === '/') {
          answerPage(request, response, connect).catch(() => request.destroy());
          return;
        }
        if (signedIn && request.method === 'GET' && request.url?.startsWith(DOWNLOADS)) {
          // the browser sees by the cut that the file is not whole
          answerDownload(response, request.url.slice(DOWNLOADS.length)).catch(() => response.destroy());
          return;
        }
        return signedIn ? answerFile(request, response, everything, 404) : answerFile(request, response, arrival, 401);
      default:
        return answer(response, 405, { Allow: 'GET, HEAD, POST' });
    }
  };
}
