import { request } from 'node:http';
import { WebSocket } from 'ws';
import { createSystemClock } from '../../electron/doors/clock.ts';
import type { PageFiles } from '../../electron/doors/page-files.ts';
import { startServer, type WebServer } from '../../electron/web/server.ts';
import { createFakeCore, type FakeCore } from '../fakes/fake-core.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Door {
  readonly core: FakeCore;
  readonly server: WebServer;
  readonly origin: string;
  /** Sends the path as it is written, dots and all. */
  ask(path: string, ask?: Ask): Promise<Answer>;
  /** Trades a fresh key for the cookie, as `name=value`. */
  signIn(): Promise<string>;
  /** An upgrade with these headers; resolves with the open socket or the status of the refusal. */
  dial(headers: Readonly<Record<string, string>>, path?: string): Promise<WebSocket | number>;
  dispose(): Promise<void>;
}

const app: PageFiles = new Map([
  [
    '/',
    {
      type: 'text/html; charset=utf-8',
      body: Buffer.from('<html lang="en"><title>the app</title></html>'),
      immutable: false,
    },
  ],
  ['/assets/app.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('1'), immutable: true }],
]);

/** Each dial is a page of its own. */
let pages = 0;

export async function openDoor(): Promise<Door> {
  const core = createFakeCore();
  const sockets: WebSocket[] = [];
  const log = { info: () => {}, warn: () => {} };
  const server = await startServer({ port: 0, app, core, clock: createSystemClock(), log });
  const origin = `http://127.0.0.1:${server.port}`;

  function ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    core,
    server,
    origin,
    ask,
    async signIn() {
      const key = new URL(server.freshUrl()).hash.slice('#key='.length);
      const answer = await ask('/key', { method: 'POST', headers: { origin }, body: key });
      return String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
    },
    dial(headers, path = `/socket/page-${++pages}`) {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      sockets.push(socket);
      return new Promise((resolve) => {
        socket.on('open', () => resolve(socket));
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
        socket.on('error', () => {});
      });
    },
    async dispose() {
      for (const socket of sockets) socket.terminate();
      await server.dispose();
    },
  };
}
