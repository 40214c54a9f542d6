import { describe, expect, it } from 'vitest';
import type { Account, AccountFeed } from '../../../electron/contract.ts';
import { JobdeckError } from '../../../electron/core/errors.ts';
import { createFeed, type FeedDeps } from '../../../electron/core/jobs/feed.ts';
import type { RecalledList } from '../../../electron/core/jobs/remembered-list.ts';
import { failing, settled } from '../../fakes/fake-client.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { accountNamed, createWorld, jobNamed, OTHER, type World } from './world.ts';

function feedOf(
  worlds: Readonly<Record<string, World>>,
  first: readonly Account[],
  recall: FeedDeps['recall'] = () => null,
) {
  const clock = createManualClock();
  let accounts = first;
  const told: (readonly AccountFeed[])[] = [];
  const feed = createFeed({
    accounts: () => accounts,
    clientFor: (id) => worlds[id]?.client ?? failing('no-account'),
    recall,
    clock,
    log: createMemoryLog(),
    onChange: (feeds) => told.push(feeds),
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
    clock.advance(100);
    await settled();
  };
  return {
    clock,
    feed,
    told,
    pass,
    async start() {
      feed.start();
      await settled();
      await pass(0);
    },
    setAccounts(now: readonly Account[]) {
      accounts = now;
      feed.accountsChanged();
    },
    rows: (index = 0) =>
      feed.feeds()[index]?.jobs.map((job) => {
        const { terminal } = job;
        return `${job.id} ${terminal.status === 'available' ? 'yes' : terminal.reason}`;
      }),
  };
}

describe('the feed', () => {
  it('asks nothing while the machine sleeps; waking, it does not wait for a back-off', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { feed, pass, rows, start } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    world.online = false;
    for (let rounds = 0; rounds < 8; rounds += 1) await pass(60_000);
    expect(feed.feeds()[0]?.failure?.kind).toBe('offline');
    feed.suspended();
    const asked = world.client.asked.length;
    await pass(10 * 60_000);
    expect(world.client.asked).toHaveLength(asked);
    world.online = true;
    world.jobs = [{ id: 11, projectId: 1 }];
    feed.woke();
    await pass(0);
    expect(feed.feeds()[0]?.failure).toBeNull();
    expect(rows()).toEqual(['11 yes']);
  });

  it('lists jobs with their terminals', async () => {
    const world = createWorld();
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 1, user: OTHER },
      { id: 12, projectId: 2, terminal: false },
    ];
    const { start, rows, told, feed } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    expect(rows()).toEqual(['10 yes', '11 not-mine', '12 not-offered']);
    expect(told[told.length - 1]).toEqual(feed.feeds());
    expect(feed.feeds()[0]).toMatchObject({ refreshing: false, failure: null, source: 'graphql' });
  });

  it('shows the first project before the last has answered', async () => {
    const world = createWorld();
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 2 },
    ];
    const pages = world.client.apiPages;
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.client.apiPages = async (path, item, options) => {
      if (path.startsWith('/projects/2/')) await gate;
      return pages(path, item, options);
    };
    const { start, rows, feed, pass } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    expect(rows()).toEqual(['10 yes']);
    expect(feed.feeds()[0]).toMatchObject({ refreshing: true, fetchedAt: null });
    release();
    await settled();
    await pass(100);
    expect(rows()).toEqual(['10 yes', '11 yes']);
  });

  it('shows at once what an earlier run knew, and lets go of what is gone once all is read', async () => {
    const world = createWorld();
    const account = accountNamed('a');
    world.jobs = [{ id: 10, projectId: 1 }];
    const earlier = [
      { id: 5, projectId: 1 },
      { id: 6, projectId: 2 },
      { id: 7, projectId: 2, user: OTHER },
    ].map((job) => jobNamed(world, job));
    const recalled: RecalledList = { fetchedAt: 1000, source: 'rest', jobs: earlier };
    const pages = world.client.apiPages;
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.client.apiPages = async (path, item, options) => {
      if (path.startsWith('/projects/2/')) await gate;
      return pages(path, item, options);
    };
    const { start, rows, feed, pass } = feedOf({ a: world }, [account], () => recalled);
    expect(rows()).toEqual(['5 not-asked', '6 not-asked', '7 not-mine']);
    expect(feed.findJob('a:5')?.id).toBe(5);
    const before = { fetchedAt: 1000, refreshing: true, source: 'rest', unconfirmed: ['a:5', 'a:6', 'a:7'] };
    expect(feed.feeds()[0]).toMatchObject(before);
    await start();
    expect(rows()).toEqual(['10 yes', '6 not-asked', '7 not-mine']);
    expect(feed.feeds()[0]).toMatchObject({ fetchedAt: 1000, refreshing: true, unconfirmed: ['a:6', 'a:7'] });
    release();
    await settled();
    await pass(100);
    expect(rows()).toEqual(['10 yes']);
    expect(feed.feeds()[0]).toMatchObject({ refreshing: false, unconfirmed: [], source: 'graphql' });
  });

  it('keeps showing what an earlier run knew while the instance is offline', async () => {
    const world = createWorld();
    world.online = false;
    const recalled: RecalledList = {
      fetchedAt: 1000,
      source: 'graphql',
      jobs: [jobNamed(world, { id: 5, projectId: 1 })],
    };
    const { start, rows, feed, pass } = feedOf({ a: world }, [accountNamed('a')], () => recalled);
    await start();
    for (let rounds = 0; rounds < 4; rounds += 1) await pass(60_000);
    expect(rows()).toEqual(['5 not-asked']);
    expect(feed.feeds()[0]).toMatchObject({ fetchedAt: 1000, refreshing: false, failure: { kind: 'offline' } });
    world.online = true;
    feed.woke();
    await settled();
    await pass(100);
    expect(rows()).toEqual([]);
  });

  it('finds what a snapshot shows already and nobody was told of yet', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { start, feed, told } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    world.jobs = [{ id: 11, projectId: 1 }];
    const refreshed = feed.refresh(null);
    await settled();
    const ids = (feeds: readonly AccountFeed[] | undefined) => feeds?.flatMap(({ jobs }) => jobs.map(({ id }) => id));
    expect(ids(feed.feeds())).toEqual([11]);
    expect(ids(told.at(-1))).toEqual([10]);
    expect(feed.findJob('a:11')?.id).toBe(11);
    await refreshed;
  });

  it('follows in front every 15 s, in the background every minute', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { start, rows, feed, pass } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    world.jobs = [{ id: 11, projectId: 1 }];
    await pass(14_000);
    expect(rows()).toEqual(['10 yes']);
    await pass(1_000);
    expect(rows()).toEqual(['11 yes']);
    expect(feed.findJob('a:10')?.id).toBe(10);
    feed.setInFront(false);
    world.jobs = [{ id: 12, projectId: 1 }];
    await pass(50_000);
    expect(rows()).toEqual(['11 yes']);
    feed.setInFront(true);
    await settled();
    await pass(100);
    expect(rows()).toEqual(['12 yes']);
  });

  it('keeps the last good list of an instance that is offline, and comes back by itself', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const account = accountNamed('a');
    const { clock, start, rows, feed, pass, setAccounts } = feedOf({ a: world }, [account]);
    await start();
    const fetchedAt = feed.feeds()[0]?.fetchedAt;
    world.online = false;
    await pass(15_000);
    expect(rows()).toEqual(['10 yes']);
    expect(feed.feeds()[0]).toMatchObject({ fetchedAt, failure: { kind: 'offline' } });
    await pass(5_000);
    await pass(10_000);
    world.online = true;
    world.jobs = [{ id: 11, projectId: 1 }];
    setAccounts([{ ...account, reach: { status: 'online', latencyMs: 1, at: clock.now() } }]);
    await settled();
    await pass(100);
    expect(rows()).toEqual(['11 yes']);
    expect(feed.feeds()[0]?.failure).toBeNull();
  });

  it('is not held up by another instance, and keeps the order of accounts', async () => {
    const down = createWorld();
    down.online = false;
    const up = createWorld();
    up.jobs = [{ id: 10, projectId: 1 }];
    const { start, feed, setAccounts } = feedOf({ a: down, b: up }, [accountNamed('a'), accountNamed('b')]);
    await start();
    expect(feed.feeds().map((one) => [one.accountId, one.jobs.length, one.failure?.kind])).toEqual([
      ['a', 0, 'offline'],
      ['b', 1, undefined],
    ]);
    setAccounts([accountNamed('b')]);
    expect(feed.feeds().map((one) => one.accountId)).toEqual(['b']);
    await expect(feed.refresh('a')).rejects.toMatchObject({ failure: { kind: 'no-account' } });
  });

  it('waits as long as the server asks for', async () => {
    const world = createWorld();
    world.client.onGraphql(() => {
      throw new JobdeckError('rate-limited', 'Slow down.', null, { retryAfterMs: 90_000 });
    });
    const { start, feed, pass } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    const asked = world.client.asked.length;
    expect(feed.feeds()[0]?.failure?.kind).toBe('rate-limited');
    await pass(89_000);
    expect(world.client.asked.length).toBe(asked);
    await pass(1_000);
    expect(world.client.asked.length).toBeGreaterThan(asked);
  });

  it('says nothing when nothing changed but the age', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { start, told, pass } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    const before = told.length;
    await pass(15_000);
    expect(told.length - before).toBe(1);
    expect(told[told.length - 1]?.[0]?.jobs).toEqual(told[before - 1]?.[0]?.jobs);
  });

  it('asks at once when a token is given to an account whose own was refused', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    world.client.onGraphql(() => failing('unauthorized'));
    const refused: Account = accountNamed('a', {
      tokenState: { status: 'refused', failure: { kind: 'unauthorized', message: 'no', next: null } },
    });
    const { start, rows, pass, setAccounts } = feedOf({ a: world }, [refused]);
    await start();
    world.client.onGraphql(() => failing('server-error'));
    setAccounts([accountNamed('a')]);
    await settled();
    await pass(100);
    expect(rows()).toEqual(['10 yes']);
  });

  it('stops asking once disposed', async () => {
    const world = createWorld();
    const { clock, start, feed, told } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    feed.dispose();
    feed.dispose();
    expect(clock.waiting).toBe(0);
    const before = told.length;
    clock.advance(600_000);
    await settled();
    expect(told.length).toBe(before);
  });
});

describe('terminal offers', () => {
  it('are unknown without a web session, and asked for when it comes', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { start, rows, pass, setAccounts } = feedOf({ a: world }, [
      accountNamed('a', { sessionState: { status: 'missing' } }),
    ]);
    await start();
    expect(rows()).toEqual(['10 no-web-session']);
    expect(world.client.asked.some((one) => one.startsWith('web'))).toBe(false);
    setAccounts([accountNamed('a')]);
    await settled();
    await pass(100);
    expect(rows()).toEqual(['10 yes']);
  });

  it('end with the web session', async () => {
    const world = createWorld();
    world.jobs = [
      { id: 10, projectId: 1 },
      { id: 11, projectId: 2 },
    ];
    world.signedIn = false;
    const { start, rows, pass } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    await pass(60_000);
    expect(rows()).toEqual(['10 no-web-session', '11 no-web-session']);
  });

  it('are asked for again after a minute', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1, terminal: false }];
    const { start, rows, pass } = feedOf({ a: world }, [accountNamed('a')]);
    await start();
    expect(rows()).toEqual(['10 not-offered']);
    world.jobs = [{ id: 10, projectId: 1 }];
    await pass(15_000);
    expect(rows()).toEqual(['10 not-offered']);
    await pass(15_000);
    await pass(15_000);
    await pass(15_000);
    expect(rows()).toEqual(['10 yes']);
  });

  it('of gitlab.com’s own runners are none, unasked', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1, runnerType: 'instance_type' }];
    const com = { url: 'https://gitlab.com', name: 'gitlab.com', version: null, ca: null };
    const { start, rows } = feedOf({ a: world }, [accountNamed('a', { instance: com })]);
    await start();
    expect(rows()).toEqual(['10 instance-runner']);
  });
});
