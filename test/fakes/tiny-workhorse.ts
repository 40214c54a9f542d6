import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface TinyWorkhorse {
  /** `ws://…/terminal.ws` */
  readonly url: string;
  readonly upgrades: readonly IncomingMessage[];
  /** The next connection, or the last one. */
  accepted(): Promise<TinyTerminal>;
  /** Answers the next upgrades so; null = upgrades them; `silence` = says nothing. */
  answerWith(answer: string | 'silence' | null): void;
  /** Connections that are open now. */
  readonly connections: number;
  close(): Promise<void>;
}

export interface TinyTerminal {
  readonly ws: WebSocket;
  readonly socket: Socket;
  /** Binary messages from the client. */
  readonly messages: readonly Buffer[];
  /** As GitLab ends everything: TCP, no Close frame. */
  endTcp(): void;
}

/** The socket side of Workhorse only: pings answered, no Close frame of its own. The faithful one is in test/gitlab. */
export async function startTinyWorkhorse(): Promise<TinyWorkhorse> {
  const sockets = new Set<Socket>();
  const upgrades: IncomingMessage[] = [];
  const waiting: ((terminal: TinyTerminal) => void)[] = [];
  let last: TinyTerminal | null = null;
  let answer: string | null = null;
  const wss = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  const server = createServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    // HTTP servers leave their half open
    socket.on('end', () => socket.end());
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    upgrades.push(request);
    if (answer === 'silence') return;
    if (answer !== null) {
      socket.end(answer);
      return;
    }
    wss.handleUpgrade(request, socket, head, (ws) => {
      const messages: Buffer[] = [];
      ws.on('message', (data: Buffer) => messages.push(data));
      ws.on('error', () => {});
      last = { ws, socket, messages, endTcp: () => socket.end() };
      for (const tell of waiting.splice(0)) tell(last);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/g/p/-/jobs/1/terminal.ws`,
    upgrades,
    accepted: () =>
      new Promise((resolve) => {
        if (last === null) waiting.push(resolve);
        else resolve(last);
      }),
    answerWith(next) {
      answer = next;
    },
    get connections() {
      return sockets.size;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
