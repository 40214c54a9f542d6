/** A company's identity provider, as small as one can be: one page of its own, and back with a signed assertion. */
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { escapeHtml } from './pages.ts';

export interface IdentityProvider {
  readonly url: string;
  readonly secret: string;
  dispose(): Promise<void>;
}

export function proofOf(secret: string, state: string, username: string): string {
  return createHmac('sha256', secret).update(`${state} ${username}`).digest('hex');
}

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#222}
h1{font-size:1.3rem}label{display:block;margin:.8rem 0}input{width:100%;padding:.4rem}button{padding:.4rem 1rem}</style>
<body>${body}</body></html>`;

/**
 * `way` of the request: `redirect` and `post` are the two bindings that providers have; `pop-up` asks for a confirmation
 * in a window of its own first, which then leads the one that opened it on.
 */
export async function startIdentityProvider(
  tls: { readonly key: string; readonly cert: string } | null,
): Promise<IdentityProvider> {
  const secret = randomBytes(16).toString('hex');
  const sockets = new Set<Socket>();

  function back(query: URLSearchParams): string {
    const [state, username] = [query.get('state') ?? '', query.get('user') ?? ''];
    return `${query.get('return')}?${new URLSearchParams({ state, user: username, proof: proofOf(secret, state, username) })}`;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://identity.invalid');
    let body = '';
    for await (const part of request) body += part;
    const query = new URLSearchParams(url.search);
    for (const [name, value] of new URLSearchParams(body)) query.set(name, value);
    const show = (text: string) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(text);

    if (url.pathname === '/authorize' && request.method === 'GET') {
      const hidden = ['state', 'return', 'way']
        .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? '')}">`)
        .join('');
      const form = `<form method="post" action="/authorize">${hidden}<label>Acme account <input name="user"></label><button>Continue</button></form>`;
      return void show(page('Acme identity', `<h1>Acme identity</h1>${form}`));
    }
    if (url.pathname === '/authorize' && query.get('way') === 'post') {
      const to = new URL(back(query));
      const fields = [...to.searchParams]
        .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
        .join('');
      const form = `<form method="post" action="${escapeHtml(to.origin + to.pathname)}">${fields}</form>`;
      return void show(page('Acme identity', `${form}<script>document.forms[0].submit()</script>`));
    }
    if (url.pathname === '/authorize' && query.get('way') === 'pop-up') {
      const confirm = escapeHtml(`/confirm?${query}`);
      const button = `<button data-to="${confirm}" onclick="window.open(this.dataset.to, 'acme', 'width=400,height=400')">Confirm in a new window</button>`;
      return void show(page('Acme identity', `<h1>One more step</h1>${button}`));
    }
    if (url.pathname === '/confirm') {
      const to = escapeHtml(back(query));
      const button = `<button data-to="${to}" onclick="window.opener.location = this.dataset.to; window.close()">It is me</button>`;
      return void show(page('Acme confirmation', `<h1>Acme confirmation</h1>${button}`));
    }
    if (url.pathname === '/authorize') {
      response.writeHead(302, { Location: back(query) }).end();
      return;
    }
    response.writeHead(404).end();
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  };
  const server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    secret,
    async dispose() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
