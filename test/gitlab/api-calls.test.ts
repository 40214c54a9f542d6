import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ root: '/gitlab', version: '18.6.1-ee' });
});
afterAll(() => world.dispose());

type Row = Record<string, unknown>;
const rows = async (answer: Response) => (await answer.json()) as Row[];
const row = async (answer: Response) => (await answer.json()) as Row;

describe('tokens', () => {
  const call = (token: string, path: string, method = 'GET') =>
    fetch(`${world.instance.url}/api/v4${path}`, { method, headers: { 'PRIVATE-TOKEN': token } });

  it('401 for a bad one, in three forms', async () => {
    expect(await row(await call('nonsense', '/user'))).toEqual({ message: '401 Unauthorized' });
    const revoked = world.instance.addToken(world.user);
    world.instance.revokeToken(revoked);
    expect(await row(await call(revoked.value, '/user'))).toMatchObject({ error: 'invalid_token' });
    const expired = world.instance.addToken(world.user, { expiresAt: '2020-01-01' });
    const answer = await call(expired.value, '/user');
    expect([answer.status, (await row(answer)).error_description]).toEqual([401, expect.stringContaining('expired')]);
  });

  it('read_api reads and does not act; self answers any scope', async () => {
    const job = world.job();
    const reader = world.instance.addToken(world.user, { scopes: ['read_api'] }).value;
    const jobPath = `/projects/${world.project.id}/jobs/${job.id}`;
    expect((await call(reader, jobPath)).status).toBe(200);
    const refused = await call(reader, `${jobPath}/cancel`, 'POST');
    expect([refused.status, await row(refused)]).toEqual([
      403,
      {
        error: 'insufficient_scope',
        error_description: 'The request requires higher privileges than provided by the access token.',
        scope: 'api',
      },
    ]);
    expect(job.status).toBe('running');
    const narrow = world.instance.addToken(world.user, { scopes: ['read_user'] }).value;
    expect((await call(narrow, '/projects')).status).toBe(403);
    expect(await row(await call(narrow, '/personal_access_tokens/self'))).toMatchObject({
      scopes: ['read_user'],
      active: true,
    });
  });

  it('rotates, and kills the family when a dead one rotates', async () => {
    const old = world.instance.addToken(world.user).value;
    const fresh = String((await row(await call(old, '/personal_access_tokens/self/rotate', 'POST'))).token);
    expect((await call(fresh, '/user')).status).toBe(200);
    expect((await call(old, '/personal_access_tokens/self/rotate', 'POST')).status).toBe(401);
    expect((await call(fresh, '/user')).status).toBe(401);
  });

  it('rotates for as long as it is asked to, within its limit, and says so when it is past that', async () => {
    const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
    const { value } = world.instance.addToken(world.user);
    const rotate = (token: string, expiresOn?: string) =>
      call(
        token,
        `/personal_access_tokens/self/rotate${expiresOn === undefined ? '' : `?expires_at=${expiresOn}`}`,
        'POST',
      );

    const refused = await rotate(value, day(400));
    expect(refused.status).toBe(400);
    expect((await row(refused)).message).toBe(`400 Bad request - Expiration date must be before ${day(365)}`);
    expect((await row(await rotate(value, 'soon'))).error).toBe('expires_at is invalid');
    const renewed = await row(await rotate(value, day(365)));
    expect(renewed).toMatchObject({ expires_at: day(365), revoked: false, active: true });
    expect((await row(await rotate(String(renewed.token)))).expires_at).toBe(day(7));
  });

  it('the web session reads the API, and writes only with its CSRF token', async () => {
    const job = world.job();
    const path = `/api/v4/projects/acme%2Ftools%2Fwidgets/jobs/${job.id}`;
    expect((await world.web(path)).status).toBe(200);
    expect((await world.web(`${path}/cancel`, { method: 'POST' })).status).toBe(401);
    const page = await (await world.web('/')).text();
    const csrf = /name="csrf-token" content="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await world.web(`${path}/cancel`, { method: 'POST', headers: { 'X-CSRF-Token': csrf } })).status).toBe(201);
  });
});

describe('lists', () => {
  it('pages by number with totals, and by keyset with a Link', async () => {
    for (let index = 0; index < 5; index++) {
      const project = world.instance.addProject(`many/project-${index}`);
      world.instance.setMember(project, world.user, 30);
    }
    const first = await world.api('/api/v4/projects?membership=true&simple=true&per_page=4');
    expect([first.headers.get('x-total'), first.headers.get('x-next-page')]).toEqual(['6', '2']);
    expect(await rows(first)).toHaveLength(4);
    const seen: unknown[] = [];
    let url: string | null =
      `${world.instance.url}/api/v4/projects?pagination=keyset&order_by=id&membership=true&per_page=4`;
    while (url) {
      const answer: Response = await fetch(url, { headers: { Authorization: `Bearer ${world.token}` } });
      seen.push(...(await rows(answer)).map((one) => one.id));
      url = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(new Set(seen).size).toBe(6);
  });

  it('filters by membership, level and archive, and hides what is not mine', async () => {
    const hidden = world.instance.addProject('secret/plans');
    expect(await row(await world.api(`/api/v4/projects/${hidden.id}`))).toEqual({ message: '404 Project Not Found' });
    world.instance.setMember(hidden, world.user, 20);
    const paths = async (query: string) =>
      (await rows(await world.api(`/api/v4/projects?per_page=100&${query}`))).map((one) => one.path_with_namespace);
    expect(await paths('membership=true&min_access_level=30')).not.toContain('secret/plans');
    expect(await paths('membership=true')).toContain('secret/plans');
    world.instance.setMember(hidden, world.user, 0);
  });

  it('jobs: newest first, by scope, no totals, no terminal, no project path', async () => {
    const pending = world.job({ name: 'waits', status: 'pending' });
    const answer = await world.api(
      `/api/v4/projects/${world.project.id}/jobs?scope[]=running&scope[]=pending&per_page=100`,
    );
    expect(answer.headers.has('x-total')).toBe(false);
    const jobs = await rows(answer);
    expect(jobs[0]).toMatchObject({
      id: pending.id,
      status: 'pending',
      user: { username: 'ada' },
      web_url: pending.webUrl,
    });
    expect(Object.keys(jobs[0] ?? {})).not.toContain('terminal_path');
    expect(jobs.every((job, index) => index === 0 || Number(job.id) < Number(jobs[index - 1]?.id))).toBe(true);
  });

  it('leaves child pipelines out unless their source is asked for; bridges name them', async () => {
    const { instance, project, user } = world;
    const parent = instance.addPipeline(project, { user });
    const child = instance.addPipeline(project, { user, parent });
    const ids = async (query: string) =>
      (await rows(await world.api(`/api/v4/projects/${project.id}/pipelines?per_page=100&${query}`))).map(
        (one) => one.id,
      );
    expect(await ids('')).toContain(parent.id);
    expect(await ids('')).not.toContain(child.id);
    expect(await ids('source=parent_pipeline')).toEqual([child.id]);
    const bridges = await rows(await world.api(`/api/v4/projects/${project.id}/pipelines/${parent.id}/bridges`));
    expect(bridges[0]?.downstream_pipeline).toMatchObject({ id: child.id });
  });
});

describe('logs and actions', () => {
  it('gives the whole log, with a weak ETag and 304', async () => {
    const job = world.job({ script: 'echo hello log' });
    await job.until('success');
    const path = `/api/v4/projects/${world.project.id}/jobs/${job.id}/trace`;
    const first = await world.api(path, { headers: { Range: 'bytes=0-3' } });
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(await first.text()).toBe(job.log);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    expect((await world.api(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });

  it('retry makes a new job of the caller; the old is not retryable again; nor is a running one', async () => {
    const other = world.instance.addUser({ username: 'grace' });
    world.instance.setMember(world.project, other, 30);
    const token = world.instance.addToken(other).value;
    const job = world.job({ script: 'false' });
    await job.until('failed');
    const path = `/api/v4/projects/${world.project.id}/jobs`;
    const retried = await world.api(`${path}/${job.id}/retry`, { method: 'POST', headers: { 'PRIVATE-TOKEN': token } });
    const fresh = await row(retried);
    expect([retried.status, fresh.user]).toEqual([201, expect.objectContaining({ username: 'grace' })]);
    expect(fresh.id).not.toBe(job.id);
    const again = await world.api(`${path}/${job.id}/retry`, { method: 'POST' });
    expect([again.status, await row(again)]).toEqual([403, { message: '403 Forbidden - Job is not retryable' }]);
  });

  it('plays what waits by hand, and nothing else', async () => {
    const job = world.job({ status: 'manual' });
    const path = `/api/v4/projects/${world.project.id}/jobs/${job.id}/play`;
    expect((await world.api(path, { method: 'POST' })).status).toBe(200);
    expect(job.status).toBe('running');
    expect((await world.api(path, { method: 'POST' })).status).toBe(400);
  });
});

describe('rate limits', () => {
  it('refuses with headers, or with none', async () => {
    const other = await startWorld();
    const first = await other.api('/api/v4/user');
    expect(first.headers.get('ratelimit-remaining')).toBe('1999');
    other.instance.setLimits({ jobListingPerMinute: 0 });
    const listing = await other.api(`/api/v4/projects/${other.project.id}/jobs`);
    expect([listing.status, listing.headers.get('retry-after')]).toEqual([429, null]);
    other.instance.setLimits({ apiPerMinute: 0 });
    const refused = await other.api('/api/v4/user');
    expect([refused.status, await refused.text()]).toEqual([429, 'Retry later\n']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    other.instance.setLimits({ rateHeaders: false });
    expect((await other.api('/api/v4/user')).headers.has('retry-after')).toBe(false);
    await other.dispose();
  });
});

describe('faults and the network', () => {
  it('answers, delays and cuts as told, as often as told', async () => {
    const undo = world.instance.addFault({ path: /^\/api\/v4\/user$/, answer: { status: 502, body: 'bad' }, times: 1 });
    expect((await world.api('/api/v4/user')).status).toBe(502);
    expect((await world.api('/api/v4/user')).status).toBe(200);
    undo();
    const cut = world.instance.addFault({ path: /version/, cut: true });
    await expect(world.api('/api/v4/version')).rejects.toThrow();
    cut();
    expect((await world.api('/api/v4/version')).status).toBe(200);
  });

  it('goes off the network and comes back on the same port', async () => {
    const other = await startWorld();
    const client = await other.open(other.job());
    other.instance.offline();
    await client.ended();
    await expect(other.api('/api/v4/user')).rejects.toThrow();
    await other.instance.online();
    expect((await other.api('/api/v4/user')).status).toBe(200);
    await other.dispose();
  });

  it('knows nothing outside its relative root', async () => {
    const { origin } = new URL(world.instance.url);
    expect((await fetch(`${origin}/api/v4/user`, { headers: { 'PRIVATE-TOKEN': world.token } })).status).toBe(404);
  });
});
