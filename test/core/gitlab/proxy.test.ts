import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { send } from '../../../electron/core/gitlab/http.ts';
import { createNetwork } from '../../../electron/core/gitlab/network.ts';
import { isBypassed, readScriptAnswer } from '../../../electron/core/gitlab/proxy.ts';
import { dialTerminal } from '../../../electron/core/gitlab/terminal-socket.ts';
import { createWays, ordinaryRules, type WayRules } from '../../../electron/core/gitlab/ways.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { startWorld, type World } from '../../gitlab/world.ts';

beforeEach(() => {
  for (const name of ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy']) {
    vi.stubEnv(name, '');
    vi.stubEnv(name.toUpperCase(), '');
  }
});
afterEach(() => vi.unstubAllEnvs());

describe('the bypass list', () => {
  it.each([
    ['https://git.example.org/', ['git.example.org'], true],
    ['https://git.example.org/', ['example.org'], false],
    ['https://git.example.org/', ['*.example.org'], true],
    ['https://git.example.org/', ['.example.org'], true],
    ['https://example.org/', ['*.example.org'], false],
    ['https://notexample.org/', ['*.example.org'], false],
    ['https://GIT.example.org/', ['Git.Example.Org'], true],
    ['https://git.example.org/', ['git.example.org:443'], true],
    ['https://git.example.org:8443/', ['git.example.org:443'], false],
    ['https://git/', ['<local>'], true],
    ['https://git.example.org/', ['<local>'], false],
    ['https://10.1.2.3/', ['10.0.0.0/8'], true],
    ['https://11.1.2.3/', ['10.0.0.0/8'], false],
    ['https://ten.example.org/', ['10.0.0.0/8'], false],
    ['https://[fd00::1]/', ['fd00::/8'], true],
    ['https://[fd00::1]/', ['fd00::1'], true],
    ['https://git.example.org/', ['10.0.0.0/99', 'x/y', ''], false],
    ['https://git.example.org/', ['*'], true],
    ['https://git.example.org/', [], false],
  ])('%s with %j: %s', (url, patterns, expected) => expect(isBypassed(url, patterns)).toBe(expected));
});

it.each([
  ['DIRECT', null],
  ['PROXY a.example:3128; DIRECT', 'http://a.example:3128'],
  ['HTTPS b.example:443', 'https://b.example:443'],
  ['SOCKS5 c.example:1080; PROXY d.example:80', 'http://d.example:80'],
  ['SOCKS c.example:1080', undefined],
  ['', undefined],
])('reads the script’s answer %j', (answer, expected) => expect(readScriptAnswer(answer)).toBe(expected));

describe('the way to a server', () => {
  const ways = (rules: Partial<WayRules>, system: string | null = null) =>
    createWays({
      rules: () => ({ ...ordinaryRules, ...rules }),
      askSystem: system === null ? null : async (_url, script) => (script === null ? system : `PROXY ${script}`),
    });
  const fixed = { mode: 'fixed', url: 'http://proxy.example:3128', bypass: ['*.intern'] } as const;

  it('is direct without a proxy, for this machine, and where no_proxy says so', async () => {
    expect(await plainWays.agentFor('wss://git.example.org/x')).toBeUndefined();
    vi.stubEnv('https_proxy', 'http://proxy.example.org:3128');
    vi.stubEnv('no_proxy', 'intern.example.org');
    expect(await plainWays.agentFor('wss://git.example.org/x')).toBeDefined();
    expect(await plainWays.agentFor('ws://git.example.org/x')).toBeUndefined();
    expect(await plainWays.agentFor('wss://intern.example.org/x')).toBeUndefined();
    expect(await plainWays.agentFor('wss://127.0.0.1:8443/x')).toBeUndefined();
    expect(await plainWays.agentFor('wss://[::1]/x')).toBeUndefined();
  });

  it('is the system’s where the environment names none, and the environment’s where it does', async () => {
    const both = ways({}, 'PROXY system.example:8080');
    expect(await both.proxyFor('https://git.example.org')).toBe('http://system.example:8080');
    vi.stubEnv('https_proxy', 'http://env.example:3128');
    expect(await both.proxyFor('https://git.example.org')).toBe('http://env.example:3128');
  });

  it('is the rule’s, for sockets too, save what the rule leaves out', async () => {
    vi.stubEnv('https_proxy', 'http://env.example:3128');
    expect(await ways({ proxy: fixed }).proxyFor('wss://git.example.org/a.ws')).toBe(fixed.url);
    expect(await ways({ proxy: fixed }).proxyFor('https://git.intern')).toBeNull();
    expect(await ways({ proxy: fixed }).proxyFor('http://127.0.0.1:80')).toBeNull();
    expect(await ways({ proxy: { mode: 'none' } }).proxyFor('https://git.example.org')).toBeNull();
  });

  it('may differ for one instance', async () => {
    const instance = { origin: 'https://far.example', proxy: { mode: 'none' }, caPem: null } as const;
    const some = ways({ proxy: fixed, instances: [instance] });
    expect(await some.proxyFor('wss://far.example/x')).toBeNull();
    expect(await some.proxyFor('https://far.example:8443/x')).toBe(fixed.url);
  });

  it('asks the desktop for a script, and says so when that names only SOCKS', async () => {
    const script = { mode: 'script', url: 'pac.example:1' } as const;
    expect(await ways({ proxy: script }, 'DIRECT').proxyFor('https://git.example')).toBe('http://pac.example:1');
    await expect(ways({}, 'SOCKS5 a:1').proxyFor('https://git.example')).rejects.toThrow(/only SOCKS/);
  });

  it('is closed to all but the allowed instances', async () => {
    const instance = { origin: 'https://ours.example', proxy: null, caPem: null };
    const some = ways({ instances: [instance], onlyTheseInstances: true });
    expect(await some.proxyFor('wss://ours.example/x')).toBeNull();
    await expect(some.agentFor('wss://other.example/x')).rejects.toMatchObject({ failure: { kind: 'managed' } });
  });
});

describe('a tunnel', () => {
  let world: World;
  let proxyUrl: string;
  let asked: string[];
  let authorizations: (string | undefined)[];
  let close: () => void;

  beforeEach(async () => {
    world = await startWorld();
    asked = [];
    authorizations = [];
    const sockets = new Set<Socket>();
    const proxy = createServer();
    proxy.on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(request.url ?? '');
      authorizations.push(request.headers['proxy-authorization']);
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
    proxyUrl = `http://ann:s%20ecret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    close = () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    };
  });
  afterEach(async () => {
    close();
    await world.dispose();
  });

  /** A name that only the proxy can resolve. */
  const FAR = 'git.jobdeck.test';
  const login = `Basic ${Buffer.from('ann:s ecret').toString('base64')}`;
  const ways = () =>
    createWays({
      rules: () => ({ ...ordinaryRules, proxy: { mode: 'fixed', url: proxyUrl, bypass: [] } }),
      askSystem: null,
    });

  it('carries a terminal', async () => {
    const job = world.job({ name: 'far' });
    const url = `${job.webUrl.replace(/^http:\/\/127\.0\.0\.1:\d+/, `ws://${FAR}`)}/terminal.ws`;
    const agent = await ways().agentFor(url);
    const printed = await new Promise<string>((resolve) => {
      void dialTerminal({
        url,
        agent,
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
    expect(printed).toContain('$');
    expect(asked).toEqual([`${FAR}:80`]);
    expect(authorizations).toEqual([login]);
  });

  it('carries requests, and what is changed counts from the next one', async () => {
    let through = true;
    const network = createNetwork(`http://${FAR}`, null, {
      clock: realClock,
      ways: createWays({
        rules: () => ({
          ...ordinaryRules,
          proxy: through ? { mode: 'fixed', url: proxyUrl, bypass: [] } : { mode: 'none' },
        }),
        askSystem: null,
      }),
    });
    const get = () =>
      send(network, realClock, { url: new URL(`http://${FAR}/users/sign_in`), method: 'GET', headers: {} });
    try {
      expect((await get()).status).toBe(200);
      expect(asked).toEqual([`${FAR}:80`]);
      expect(authorizations).toEqual([login]);
      through = false;
      await expect(get()).rejects.toMatchObject({ failure: { kind: 'offline' } });
      expect(asked).toHaveLength(1);
    } finally {
      await network.dispose();
    }
  });
});
