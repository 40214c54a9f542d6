import { afterEach, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from './desk.ts';

/** Pushes of job statuses, the whole core against the simulated GitLab. */

let desk: Desk;
afterEach(() => desk.dispose());

const isOpen = (job: Parameters<Desk['sessionOf']>[0]) => desk.sessionOf(job)?.state.status === 'open';
const cables = () => desk.world.instance.seen.filter(({ path }) => path.endsWith('/-/cable'));
const polls = () => desk.world.instance.seen.filter(({ path }) => /\/api\/v4\/projects\/\d+\/jobs\/\d+$/.test(path));

async function armed(name = 'deploy') {
  const job = desk.world.job({ name, status: 'created' });
  await desk.meet(job);
  await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
  return job;
}

describe.each([
  ['a token and a web session', {}],
  ['the web session alone', { token: false }],
  ['a relative root', { instance: { root: '/gitlab' } }],
  ['TLS with a CA of its own', { instance: { tls: true } }],
] as const)('with %s', (_what, options) => {
  test('the start is pushed: asking is not needed', async () => {
    desk = await startDesk(options);
    const job = await armed();
    await desk.until(() => desk.world.instance.subscriptions === 1);
    // whatever is asked from now on is not answered: only a push can tell
    desk.world.instance.addFault({ path: /\/api\/v4\/projects\/\d+\/(jobs\/\d+$|pipelines)/, delayMs: 60_000 });
    desk.world.instance.queueJob(job);
    await desk.until(() => desk.sessionOf(job) !== undefined);
    expect(desk.armed.map(({ state }) => state.status)).toEqual(['opening']);
    const [cable] = cables();
    expect(cable?.status).toBe(101);
    expect(cable?.headers.origin).toBe(new URL(desk.world.instance.url).origin);
    expect(cable?.path).not.toContain('token');
  });
});

test('once a push has come, much less is asked; the connection goes when nothing waits', async () => {
  desk = await startDesk();
  const first = await armed('first');
  const second = desk.world.job({ name: 'second', status: 'created' });
  await desk.meet(second);
  await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(second) });
  await desk.until(() => desk.world.instance.subscriptions === 2);
  desk.world.instance.runJob(first);
  await desk.until(() => isOpen(first));
  await desk.until(() => desk.world.instance.subscriptions === 1);
  desk.world.instance.runJob(second);
  await desk.until(() => isOpen(second));
  await desk.until(() => desk.world.instance.subscriptions === 0);
  expect(cables()).toHaveLength(1);
});

test.each(['absent', 'silent'] as const)('push that is %s costs nothing but time', async (push) => {
  desk = await startDesk({ instance: { push } });
  const job = await armed();
  desk.world.instance.clearSeen();
  await desk.until(() => polls().length >= 2);
  desk.world.instance.queueJob(job);
  await desk.until(() => isOpen(job));
  // asked for once, and not again with each question
  expect(cables().length).toBeLessThanOrEqual(1);
});

test('a connection that is cut comes back, and nothing is missed meanwhile', async () => {
  desk = await startDesk();
  const job = await armed();
  await desk.until(() => desk.world.instance.subscriptions === 1);
  desk.world.instance.offline();
  await desk.until(() => desk.world.instance.subscriptions === 0);
  await desk.world.instance.online();
  await desk.until(() => desk.world.instance.subscriptions === 1);
  desk.world.instance.queueJob(job);
  await desk.until(() => isOpen(job));
});
