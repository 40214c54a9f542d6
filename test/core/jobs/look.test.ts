import { describe, expect, it } from 'vitest';
import type { Account, Job } from '../../../electron/contract.ts';
import { createJobUrlResolver } from '../../../electron/core/jobs/job-url.ts';
import { createLook } from '../../../electron/core/jobs/look.ts';
import { failing } from '../../fakes/fake-client.ts';
import { accountNamed, createWorld, jobNamed, OTHER, type World } from './world.ts';

function lookOf(world: World, account: Account = accountNamed('a')) {
  const remembered: Job[] = [];
  const look = createLook({
    findJob: (key) => (key === 'a:10' ? jobNamed(world, { id: 10, projectId: 1 }, account) : null),
    account: () => account,
    clientFor: () => world.client,
    remember: (job) => remembered.push(job),
  });
  return { look, remembered };
}

describe('a look at a job', () => {
  it('gives the terminal’s path, by web session', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { look, remembered } = lookOf(world);
    expect(await look('a:10')).toMatchObject({
      status: 'running',
      signedIn: true,
      terminalPath: '/group/project-1/-/jobs/10/terminal',
      failureReason: null,
      job: { terminal: { status: 'available' } },
    });
    expect(remembered[0]?.terminal).toEqual({ status: 'available' });
  });

  it('tells a job without a terminal from a session that is over', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1, terminal: false }];
    const { look } = lookOf(world);
    expect(await look('a:10')).toMatchObject({
      signedIn: true,
      terminalPath: null,
      job: { terminal: { status: 'unavailable', reason: 'not-offered' } },
    });
    world.signedIn = false;
    expect(await look('a:10')).toMatchObject({
      signedIn: false,
      terminalPath: null,
      job: { terminal: { status: 'unknown', reason: 'no-web-session' } },
    });
    // a public project shows its job to anyone
    world.client.onWeb(({ path }) => (path === '/api/v4/user' ? { status: 401 } : { body: '{"id":10}' }));
    expect(await look('a:10')).toMatchObject({ signedIn: false, status: 'running' });
  });

  it('says why a job failed, and works with either credential alone', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1, status: 'failed', failureReason: 'script_failure', terminal: false }];
    const { look } = lookOf(world);
    expect(await look('a:10')).toMatchObject({ status: 'failed', failureReason: 'script_failure' });
    world.client.onApi(() => failing('unauthorized'));
    expect(await look('a:10')).toMatchObject({ status: 'failed', failureReason: null, signedIn: true });
    world.client.onWeb(() => failing('offline'));
    await expect(look('a:10')).rejects.toMatchObject({ failure: { kind: 'unauthorized' } });
  });

  it('asks nothing by a web session that is not there', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { look } = lookOf(world, accountNamed('a', { sessionState: { status: 'missing' } }));
    expect(await look('a:10')).toMatchObject({ signedIn: false, terminalPath: null });
    expect(world.client.asked).toEqual(['api /projects/1/jobs/10']);
  });

  it.each([
    'https://evil.example/group/project-1/-/jobs/10/terminal',
    '//evil.example/group/project-1/-/jobs/10/terminal',
    '/group/project-1/-/jobs/11/terminal',
    '/group/project-1/-/jobs/10/terminal/../../..',
  ])('does not believe the path %s', async (path) => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    world.client.onWeb((ask) =>
      ask.path === '/api/v4/user' ? { body: '{"id":7}' } : { body: JSON.stringify({ id: 10, terminal_path: path }) },
    );
    expect((await lookOf(world).look('a:10')).terminalPath).toBeNull();
  });

  it('follows a renamed project', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const before = lookOf(world);
    const old = jobNamed(world, { id: 10, projectId: 1 });
    world.projects.set(1, 'group/renamed');
    world.client.onWeb(({ path }) =>
      path.startsWith('/group/renamed/')
        ? { body: JSON.stringify({ id: 10, terminal_path: '/group/renamed/-/jobs/10/terminal' }) }
        : { status: 301, headers: { location: 'https://git.example.org/group/renamed/-/jobs/10.json' } },
    );
    const look = createLook({
      findJob: () => old,
      account: () => accountNamed('a'),
      clientFor: () => world.client,
      remember: () => {},
    });
    expect(await look('a:10')).toMatchObject({
      terminalPath: '/group/renamed/-/jobs/10/terminal',
      job: { projectPath: 'group/renamed' },
    });
    await expect(before.look('a:99')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
  });
});

describe('a job URL', () => {
  function resolverOf(world: World, accounts: readonly Account[]) {
    return createJobUrlResolver({ accounts: () => accounts, clientFor: () => world.client, remember: () => {} });
  }

  it('finds the job', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 2 }];
    const resolve = resolverOf(world, [accountNamed('a')]);
    const job = await resolve('https://git.example.org/group/project-2/-/jobs/10#L3');
    expect(job).toMatchObject({ key: 'a:10', projectId: 2, projectPath: 'group/project-2' });
  });

  it('takes the account that started the job', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 2, user: OTHER }];
    const resolve = resolverOf(world, [accountNamed('a'), accountNamed('b', { user: OTHER })]);
    expect((await resolve('https://git.example.org/group/project-2/-/jobs/10')).key).toBe('b:10');
  });

  it.each([
    ['https://git.example.org/group/project-2', 'bad-address'],
    ['https://other.example/group/project-2/-/jobs/10', 'no-account'],
    ['https://git.example.org/group/nothing/-/jobs/10', 'not-found'],
  ])('%s is refused as %s', async (url, kind) => {
    const resolve = resolverOf(createWorld(), [accountNamed('a')]);
    await expect(resolve(url)).rejects.toMatchObject({ failure: { kind } });
  });
});
