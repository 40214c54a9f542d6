import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { socketAgent } from '../../../electron/core/gitlab/proxy.ts';
import { dialTerminal } from '../../../electron/core/gitlab/terminal-socket.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { startWorld } from '../../gitlab/world.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the way through a proxy', () => {
  it('is direct without one, for this machine, and where no_proxy says so', () => {
    expect(socketAgent('wss://git.example.org/x')).toBeUndefined();
    vi.stubEnv('https_proxy', 'http://proxy.example.org:3128');
    vi.stubEnv('no_proxy', 'intern.example.org');
    expect(socketAgent('wss://git.example.org/x')).toBeDefined();
    expect(socketAgent('ws://git.example.org/x')).toBeUndefined();
    expect(socketAgent('wss://intern.example.org/x')).toBeUndefined();
    expect(socketAgent('wss://127.0.0.1:8443/x')).toBeUndefined();
    expect(socketAgent('wss://[::1]/x')).toBeUndefined();
  });

  it('carries a terminal through a CONNECT tunnel', async () => {
    const world = await startWorld();
    const job = world.job({ name: 'far' });
    const asked: string[] = [];
    const sockets = new Set<Socket>();
    const proxy = createServer();
    proxy.on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(request.url ?? '');
      const server = connect(Number(new URL(world.instance.url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(server).pipe(client);
      });
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const printed = new Promise<string>((resolve) => {
      void dialTerminal({
        // a name that only the proxy can resolve
        url: `${job.webUrl.replace(/^http:\/\/127\.0\.0\.1:\d+/, 'ws://git.jobdeck.test')}/terminal.ws`,
        cookie: `_gitlab_session=${world.cookie}`,
        secureContext: undefined,
        userAgent: 'test',
        clock: realClock,
        signal: new AbortController().signal,
        events: {
          onBytes: (bytes) => resolve(Buffer.from(bytes).toString('latin1')),
          onRoundTrip: () => {},
          onSilent: () => {},
          onClosed: () => {},
        },
      }).then((dial) => {
        if (!dial.ok) resolve(JSON.stringify(dial.failure));
      });
    });
    try {
      expect(await printed).toContain('$');
      expect(asked).toEqual(['git.jobdeck.test:80']);
    } finally {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await world.dispose();
    }
  });
});
