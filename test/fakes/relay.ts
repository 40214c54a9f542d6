import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One terminal's connection through a relay. */
export interface Tunnel {
  /** Drops both sides, as a network or a proxy would. */
  cut(): void;
  /** Tells the server that the client sends no more; the way back stays. */
  halfClose(): void;
  /** Puts bytes into what the client sends. */
  inject(bytes: Uint8Array): void;
  /** From now on nothing passes in this direction, and nobody is told; the client's end does not reach the server either. */
  swallow(direction: 'to-server' | 'to-client'): void;
}

/** What stands between a client and a server on the network: a proxy, a firewall, a bad cable. */
export interface Relay {
  readonly origin: string;
  to(port: number): void;
  /** Terminals that are open through it, oldest first. */
  readonly tunnels: readonly Tunnel[];
  /** Terminals in which nothing passes for so long are cut; null = none. */
  idleLimitMs: number | null;
  /** Cuts all and takes no connection, until `up`. */
  down(): void;
  up(): void;
  dispose(): Promise<void>;
}

const UPGRADE = /^GET \S+\/terminal\.ws /;

export async function startRelay(): Promise<Relay> {
  let targetPort = 0;
  let isUp = true;
  let idleLimitMs: number | null = null;
  const sockets = new Set<Socket>();
  let tunnels: readonly Tunnel[] = [];

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (!isUp) return client.destroy();
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const swallowed = new Set<string>();
    let idle: NodeJS.Timeout | null = null;
    let isTunnel = false;
    const cut = () => {
      if (idle !== null) clearTimeout(idle);
      client.destroy();
      upstream.destroy();
    };
    const tunnel: Tunnel = {
      cut,
      halfClose: () => upstream.end(),
      inject: (bytes) => upstream.write(bytes),
      swallow: (direction) => swallowed.add(direction),
    };
    const passed = () => {
      if (idle !== null) clearTimeout(idle);
      idle = isTunnel && idleLimitMs !== null ? setTimeout(cut, idleLimitMs).unref() : null;
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        tunnels = tunnels.filter((one) => one !== tunnel);
        if (socket !== client || !swallowed.has('to-server')) cut();
      });
    }
    client.on('data', (bytes) => {
      if (!isTunnel && UPGRADE.test(bytes.toString('latin1', 0, 2_000))) {
        isTunnel = true;
        tunnels = [...tunnels, tunnel];
      }
      passed();
      if (!swallowed.has('to-server') && upstream.writable) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      passed();
      if (!swallowed.has('to-client') && client.writable) client.write(bytes);
    });
    client.on('end', () => {
      if (swallowed.has('to-server')) client.end();
      else upstream.end();
    });
    upstream.on('end', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to(port) {
      targetPort = port;
    },
    get tunnels() {
      return tunnels;
    },
    get idleLimitMs() {
      return idleLimitMs;
    },
    set idleLimitMs(ms) {
      idleLimitMs = ms;
    },
    down() {
      isUp = false;
      for (const socket of sockets) socket.destroy();
    },
    up() {
      isUp = true;
    },
    async dispose() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
