import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export interface TinyRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface TinyServer {
  /** Without trailing slash. */
  readonly origin: string;
  /** PEM of its self-signed certificate; null without TLS. */
  readonly certificate: string | null;
  readonly seen: TinyRequest[];
  close(): Promise<void>;
}

/** A loopback server that answers by `answer` and remembers what was asked. */
export async function startTinyServer(
  answer: (request: TinyRequest, response: ServerResponse) => void,
  options: { readonly tls?: boolean; readonly port?: number } = {},
): Promise<TinyServer> {
  const seen: TinyRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
    seen.push(one);
    request.resume();
    answer(one, response);
  };
  const pair = options.tls === true ? await makeCertificate() : null;
  const server =
    pair === null ? createServer(listener) : createTlsServer({ key: pair.private, cert: pair.cert }, listener);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${pair === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    certificate: pair?.cert ?? null,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function makeCertificate() {
  return generate([{ name: 'commonName', value: 'tiny.test' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export interface TinyUser {
  readonly id: number;
  readonly username: string;
}

export interface TinyGitlabOptions {
  readonly root?: string;
  readonly tls?: boolean;
  readonly port?: number;
  /** Owner, scopes and expiry by token. Change it to revoke. */
  readonly tokens?: Map<
    string,
    { readonly user: TinyUser; readonly scopes: readonly string[]; readonly expiresAt?: string }
  >;
  /** User by session value. */
  readonly sessions?: Map<string, TinyUser>;
  /** Answers before the rest; true = it did. */
  readonly first?: (request: TinyRequest, response: ServerResponse) => boolean;
}

/** The few routes that accounts use. The faithful one is in test/gitlab. */
export function startTinyGitlab(options: TinyGitlabOptions = {}): Promise<TinyServer> {
  const root = options.root ?? '';
  return startTinyServer((request, response) => {
    if (options.first?.(request, response) === true) return;
    const path = request.url.split('?')[0] ?? '';
    if (!path.startsWith(`${root}/api/v4/`)) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>');
      return;
    }
    const token = options.tokens?.get(String(request.headers['private-token']));
    const session = /_gitlab_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const user = token?.user ?? options.sessions?.get(session);
    if (user === undefined) return json(response, 401, { message: '401 Unauthorized' });
    const route = path.slice(`${root}/api/v4`.length);
    if (route === '/user') return json(response, 200, { ...user, name: user.username.toUpperCase(), state: 'active' });
    if (route === '/metadata') return json(response, 200, { version: '18.4.1-ee', revision: 'abc' });
    if (route === '/personal_access_tokens/self' && token !== undefined) {
      return json(response, 200, {
        scopes: token.scopes,
        expires_at: token.expiresAt ?? null,
        active: true,
        revoked: false,
      });
    }
    return json(response, 404, { message: '404 Not Found' });
  }, options);
}
