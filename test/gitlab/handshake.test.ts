import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimJob } from './api.ts';
import { openRaw } from './raw-client.ts';
import { measured, startWorld, type World } from './world.ts';

const seen = measured();
let world: World;
let job: SimJob;

beforeAll(async () => {
  world = await startWorld();
  job = world.job();
});
afterAll(() => world.dispose());

const goodType = 'application/vnd.gitlab-workhorse+json';
const channel = (value: object) => ({
  status: 200,
  headers: { 'Content-Type': goodType },
  body: JSON.stringify(value),
});
const plain = (status: number, body: string, headers: Record<string, string> = {}) => ({ status, headers, body });

/** What the fake Rails of the measurement answered to authorize. */
const railsAnswers: Record<string, { status: number; headers: Record<string, string>; body: string }> = {
  redirect: plain(302, 'redirected', {
    Location: '/users/sign_in',
    'Set-Cookie': '_gitlab_session=new; path=/; HttpOnly',
  }),
  notFoundShort: plain(404, 'nope'),
  notFoundLong: plain(404, 'x'.repeat(40_000)),
  unauthorized: plain(401, 'no', { 'WWW-Authenticate': 'Basic realm="x"' }),
  forbidden: plain(403, 'Forbidden', { 'X-Extra': '1' }),
  tooMany: plain(429, 'Retry later\n', { 'Ratelimit-Limit': '10', 'Retry-After': '30' }),
  error: plain(500, 'boom'),
  unavailable: plain(503, 'down'),
  html200: plain(200, '<html>', { 'Content-Type': 'text/html' }),
  emptyChannel: channel({ Channel: {} }),
  noChannel: channel({}),
  badScheme: channel({ Channel: { Subprotocols: ['terminal.gitlab.com'], Url: 'https://127.0.0.1/exec' } }),
};

describe("what Workhorse makes of Rails' answer", () => {
  it.each(seen.handshakes.filter((one) => one.railsAnswers in railsAnswers))('$railsAnswers → $status', async (one) => {
    const answer = railsAnswers[one.railsAnswers];
    if (!answer) throw new Error(one.railsAnswers);
    const undo = world.instance.addFault({ path: /terminal\.ws\/authorize$/, answer });
    const client = await world.open(job);
    undo();
    expect(client.statusLine).toBe(one.status);
    for (const header of one.headers) {
      const at = header.indexOf(': ');
      expect(client.headers.get(header.slice(0, at).toLowerCase())).toBe(header.slice(at + 2));
    }
    expect(client.body.startsWith(one.bodyStart)).toBe(true);
    expect(Buffer.byteLength(client.body)).toBe(one.bodyLength);
  });

  it('upgrades with these headers and no others', async () => {
    const client = await world.open(job);
    expect(client.statusLine).toBe('101 Switching Protocols');
    expect([...client.headers.keys()].sort()).toEqual([
      'connection',
      'sec-websocket-accept',
      'sec-websocket-protocol',
      'upgrade',
    ]);
    client.destroy();
    await expect.poll(() => job.terminal).toBeNull();
  });
});

describe('routes', () => {
  const status = (asked: string) => {
    const found = seen.routes.find((route) => route.asked === asked);
    if (!found) throw new Error(`not measured: ${asked}`);
    return found;
  };
  it.each([
    ['upgrade on a job page', () => job.webUrl],
    ['upgrade on /api/v4/user', () => `${world.instance.url}/api/v4/user`],
    ['project without a group', () => `${world.instance.url}/widgets/-/jobs/${job.id}/terminal.ws`],
    ['without /-/', () => `${world.instance.url}/acme/tools/widgets/jobs/${job.id}/terminal.ws`],
    ['terminal.ws/', () => `${world.terminalUrl(job)}/`],
    ['job id of letters', () => `${world.instance.url}/acme/tools/widgets/-/jobs/abc/terminal.ws`],
  ])('%s', async (asked, url) => {
    const client = await openRaw(url(), { cookie: world.cookie });
    expect(client.status).toBe(status(asked).status);
    expect(client.body).toBe(status(asked).body);
  });

  it('takes a query', async () => {
    const client = await openRaw(`${world.terminalUrl(job)}?x=1`, { cookie: world.cookie });
    expect(client.status).toBe(status('terminal.ws?x=1').status);
    client.destroy();
    await expect.poll(() => job.terminal).toBeNull();
  });

  it('answers a plain GET as Rails would', async () => {
    const answer = await world.web(`/acme/tools/widgets/-/jobs/${job.id}/terminal.ws`);
    expect(answer.status).toBe(status('terminal.ws without upgrade headers (goes to Rails)').status);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });
});

describe('origins', () => {
  it.each(seen.origins)('$origin → $status', async (one) => {
    const { host } = new URL(world.instance.url);
    const known: Record<string, string> = {
      'same host and port': `http://${host}`,
      'same host and port, other scheme': `https://${host}`,
    };
    const origin = known[one.origin] ?? one.origin;
    const client = await world.open(job, one.origin === '(none)' ? {} : { origin });
    expect(client.status).toBe(one.status);
    if (one.body) expect(client.body.trim()).toBe(one.body);
    client.destroy();
    if (one.nextTry) {
      const next = await world.open(job);
      expect(next.status).toBe(one.nextTry);
      next.destroy();
    }
    await expect.poll(() => job.terminal).toBeNull();
  });
});

describe('subprotocols', () => {
  it.each(seen.subprotocols)('$offered', async (one) => {
    const client = await world.open(job, { protocols: one.offered === '(none)' ? null : one.offered });
    expect(client.status).toBe(101);
    const agreed = client.headers.get('sec-websocket-protocol');
    expect(agreed ? [`Sec-WebSocket-Protocol: ${agreed}`] : []).toEqual(one.agreed);
    const base64 = agreed?.startsWith('base64.');
    const typed = 'echo a$((1+1))b\r';
    client.send(base64 ? Buffer.from(typed).toString('base64') : typed, base64 ? 1 : 2);
    await client.see('a2b');
    expect([...new Set(client.frames.map((frame) => frame.opcode))]).toEqual(one.opcodesFromServer);
    client.destroy();
    await expect.poll(() => job.terminal).toBeNull();
  });

  it('ends without a Close frame on bad base64', async () => {
    const client = await world.open(job, { protocols: 'base64.terminal.gitlab.com' });
    client.send('not base64!', 1);
    await client.ended();
    expect(client.ends).toEqual(['tcp-end']);
  });

  it('takes text frames as bytes', async () => {
    const client = await world.open(job);
    client.send('echo c$((2+2))d\r', 1);
    await client.see('c4d');
    client.destroy();
    await expect.poll(() => job.terminal).toBeNull();
  });
});

describe('who may', () => {
  it('looks at no token', async () => {
    for (const headers of [{ 'PRIVATE-TOKEN': world.token }, { Authorization: `Bearer ${world.token}` }]) {
      const client = await world.open(job, { cookie: null, headers });
      expect(client.status).toBe(302);
      expect(client.headers.get('location')).toBe(`${world.instance.url}/users/sign_in`);
    }
  });

  it('never sets a cookie on the terminal, though the remember cookie opens it', async () => {
    const page = await fetch(`${world.instance.url}/users/sign_in`);
    const anonymous = /_gitlab_session=([^;]+)/.exec(page.headers.get('set-cookie') ?? '')?.[1] ?? '';
    const csrf = /name="authenticity_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const signedIn = await fetch(`${world.instance.url}/users/sign_in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: `_gitlab_session=${anonymous}` },
      body: new URLSearchParams({
        authenticity_token: csrf,
        'user[login]': 'ada',
        'user[password]': 'correct horse',
        'user[remember_me]': '1',
      }),
    });
    const remember = /remember_user_token=([^;]+)/.exec(signedIn.headers.getSetCookie().join('\n'))?.[1];
    const headers = { Cookie: `remember_user_token=${remember}` };
    const client = await world.open(job, { cookie: null, headers });
    expect(client.status).toBe(101);
    expect(client.headers.get('set-cookie')).toBeUndefined();
    client.destroy();
    const ordinary = await fetch(`${job.webUrl}.json`, { headers });
    expect(ordinary.status).toBe(200);
    expect(ordinary.headers.get('set-cookie')).toMatch(/^_gitlab_session=\w+; path=\/; HttpOnly/);
    await expect.poll(() => job.terminal).toBeNull();
  });

  it('hides what is not mine, not running, or without a session', async () => {
    const { instance, project, pipeline } = world;
    const other = instance.addUser({ username: 'bob' });
    instance.setMember(project, other, 50);
    const cases: [string, SimJob, string | null, number][] = [
      ["another's job", job, instance.signIn(other), 404],
      ['pending', instance.addJob(pipeline, { name: 'p', status: 'pending' }), world.cookie, 404],
      ['no session server', instance.addJob(pipeline, { name: 'n', executor: 'no-session' }), world.cookie, 404],
    ];
    const open = instance.addProject('acme/public', { visibility: 'public' });
    cases.push([
      'public, signed out',
      instance.addJob(instance.addPipeline(open, { user: other }), { name: 'o' }),
      null,
      404,
    ]);
    const old = instance.addProject('acme/old', { archived: true });
    instance.setMember(old, world.user, 40);
    cases.push([
      'archived',
      instance.addJob(instance.addPipeline(old, { user: world.user }), { name: 'a' }),
      world.cookie,
      404,
    ]);
    for (const [name, target, cookie, status] of cases) {
      expect([name, (await world.open(target, { cookie })).status]).toEqual([name, status]);
    }
  });
});

describe('the one terminal', () => {
  it('refuses the second as measured, keeps the first, and is free after a drop', async () => {
    const first = await world.open(job);
    const second = await world.open(job);
    expect(second.statusLine).toBe(seen.secondTerminal.status);
    expect(second.body).toBe(seen.secondTerminal.body);
    for (const header of seen.secondTerminal.headers) {
      const at = header.indexOf(': ');
      expect(second.headers.get(header.slice(0, at).toLowerCase())).toBe(header.slice(at + 2));
    }
    first.send('echo still$((40+2))\r');
    await first.see('still42');
    job.terminal?.drop();
    await first.ended();
    const third = await world.open(job);
    expect(third.status).toBe(101);
    third.destroy();
    await expect.poll(() => job.terminal).toBeNull();
  });

  it('waits for the executor, and gives up with 500', async () => {
    const slow = world.job({ executor: 'docker', preparingMs: 150 });
    const waited = await world.open(slow);
    expect(waited.status).toBe(101);
    const never = world.job({ preparingMs: 60_000 });
    const refused = await world.open(never);
    expect([refused.status, refused.body]).toEqual([500, 'Internal server error\n']);
  });

  it('frees the slot of a client that gave up waiting', async () => {
    const slow = world.job({ preparingMs: 250 });
    const { hostname, port, host, pathname } = new URL(world.terminalUrl(slow));
    const impatient = connect({ host: hostname, port: Number(port) });
    impatient.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: _gitlab_session=${world.cookie}\r\n\r\n`,
    );
    // In use while it waits, and not a moment longer than its connection.
    await expect.poll(async () => (await openRaw(world.terminalUrl(slow), { cookie: world.cookie })).status).toBe(500);
    impatient.destroy();
    await expect.poll(async () => (await world.open(slow)).status).toBe(101);
  });

  it('is unknown while the job is young', async () => {
    world.instance.setTiming({ youngJobMs: 60_000 });
    const young = world.job();
    world.instance.setTiming({ youngJobMs: 0 });
    expect((await world.open(young)).status).toBe(404);
  });
});
