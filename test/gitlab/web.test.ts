import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ root: '/gitlab' });
});
afterAll(() => world.dispose());

async function form(on: World): Promise<{ cookie: string; csrf: string; set: string }> {
  const page = await fetch(`${on.instance.url}/users/sign_in`);
  const set = page.headers.get('set-cookie') ?? '';
  return {
    set,
    cookie: set.split(';')[0] ?? '',
    csrf: /name="authenticity_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '',
  };
}
const post = (on: World, cookie: string, fields: Record<string, string>) =>
  fetch(`${on.instance.url}/users/sign_in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookie },
    body: new URLSearchParams(fields),
  });

describe('sign-in', () => {
  it('gives a session for the right password and its CSRF token, below the relative root', async () => {
    const { cookie, csrf, set } = await form(world);
    expect(set).toMatch(/path=\/gitlab; HttpOnly/);
    const answer = await post(world, cookie, {
      authenticity_token: csrf,
      'user[login]': 'ada',
      'user[password]': 'correct horse',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${world.instance.url}/`]);
    const session = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(session).toMatch(/^_gitlab_session=/);
    expect(session).not.toBe(cookie);
    expect((await fetch(`${world.instance.url}/`, { headers: { Cookie: session }, redirect: 'manual' })).status).toBe(
      200,
    );
  });

  it('refuses a wrong password and a wrong CSRF token', async () => {
    const { cookie, csrf } = await form(world);
    const wrong = await post(world, cookie, { authenticity_token: csrf, 'user[login]': 'ada', 'user[password]': 'no' });
    expect(await wrong.text()).toContain('Invalid login or password.');
    const forged = await post(world, cookie, {
      authenticity_token: 'x',
      'user[login]': 'ada',
      'user[password]': 'correct horse',
    });
    expect(forged.status).toBe(422);
  });
});

describe('the job as JSON', () => {
  const get = (id: number, headers: Record<string, string>) =>
    fetch(`${world.instance.url}/${world.project.path}/-/jobs/${id}.json`, { redirect: 'manual', headers });

  it('tells the starter of the terminal, root included, and nobody else', async () => {
    const job = world.job();
    const mine = await get(job.id, { Cookie: `_gitlab_session=${world.cookie}` });
    expect(mine.headers.get('poll-interval')).toBe('10000');
    expect(await mine.json()).toMatchObject({
      status: { text: 'running' },
      terminal_path: `/gitlab/${world.project.path}/-/jobs/${job.id}/terminal`,
    });
    const other = world.instance.addUser({ username: 'eve' });
    world.instance.setMember(world.project, other, 50);
    const theirs = await get(job.id, { Cookie: `_gitlab_session=${world.instance.signIn(other)}` });
    expect(await theirs.json()).not.toHaveProperty('terminal_path');
  });

  it('takes a token for nobody', async () => {
    const answer = await get(world.job().id, { 'PRIVATE-TOKEN': world.token });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${world.instance.url}/users/sign_in`]);
  });

  it('gives the log part by part', async () => {
    const job = world.job({
      script: 'echo one; until [ -e go ]; do sleep 0.02; done; echo two',
      sessionTimeoutSeconds: 1,
    });
    await expect.poll(() => job.log).toContain('one\n');
    const part = async (state: string) =>
      (await (await world.web(`/${world.project.path}/-/jobs/${job.id}/trace.json?state=${state}`)).json()) as Record<
        string,
        unknown
      >;
    const first = await part('');
    expect(first).toMatchObject({ append: false, offset: 0, complete: false });
    job.finishScript(0);
    await job.until('success');
    const second = await part(String(first.state));
    expect(second).toMatchObject({ append: true, offset: first.total, complete: true });
    const waiting = world.job({ status: 'pending' });
    expect((await world.web(`/${world.project.path}/-/jobs/${waiting.id}/trace.json`)).status).toBe(204);
  });
});

describe('TLS', () => {
  it('is trusted with its CA only, and marks the session cookie secure', async () => {
    const other = await startWorld({ tls: true });
    const { Agent } = await import('undici');
    await expect(request(`${other.instance.url}/help`)).rejects.toThrow(/self.signed|unable to/i);
    const dispatcher = new Agent({ connect: { ca: other.instance.caPem ?? '' } });
    const answer = await request(`${other.instance.url}/users/sign_in`, { dispatcher });
    expect(String(answer.headers['set-cookie'])).toMatch(/; secure/);
    await answer.body.dump();
    await dispatcher.close();
    await other.dispose();
  });
});
