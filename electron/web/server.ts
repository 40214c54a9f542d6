import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Core } from '../core/core.ts';
import type { Clock, Log } from '../core/host.ts';
import { createDoorway } from '../doors/doorway.ts';
import { onEveryEvent } from '../doors/events.ts';
import type { PageFiles } from '../doors/page-files.ts';
import { createGuard } from './guard.ts';
import { createKeys } from './keys.ts';
import { createPageSocket, type PageSocket } from './page-socket.ts';
import { createRequests } from './requests.ts';
import { createViews } from './views.ts';

/** The page splits what it sends into pieces far below this. */
const MOST_MESSAGE_BYTES = 4 * 1024 * 1024;
const LOOPBACK = '127.0.0.1';

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
  readonly core: Pick<Core, 'calls' | 'sends' | 'on'>;
  readonly clock: Clock;
  readonly log: Log;
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
  const doorway = createDoorway(core);
  const views = createViews<PageSocket>();
  const pages = new Set<PageSocket>();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MOST_MESSAGE_BYTES });

  server.on('request', createRequests({ app, guard, keys }));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const isWelcome = request.url === '/socket' && guard.isOurPage(request) && guard.isSignedIn(request);
    if (!isWelcome) return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const onClosed = (page: PageSocket): void => void pages.delete(page);
      pages.add(createPageSocket({ socket: webSocket, doorway, views, clock, log, onClosed }));
    });
  });
  const stopEvents = onEveryEvent(core, (event) => {
    for (const page of pages) page.deliver(event);
  });

  let disposal: Promise<void> | null = null;
  return {
    port: ownPort,
    freshUrl: () => `http://${LOOPBACK}:${ownPort}/#key=${keys.issue()}`,
    dispose() {
      disposal ??= new Promise((resolve) => {
        stopEvents();
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return disposal;
    },
  };
}
