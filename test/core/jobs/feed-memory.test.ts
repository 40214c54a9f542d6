import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountFeed, Job } from '../../../electron/contract.ts';
import { createFeedMemory, type FeedMemory } from '../../../electron/core/jobs/feed-memory.ts';
import { createListsFile, type ListsFile } from '../../../electron/core/jobs/lists-file.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleFeed, sampleJob } from '../../fakes/samples.ts';
import { accountNamed, ME, OTHER } from './world.ts';

const account = accountNamed('a');
const page = (id: number) => `https://git.example.org/group/project/-/jobs/${id}`;
const jobOfMine = (id: number, rest: Partial<Job> = {}) =>
  sampleJob('a', id, { webUrl: page(id), starter: { id: ME.id, username: ME.username }, ...rest });

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-lists-'));
  file = join(folder, 'lists.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function memory() {
  const clock = createManualClock();
  const settings = { rememberJobs: true };
  const open = () =>
    createFeedMemory({ file: createListsFile(file, createMemoryLog()), settings: () => settings, clock });
  return { clock, settings, open };
}

/** What a next start would recall, read from the disk as it is. */
async function seen(of: { open(): FeedMemory }, who = account) {
  const next = of.open();
  const list = next.recall(who);
  await next.dispose();
  return list?.jobs.map((job) => job.id) ?? null;
}

async function keepOnce(feeds: readonly AccountFeed[]) {
  const world = memory();
  const first = world.open();
  first.keep(feeds);
  await first.dispose();
  return world;
}

describe('the remembered lists', () => {
  it('are there again at the next start, with their age and without what only GitLab knows now', async () => {
    const job = jobOfMine(10, { tags: ['linux'], name: 'build: ünïcode ☃' });
    const other = jobOfMine(11, { starter: { id: OTHER.id, username: OTHER.username } });
    const feed = sampleFeed('a', [job, other], { fetchedAt: Date.UTC(2026, 10, 20), source: 'rest' });
    const { open } = await keepOnce([feed]);
    const list = open().recall(account);
    const terminal = { status: 'unknown', reason: 'not-asked' };
    expect(list).toEqual({
      fetchedAt: feed.fetchedAt,
      source: 'rest',
      jobs: [
        { ...job, terminal },
        { ...other, mine: false, terminal },
      ],
    });
  });

  it('can be read by their user alone, and leave nothing beside them', async () => {
    await keepOnce([sampleFeed('a', [jobOfMine(10)])]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['lists.json']);
  });

  it('are written every 10 s at most, and for their age alone every 5 minutes', async () => {
    const clock = createManualClock();
    const written: (readonly [atMs: number, fetchedAt: number | undefined])[] = [];
    const from = clock.now();
    const disk: ListsFile = {
      read: () => ({}),
      write: async (lists) => void written.push([clock.now() - from, lists.a?.fetchedAt]),
      erase: async () => {},
    };
    const first = createFeedMemory({ file: disk, settings: () => ({ rememberJobs: true }), clock });
    const pass = (ms: number, feed: AccountFeed) => {
      first.keep([feed]);
      clock.advance(ms);
    };
    for (let id = 0; id < 6; id += 1) pass(2_000, sampleFeed('a', [jobOfMine(id)], { fetchedAt: id }));
    for (let at = 6; at < 40; at += 1) pass(20_000, sampleFeed('a', [jobOfMine(5)], { fetchedAt: at }));
    expect(written).toEqual([
      [10_000, 4],
      [20_000, 6],
      [322_000, 21],
      [622_000, 36],
    ]);
    await first.dispose();
    await first.dispose();
    expect(written.slice(4)).toEqual([[692_000, 39]]);
  });

  it('stay for an account that was not reached in this run, also while part of the list is from an earlier one', async () => {
    const world = await keepOnce([sampleFeed('a', [jobOfMine(10)])]);
    for (const rest of [{ fetchedAt: null }, { unconfirmed: ['a:10'] }]) {
      const next = world.open();
      next.keep([sampleFeed('a', [jobOfMine(11)], rest)]);
      await next.dispose();
      expect(await seen(world)).toEqual([10]);
    }
  });

  it('go with the account, at once', async () => {
    const both = [sampleFeed('a', [jobOfMine(10)]), sampleFeed('b', [sampleJob('b', 20)])];
    const world = await keepOnce(both);
    const next = world.open();
    next.keep(both.slice(0, 1));
    await next.dispose();
    expect(readFileSync(file, 'utf8')).not.toContain('b.example.org');
    expect(await seen(world)).toEqual([10]);
  });

  it('go when they are not wanted, and are not written again', async () => {
    const world = await keepOnce([sampleFeed('a', [jobOfMine(10)])]);
    const next = world.open();
    next.keep([sampleFeed('a', [jobOfMine(11)])]);
    world.settings.rememberJobs = false;
    next.settingsChanged();
    expect(next.recall(account)).toBeNull();
    next.keep([sampleFeed('a', [jobOfMine(12)])]);
    world.clock.advance(60_000);
    await next.dispose();
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(file, 'left by a policy that came later');
    await world.open().dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('hold no more than a person looks through, their own jobs first', async () => {
    const jobs = Array.from({ length: 700 }, (_, id) => jobOfMine(id, { mine: id >= 600 }));
    const ids = await seen(await keepOnce([sampleFeed('a', jobs)]));
    expect(ids).toHaveLength(500);
    expect(ids).toEqual(expect.arrayContaining([600, 699, 0]));
    expect(ids).not.toContain(500);
  });

  it.each<[string, (good: string) => string]>([
    ['no JSON', (good) => good.slice(0, -9)],
    ['nothing', () => ''],
    ['another version', (good) => good.replace('"version":1', '"version":2')],
    ['another shape', () => '{"version":1,"lists":{"a":{"jobs":7}}}'],
    ['a list', () => '[]'],
  ])('that are %s are as good as none', async (_what, damage) => {
    const world = await keepOnce([sampleFeed('a', [jobOfMine(10)])]);
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    expect(await seen(world)).toBeNull();
  });

  it('leave out a job that cannot be read, or whose page is not its instance’s', async () => {
    const world = await keepOnce([sampleFeed('a', [jobOfMine(10), jobOfMine(11), jobOfMine(12)])]);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"id":10,', '"id":"10",').replace(page(11), 'https://evil.example/'));
    expect(await seen(world)).toEqual([12]);
  });

  it('are never younger than now', async () => {
    const world = await keepOnce([sampleFeed('a', [jobOfMine(10)], { fetchedAt: Date.UTC(2040, 1, 1) })]);
    expect(world.open().recall(account)?.fetchedAt).toBe(world.clock.now());
  });

  it('without a job say nothing', async () => {
    expect(await seen(await keepOnce([sampleFeed('a', [])]))).toBeNull();
  });
});
