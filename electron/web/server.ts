import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Core } from '../core/core.ts';
import type { Clock, Log } from '../core/host.ts';
import { createDoorway } from '../doors/doorway.ts';
import { onEveryEvent } from '../doors/events.ts';
import type { PageFiles } from '../doors/page-files.ts';
import { pageStartOf, plainStart } from '../doors/page-start.ts';
import { createViews } from '../doors/views.ts';
import { createGuard } from './guard.ts';
import { createKeys } from './keys.ts';
import { openPageSocket } from './page-socket.ts';
import { createRequests } from './requests.ts';

/** The page splits what it sends into pieces far below this. */
const MOST_MESSAGE_BYTES = 4 * 1024 * 1024;
const LOOPBACK = '127.0.0.1';
/** A reload is back within this; until then another page does not get its terminals. */
const RELOAD_MS = 5_000;

export interface WebServer {
  readonly port: number;
  /** An address that opens the app once; the one before stops working. */
  freshUrl(): string;
  dispose(): Promise<void>;
}

interface ServerDeps {
  /** 0 = any free port. */
  readonly port: number;
  /** The built renderer. */
  readonly app: PageFiles;
  readonly core: Pick<Core, 'calls' | 'sends' | 'on' | 'takeDownload'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** `/socket/KEY`: the page makes its key up and keeps it over a reload. */
function pageKey(url: string | undefined): string | null {
  return /^\/socket\/([\w-]{1,64})$/.exec(url ?? '')?.[1] ?? null;
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** Listens on loopback. Rejects when the port is taken (`EADDRINUSE`). */
export async function startServer({ port, app, core, clock, log }: ServerDeps): Promise<WebServer> {
  const server = createServer({ requestTimeout: 30_000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const ownPort = (server.address() as AddressInfo).port;

  const keys = createKeys();
  const guard = createGuard(ownPort, keys);
  const views = createViews({ doorway: createDoorway(core), clock, returnsWithinMs: RELOAD_MS });
  const pageStart = () => core.calls.snapshot().then(pageStartOf, () => plainStart);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MOST_MESSAGE_BYTES });

  server.on('request', createRequests({ app, guard, keys, pageStart, takeDownload: core.takeDownload }));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const key = pageKey(request.url);
    const isWelcome = key !== null && guard.isOurPage(request) && guard.isSignedIn(request);
    if (!isWelcome) return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      openPageSocket({ socket: webSocket, key, views, clock, log });
    });
  });
  const stopEvents = onEveryEvent(core, views.deliver);

  let disposal: Promise<void> | null = null;
  return {
    port: ownPort,
    freshUrl: () => `http://${LOOPBACK}:${ownPort}/#key=${keys.issue()}`,
    dispose() {
      disposal ??= new Promise((resolve) => {
        stopEvents();
        views.dispose();
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return disposal;
    },
  };
}
