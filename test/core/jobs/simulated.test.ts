import { afterEach, describe, expect, it } from 'vitest';
import type { Account, AccountFeed } from '../../../electron/contract.ts';
import { createGitlabClient } from '../../../electron/core/gitlab/client.ts';
import { createNetwork } from '../../../electron/core/gitlab/network.ts';
import { parseSessionCookies } from '../../../electron/core/gitlab/session-cookies.ts';
import { createFeed } from '../../../electron/core/jobs/feed.ts';
import { createJobUrlResolver } from '../../../electron/core/jobs/job-url.ts';
import { createLogReader } from '../../../electron/core/jobs/log-reader.ts';
import { createLook } from '../../../electron/core/jobs/look.ts';
import type { LogMark } from '../../../electron/core/terminals/ports.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import { realClock } from '../../fakes/real-clock.ts';
import type { InstanceOptions } from '../../gitlab/api.ts';
import { startInstance } from '../../gitlab/instance.ts';
import { accountNamed } from './world.ts';

/** The jobs room against the simulated GitLab, over real HTTP. */

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(options: Partial<InstanceOptions> = {}) {
  const instance = await startInstance({ name: 'jobs', timing: { logPartEveryMs: 50 }, ...options });
  closers.push(() => instance.dispose());
  const ada = instance.addUser({ username: 'ada' });
  const bob = instance.addUser({ username: 'bob' });
  const token = instance.addToken(ada, { scopes: ['read_api'] });
  const cookies = parseSessionCookies(instance.url, instance.signIn(ada));
  const network = createNetwork(new URL(instance.url).origin, instance.caPem, { clock: realClock, ways: plainWays });
  closers.push(() => network.dispose());
  const credentials = { token: token.value, cookies };
  const client = createGitlabClient({
    baseUrl: instance.url,
    network: () => network,
    clock: realClock,
    credentials: async () => credentials,
    onTraffic: () => {},
  });
  const account: Account = accountNamed('a', {
    user: { id: ada.id, username: 'ada', name: 'Ada' },
    instance: { url: instance.url, name: 'sim', version: null, ca: null },
  });
  const waiting = new Set<() => void>();
  const feed = createFeed({
    accounts: () => [account],
    clientFor: () => client,
    clock: realClock,
    log: createMemoryLog(),
    onChange: () => {
      for (const look of waiting) look();
    },
    recall: () => null,
  });
  closers.push(() => feed.dispose());
  const deps = { findJob: feed.findJob, clientFor: () => client, remember: feed.remember };

  return {
    instance,
    ada,
    bob,
    feed,
    look: createLook({ ...deps, account: () => account }),
    resolve: createJobUrlResolver({ ...deps, accounts: () => [account] }),
    watchLog: createLogReader({ ...deps, hasWebSession: () => true, clock: realClock }),
    /** Resolves when the feed fulfils this; the test's own time-out ends a vain wait. */
    until: (fulfilled: (feed: AccountFeed) => boolean) =>
      new Promise<AccountFeed>((resolve) => {
        const look = () => {
          const [now] = feed.feeds();
          if (now === undefined || !fulfilled(now)) return;
          waiting.delete(look);
          resolve(now);
        };
        waiting.add(look);
        look();
      }),
  };
}

const offersIn = (feed: AccountFeed) =>
  feed.jobs.map((job) => `${job.name} ${job.terminal.status === 'available' ? 'yes' : job.terminal.reason}`);

describe.each([
  ['ok', 'graphql', ''],
  ['old', 'rest', '/gitlab'],
  ['refused', 'rest', ''],
] as const)('where GraphQL is %s', (graphql, source, root) => {
  it(`lists by ${source} with starters and terminals`, async () => {
    const { instance, ada, bob, feed, until } = await setUp({ graphql, root });
    const one = instance.addProject('team/sub/one');
    const two = instance.addProject('team/two');
    const foreign = instance.addProject('else/where');
    for (const project of [one, two]) for (const user of [ada, bob]) instance.setMember(project, user, 30);
    instance.setMember(foreign, bob, 30);
    const pipeline = instance.addPipeline(one, { user: ada });
    const child = instance.addPipeline(two, { user: ada, source: 'parent_pipeline', parent: pipeline });
    instance.addJob(pipeline, { name: 'mine' });
    instance.addJob(pipeline, { name: 'his', user: bob });
    instance.addJob(child, { name: 'child', executor: 'docker' });
    instance.addJob(child, { name: 'bare', executor: 'no-session' });
    instance.addJob(child, { name: 'over', status: 'success' });
    instance.addJob(instance.addPipeline(foreign, { user: bob }), { name: 'hidden' });
    feed.start();
    const wanted = ['mine yes', 'his not-mine', 'child yes', 'bare not-offered'];
    const shown = await until((now) => offersIn(now).join() === wanted.join());
    expect(shown.jobs[0]).toMatchObject({ projectPath: 'team/sub/one', starter: { username: 'ada' }, mine: true });
    expect((await until((now) => !now.refreshing)).source).toBe(source);
  });
});

it('looks at a job, resolves its URL, and reads the marks of its log', async () => {
  const { instance, ada, look, resolve, watchLog } = await setUp({ root: '/gitlab' });
  const project = instance.addProject('team/one');
  instance.setMember(project, ada, 30);
  const sim = instance.addJob(instance.addPipeline(project, { user: ada }), { name: 'build', script: 'echo hello' });
  const job = await resolve(sim.webUrl);
  expect(job).toMatchObject({ name: 'build', projectPath: 'team/one', mine: true });
  const marks: LogMark[] = [];
  await new Promise<void>((done) => {
    closers.push(
      watchLog(job.key, (mark) => {
        marks.push(mark);
        if (mark.kind === 'job-end') done();
      }),
    );
  });
  expect(marks[marks.length - 1]).toMatchObject({ kind: 'job-end', succeeded: true });
  expect(marks.filter((mark) => mark.kind === 'section').length).toBeGreaterThanOrEqual(2);
  await sim.until('success');
  expect(await look(job.key)).toMatchObject({ status: 'success', signedIn: true, terminalPath: null });
  instance.signOut(ada);
  expect(await look(job.key)).toMatchObject({ status: 'success', signedIn: false });
});

it('gives the terminal path with the relative root', async () => {
  const { instance, ada, look, resolve } = await setUp({ root: '/gitlab' });
  const project = instance.addProject('team/one');
  instance.setMember(project, ada, 30);
  const sim = instance.addJob(instance.addPipeline(project, { user: ada }), { name: 'build' });
  const job = await resolve(`${sim.webUrl}?x=1#L2`);
  expect((await look(job.key)).terminalPath).toBe(`/gitlab/team/one/-/jobs/${sim.id}/terminal`);
});
