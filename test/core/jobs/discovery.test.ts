import { describe, expect, it } from 'vitest';
import { createDiscovery } from '../../../electron/core/jobs/discovery.ts';
import { failing } from '../../fakes/fake-client.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { accountNamed, createWorld, OTHER, type World } from './world.ts';

function discoveryOf(world: World) {
  const clock = createManualClock();
  let changes = 0;
  const discovery = createDiscovery({
    account: () => accountNamed('a'),
    client: () => world.client,
    clock,
    onJobs() {
      changes += 1;
    },
  });
  const { signal } = new AbortController();
  return {
    clock,
    discovery,
    sweep: () => discovery.sweep(signal),
    hot: () => discovery.hot(signal),
    ids: () =>
      discovery
        .jobs()
        .map((job) => job.id)
        .sort((a, b) => a - b),
    changes: () => changes,
  };
}

const listings = (world: World) => world.client.asked.filter((one) => /jobs$/.test(one));

describe('a sweep', () => {
  it('finds running jobs and takes the starter from REST', async () => {
    const world = createWorld();
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 2, user: OTHER },
      { id: 12, projectId: 3, status: 'success' },
    ];
    const { discovery, sweep, ids } = discoveryOf(world);
    await sweep();
    expect(ids()).toEqual([10, 11]);
    expect(discovery.source).toBe('graphql');
    expect(discovery.jobs().find((job) => job.id === 10)).toMatchObject({
      key: 'a:10',
      mine: true,
      projectPath: 'group/project-1',
      webUrl: 'https://git.example.org/group/project-1/-/jobs/10',
      runner: { description: 'box', type: 'project_type' },
      startedAt: Date.UTC(2026, 10, 23, 11),
    });
    expect(discovery.jobs().find((job) => job.id === 11)?.mine).toBe(false);
  });

  it('reads jobs of a recently active project whose pipeline does not count as running', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 2, unswept: true }];
    const { sweep, ids } = discoveryOf(world);
    await sweep();
    expect(ids()).toEqual([10]);
  });

  it('asks REST about projects where something runs, and not about all', async () => {
    const world = createWorld(Array.from({ length: 300 }, (_, index) => index + 1));
    world.jobs = [{ id: 10, projectId: 250 }];
    const { sweep, ids } = discoveryOf(world);
    await sweep();
    expect(ids()).toEqual([10]);
    expect(listings(world).length).toBeLessThan(15);
  });

  it('makes pages smaller where the server finds them too dear, and asks again', async () => {
    const world = createWorld(Array.from({ length: 60 }, (_, index) => index + 1));
    world.complexityLimit = 20;
    world.jobs = [{ id: 10, projectId: 55 }];
    const { discovery, sweep, ids } = discoveryOf(world);
    await sweep();
    expect(ids()).toEqual([10]);
    expect(discovery.source).toBe('graphql');
    expect(Math.max(...world.pageSizes.slice(1))).toBeLessThanOrEqual(40);
  });

  it('falls back to REST where the query is refused, and stays there for a while', async () => {
    const world = createWorld();
    world.graphql = 'refused';
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 3 },
    ];
    const { clock, discovery, sweep, hot, ids } = discoveryOf(world);
    await sweep();
    expect(ids()).toEqual([10, 11]);
    expect(discovery.source).toBe('rest');
    const queries = () => world.client.asked.filter((one) => one === 'graphql').length;
    await hot();
    await sweep();
    expect(queries()).toBe(1);
    world.graphql = 'ok';
    clock.advance(11 * 60_000);
    await sweep();
    expect(queries()).toBe(2);
    expect(discovery.source).toBe('graphql');
  });

  it('does not take a server that is down for one without the query', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { discovery, sweep, ids } = discoveryOf(world);
    await sweep();
    world.online = false;
    await expect(sweep()).rejects.toMatchObject({ failure: { kind: 'offline' } });
    world.online = true;
    await sweep();
    expect(discovery.source).toBe('graphql');
    expect(ids()).toEqual([10]);
  });

  it('keeps the jobs of a project that fails alone, and leaves a closed project in peace', async () => {
    const world = createWorld();
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 2 },
    ];
    const { sweep, ids } = discoveryOf(world);
    await sweep();
    const { client } = world;
    let trouble: 'server-error' | 'forbidden' = 'server-error';
    const pages = client.apiPages;
    client.apiPages = (path, item, options) => {
      if (path.startsWith('/projects/1/')) failing(trouble);
      return pages(path, item, options);
    };
    await sweep();
    expect(ids()).toEqual([10, 11]);
    trouble = 'forbidden';
    await sweep();
    expect(ids()).toEqual([11]);
  });

  it('rejects when cancelled', async () => {
    const world = createWorld();
    const abort = new AbortController();
    abort.abort();
    const { discovery } = discoveryOf(world);
    await expect(discovery.sweep(abort.signal)).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
  });
});

describe('a hot round', () => {
  it('sees jobs start and end in hot projects', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { sweep, hot, ids } = discoveryOf(world);
    await sweep();
    world.jobs = [{ id: 20, projectId: 3 }];
    await hot();
    expect(ids()).toEqual([20]);
  });

  it('leaves alone what did not change, unless it is mine or long ago', async () => {
    const world = createWorld();
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 2, user: OTHER },
    ];
    const { clock, sweep, hot } = discoveryOf(world);
    await sweep();
    world.client.asked.length = 0;
    await hot();
    expect(listings(world)).toEqual(['api /projects/1/jobs']);
    world.client.asked.length = 0;
    clock.advance(120_000);
    await hot();
    expect(listings(world)).toHaveLength(3);
  });
});
