import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Fault, SeenRequest } from './api.ts';
import { refuseUpgrade, upgradeNotAllowed } from './channel.ts';
import type { Answer, Ask } from './exchange.ts';
import { html, text } from './exchange.ts';
import { notFoundPage } from './pages.ts';
import type { Timers } from './timers.ts';

/** The listener: relative root, faults, what was seen, and being off the network. */
export interface SimServer {
  readonly origin: string;
  readonly seen: SeenRequest[];
  addFault(fault: Fault): () => void;
  /** The first fault for this, used up by one; null = none. */
  faultFor(method: string, pathAndQuery: string): Fault | null;
  offline(): void;
  online(): Promise<void>;
  dispose(): Promise<void>;
}

export interface ServerDeps {
  readonly root: string;
  readonly port: number;
  readonly tls: { readonly key: string; readonly cert: string } | null;
  readonly timers: Timers;
  answer(ask: Ask): Promise<Answer>;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, ask: Ask): Promise<number>;
}

const largestBodyBytes = 4 * 1024 * 1024;

export function faultAnswer(fault: Fault): Answer | null {
  if (!fault.answer) return null;
  const { status, headers, body } = fault.answer;
  return { status, headers: { 'Content-Type': 'text/plain', ...headers }, body: body ?? '' };
}

export async function startServer(deps: ServerDeps): Promise<SimServer> {
  const { root, timers } = deps;
  const seen: SeenRequest[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const sockets = new Set<Socket>();
  let port = deps.port;

  function faultFor(method: string, pathAndQuery: string): Fault | null {
    const found = faults.find(
      ({ fault, left }) =>
        left > 0 && (!fault.method || fault.method.toUpperCase() === method) && pathAndQuery.search(fault.path) >= 0,
    );
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  }

  /** Null = outside the relative root. */
  function parse(request: IncomingMessage, body: Buffer): (Ask & { pathAndQuery: string }) | null {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (root && url.pathname !== root && !url.pathname.startsWith(`${root}/`)) return null;
    const path = url.pathname.slice(root.length) || '/';
    return {
      method: request.method ?? 'GET',
      path,
      pathAndQuery: path + url.search,
      query: url.searchParams,
      headers: flat(request),
      body,
    };
  }

  function note(request: IncomingMessage, status: number): void {
    seen.push({ method: request.method ?? 'GET', path: request.url ?? '/', headers: flat(request), status });
  }

  /** Waits, cuts or answers as a fault says; undefined = go on. */
  async function applyFault(
    ask: { method: string; pathAndQuery: string },
    socket: Socket,
  ): Promise<Answer | 'cut' | 'answer lost' | undefined> {
    const fault = faultFor(ask.method, ask.pathAndQuery);
    if (!fault) return undefined;
    if (fault.delayMs) await timers.wait(fault.delayMs);
    if (fault.cut === 'answer') return 'answer lost';
    if (fault.cut) {
      socket.destroy();
      return 'cut';
    }
    return faultAnswer(fault) ?? undefined;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request) {
      size += (part as Buffer).length;
      if (size > largestBodyBytes) return send(request, response, text(413, ''));
      parts.push(part as Buffer);
    }
    const ask = parse(request, Buffer.concat(parts));
    if (!ask) return send(request, response, html(404, notFoundPage));
    const fault = await applyFault(ask, request.socket);
    if (fault === 'cut') return note(request, 0);
    if (fault === 'answer lost') {
      note(request, (await deps.answer(ask)).status);
      return void request.socket.destroy();
    }
    send(request, response, fault ?? (await deps.answer(ask)));
  }

  function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    note(request, answer.status);
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    let { status } = answer;
    // Rails' ETag middleware: weak, over the body; a 304 saves bytes only.
    const etag =
      status === 200 && request.method === 'GET' ? `W/"${createHash('md5').update(body).digest('hex')}"` : null;
    if (etag && (request.headers['if-none-match'] ?? '').split(/\s*,\s*/).includes(etag)) status = 304;
    for (const [name, value] of Object.entries(answer.headers)) {
      if (status !== 304 || !/^content-/i.test(name)) response.setHeader(name, value);
    }
    if (etag) {
      response.setHeader('ETag', etag);
      if (!response.hasHeader('Cache-Control'))
        response.setHeader('Cache-Control', 'max-age=0, private, must-revalidate');
    }
    response.statusCode = status;
    if (status === 304 || status === 204) response.end();
    else {
      response.setHeader('Content-Length', body.length);
      response.end(request.method === 'HEAD' ? undefined : body);
    }
  }

  async function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    const ask = parse(request, Buffer.alloc(0));
    if (!ask) return note(request, refuseUpgrade(socket, upgradeNotAllowed));
    const fault = await applyFault(ask, socket);
    if (fault === 'cut' || fault === 'answer lost') return note(request, 0);
    note(request, fault ? refuseUpgrade(socket, fault) : await deps.upgrade(request, socket, head, ask));
  }

  const server: Server = deps.tls ? createTlsServer({ key: deps.tls.key, cert: deps.tls.cert }) : createServer();
  server.on('connection', track);
  server.on('secureConnection', track);
  function track(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(request, response, text(500, `simulated GitLab: ${detail}`));
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    upgrade(request, socket, head).catch(() => socket.destroy());
  });

  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }
  function cut(): void {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
  await listen();

  return {
    origin: `${deps.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen,
    addFault(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    faultFor,
    offline: cut,
    async online() {
      if (!server.listening) await listen();
    },
    async dispose() {
      const closed = server.listening ? once(server, 'close') : null;
      cut();
      await closed;
    },
  };
}

function flat(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
