import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toFailure } from '../../../electron/core/errors.ts';
import { createGitlabClient, type Traffic } from '../../../electron/core/gitlab/client.ts';
import { createNetwork } from '../../../electron/core/gitlab/network.ts';
import type { GitlabClient } from '../../../electron/core/gitlab/ports.ts';
import { parseSessionCookies } from '../../../electron/core/gitlab/session-cookies.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import { json, startTinyServer, type TinyRequest, type TinyServer } from '../../fakes/tiny-gitlab.ts';

const TOKEN = 'glpat-abcdefghijklmnop';
const COOKIE = 'c00c1e-c00c1e-c00c1e';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(answer: (request: TinyRequest, response: ServerResponse) => void, root = '/gitlab') {
  const server = await startTinyServer(answer);
  const clock = createManualClock();
  const baseUrl = `${server.origin}${root}`;
  const network = createNetwork(server.origin, null, { clock, ways: plainWays });
  closers.push(
    () => server.close(),
    () => network.dispose(),
  );
  const traffic: Traffic[] = [];
  const credentials = { token: TOKEN, cookies: parseSessionCookies(baseUrl, COOKIE) };
  const client = createGitlabClient({
    baseUrl,
    network: () => network,
    clock,
    credentials: async () => credentials,
    onTraffic: (one) => traffic.push(one),
  });
  return { server, clock, client, traffic, baseUrl };
}

const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error) => toFailure(error).kind,
  );
const anything = z.unknown();
const get = (client: GitlabClient) => client.api('/x', anything);

describe('the API', () => {
  it('is asked below the root with the token and no cookie', async () => {
    const { client, server } = await setUp((_, response) => json(response, 200, { id: 5 }));
    const answer = await client.api('/user', z.object({ id: z.number() }), { query: { a: 1, 'scope[]': ['x', 'y'] } });
    expect(answer.body).toEqual({ id: 5 });
    expect(server.seen[0]?.url).toBe('/gitlab/api/v4/user?a=1&scope%5B%5D=x&scope%5B%5D=y');
    expect(server.seen[0]?.headers['private-token']).toBe(TOKEN);
    expect(server.seen[0]?.headers.cookie).toBeUndefined();
  });

  it.each([
    ['unauthorized', 401, { message: '401 Unauthorized' }],
    [
      'token-expired',
      401,
      {
        error: 'invalid_token',
        error_description: 'Token is expired. You can either do re-authorization or token refresh.',
      },
    ],
    ['missing-scope', 403, { error: 'insufficient_scope', scope: 'api' }],
    ['forbidden', 403, { message: '403 Forbidden' }],
    ['not-found', 404, { message: '404 Not Found' }],
    ['server-error', 502, {}],
    ['server-error', 422, {}],
    ['rate-limited', 429, {}],
  ])('rejects with %s at %d', async (kind, status, body) => {
    const { client } = await setUp((_, response) => json(response, status, body));
    expect(await kindOf(get(client))).toBe(kind);
  });

  it('tells a page from JSON, and a stranger’s JSON from GitLab’s', async () => {
    const { client } = await setUp(({ url }, response) =>
      url.endsWith('/x')
        ? response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
        : json(response, 200, { id: 'no' }),
    );
    expect(await kindOf(get(client))).toBe('not-a-gitlab');
    expect(await kindOf(client.api('/y', z.object({ id: z.number() })))).toBe('server-error');
  });

  it('never follows a redirect, and tells where the server wants us', async () => {
    const elsewhere = await startTinyServer((_, response) => json(response, 200, {}));
    closers.push(() => elsewhere.close());
    const { client } = await setUp((_, response) =>
      response.writeHead(301, { location: `${elsewhere.origin}/api/v4/x?private_token=leak` }).end(),
    );
    const failure = await get(client).catch(toFailure);
    expect(failure).toMatchObject({ kind: 'wrong-path', suggestedUrl: elsewhere.origin });
    expect(elsewhere.seen).toEqual([]);
  });

  it.each(['//evil.example/x', '/../../admin', '/%2e%2e/%2e%2e/x', '@evil.example/x', '.evil.example/x'])(
    'refuses to leave the instance by %s',
    async (path) => {
      const { client, server } = await setUp((_, response) => json(response, 200, {}));
      await client.api(path, anything).catch(() => undefined);
      await client.web(path).catch(() => undefined);
      for (const { url, headers } of server.seen) {
        expect(url.startsWith(headers['private-token'] === undefined ? '/gitlab/' : '/gitlab/api/v4/')).toBe(true);
      }
    },
  );

  it('passes a large answer on without holding it, and stops it where that is enough', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    const { client, server } = await setUp((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => {
        if (response.destroyed || sent === 100) return response.end();
        sent += 1;
        response.write(megabyte, more);
      };
      more();
    });
    let largest = 0;
    let taken = 0;
    const whole = await client.apiStream('/trace', {}, () => (bytes) => {
      largest = Math.max(largest, bytes.length);
      taken += bytes.length;
      return true;
    });
    expect([whole.status, taken]).toEqual([200, 100 * megabyte.length]);
    expect(largest).toBeLessThanOrEqual(megabyte.length);
    sent = 0;
    await client.apiStream('/trace', { range: 'bytes=7-' }, () => () => false);
    expect(server.seen[1]?.headers.range).toBe('bytes=7-');
    expect(sent).toBeLessThan(100);
  });

  it('sends a log that lies elsewhere neither token nor request', async () => {
    const elsewhere = await startTinyServer((_, response) => json(response, 200, {}));
    closers.push(() => elsewhere.close());
    const { client } = await setUp((_, response) =>
      response.writeHead(302, { location: `${elsewhere.origin}/bucket/log?signature=secret` }).end(),
    );
    expect(await kindOf(client.apiStream('/trace', {}, () => () => true))).toBe('not-found');
    expect(elsewhere.seen).toEqual([]);
  });

  it('takes a range behind the end for an answer', async () => {
    const { client } = await setUp((_, response) => response.writeHead(416).end());
    expect((await client.apiStream('/trace', { range: 'bytes=9-' }, () => () => true)).status).toBe(416);
  });

  it('answers 304 to an etag', async () => {
    const { client } = await setUp(({ headers }, response) =>
      headers['if-none-match'] === 'W/"1"' ? response.writeHead(304).end() : response.writeHead(200).end('log'),
    );
    let log = '';
    const take = (bytes: Uint8Array) => {
      log += Buffer.from(bytes).toString();
      return true;
    };
    expect((await client.apiStream('/trace', {}, () => take)).status).toBe(200);
    expect((await client.apiStream('/trace', { etag: 'W/"1"' }, () => take)).status).toBe(304);
    expect(log).toBe('log');
  });

  it('follows pages by query alone, whatever host the links name', async () => {
    const { client, server } = await setUp(({ url }, response) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('id_after') ?? 0);
      const link =
        page < 20 ? { link: `<https://internal.example/api/v4/x?id_after=${page + 10}&per_page=2>; rel="next"` } : {};
      json(response, 200, [page], link);
    });
    expect(await client.apiPages('/x', z.number(), { query: { per_page: 2 } })).toEqual([0, 10, 20]);
    expect(server.seen).toHaveLength(3);
    expect(await client.apiPages('/x', z.number(), { maxPages: 2 })).toEqual([0, 10]);
  });

  it('cancels', async () => {
    const { client } = await setUp(() => undefined);
    const abort = new AbortController();
    const asked = kindOf(client.api('/x', anything, { signal: abort.signal }));
    abort.abort();
    expect(await asked).toBe('cancelled');
  });

  it('gives up on a silent server by the clock', async () => {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const { client, clock } = await setUp(() => arrive());
    const asked = kindOf(client.api('/x', anything, { timeoutMs: 5000 }));
    await arrived;
    clock.advance(5000);
    expect(await asked).toBe('offline');
  });
});

describe('rate limits', () => {
  it('after a 429 with a long pause the server is left alone until it is over', async () => {
    let status = 429;
    const { client, server, clock } = await setUp((_, response) => json(response, status, {}, { 'retry-after': '30' }));
    expect(await get(client).catch(toFailure)).toMatchObject({ kind: 'rate-limited', retryAfterMs: 30_000 });
    status = 200;
    clock.advance(10_000);
    expect(await client.api('/other', anything).catch(toFailure)).toMatchObject({ retryAfterMs: 20_000 });
    expect(server.seen).toHaveLength(1);
    clock.advance(20_000);
    expect(await kindOf(get(client))).toBe('ok');
  });

  it('a 429 without any header pauses its own route only, longer each time', async () => {
    const { client, clock } = await setUp(({ url }, response) => json(response, url.includes('/jobs') ? 429 : 200, {}));
    const jobs = () => client.api('/projects/7/jobs', anything).catch(toFailure);
    expect(await jobs()).toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    expect(await client.api('/projects/8/jobs', anything).catch(toFailure)).toMatchObject({ kind: 'rate-limited' });
    expect(await kindOf(client.api('/user', anything))).toBe('ok');
    clock.advance(60_000);
    expect(await jobs()).toMatchObject({ retryAfterMs: 120_000 });
  });
});

describe('GraphQL', () => {
  it('gives data, and GitLab’s words where it refuses', async () => {
    const { client } = await setUp((request, response) =>
      json(
        response,
        200,
        request.url.endsWith('?bad=1') ? { errors: [{ message: 'Query has complexity of 300' }] } : { data: { a: 1 } },
      ),
    );
    const data = z.object({ a: z.number() });
    expect(await client.graphql('{a}', {}, data)).toEqual({ a: 1 });
    const failure = await client.graphql('{a}', {}, data, { query: { bad: 1 } }).catch(toFailure);
    expect(failure).toMatchObject({ kind: 'server-error', message: expect.stringContaining('complexity of 300') });
  });

  it('does not repeat a message that echoes the token', async () => {
    const { client } = await setUp((_, response) =>
      json(response, 500, { errors: [{ message: `bad header ${TOKEN}` }] }),
    );
    const failure = await client.graphql('{a}', {}, anything).catch(toFailure);
    expect(JSON.stringify(failure)).not.toContain(TOKEN.slice(0, 8));
  });
});

describe('the web session', () => {
  it('goes with pages, without the token; what they set is kept', async () => {
    const { client, server, traffic, baseUrl } = await setUp((_, response) =>
      response.writeHead(200, { 'set-cookie': '_gitlab_session=renewed; path=/gitlab; HttpOnly' }).end('{}'),
    );
    await client.web('/group/app/-/jobs/1.json');
    expect(server.seen[0]?.headers.cookie).toBe(`_gitlab_session=${COOKIE}`);
    expect(server.seen[0]?.headers['private-token']).toBeUndefined();
    expect(await client.cookieHeader(`${baseUrl.replace('http', 'ws')}/group/app/-/jobs/1/terminal.ws`)).toBe(
      '_gitlab_session=renewed',
    );
    expect(await client.cookieHeader('https://evil.example/gitlab/')).toBeNull();
    expect(traffic.map(({ saw }) => saw)).toEqual(['answer', 'cookies-changed', 'session-used']);
  });

  it('a redirect to the sign-in page is the answer, and tells that the session is over', async () => {
    const { client, traffic } = await setUp((_, response) =>
      response.writeHead(302, { location: '/gitlab/users/sign_in' }).end(),
    );
    expect(await client.web('/group/app/-/jobs/1.json')).toMatchObject({ status: 302, body: '' });
    expect(traffic.map(({ saw }) => saw)).toContain('session-refused');
  });
});

it('no failure holds a secret, whatever the server echoes', async () => {
  const { client } = await setUp((request, response) => {
    const status = Number(new URL(request.url, 'http://x').searchParams.get('status'));
    json(response, status, { message: `${TOKEN} ${COOKIE}`, error: TOKEN }, { location: `/users/sign_in?t=${TOKEN}` });
  });
  for (const status of [301, 302, 400, 401, 403, 404, 429, 500, 503]) {
    for (const asked of [
      client.api('/x', anything, { query: { status } }),
      client.graphql('{a}', {}, anything, { query: { status } }),
    ]) {
      const failure = JSON.stringify(await asked.catch(toFailure));
      expect(failure).not.toContain(TOKEN);
      expect(failure).not.toContain(COOKIE);
    }
  }
});

it('an instance that is gone is offline, and the traffic says so', async () => {
  const { client, server, traffic } = await setUp((_, response) => json(response, 200, {}));
  await (server as TinyServer).close();
  expect(await kindOf(get(client))).toBe('offline');
  expect(traffic.map(({ saw }) => saw)).toEqual(['unreachable']);
});
