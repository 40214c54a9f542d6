import { afterEach, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from './desk.ts';

/** Retry and play with a terminal, the whole core against the simulated GitLab. */

let desk: Desk;
afterEach(() => desk.dispose());

const posts = () => desk.world.instance.seen.filter(({ method }) => method === 'POST');
const isOpen = (jobId: number) => desk.sessions.some(({ job, state }) => job?.id === jobId && state.status === 'open');
const newest = () =>
  Math.max(...desk.sessions.map(({ job }) => job?.id ?? 0), ...desk.armed.map(({ job }) => job?.id ?? 0));

async function failed() {
  const job = desk.world.job({ name: 'deploy', status: 'failed' });
  return { job, key: await desk.meet(job) };
}

describe.each([
  ['a token with the scope api', { scopes: ['api'], cookie: true }],
  ['the web session beside a token that only reads', { scopes: ['read_api'], cookie: true }],
  ['the web session alone', { token: false, cookie: true }],
] as const)('by %s', (_by, credentials) => {
  test('a failed job is retried, and the terminal of the new one opened', async () => {
    desk = await startDesk(credentials);
    const { job, key } = await failed();
    await desk.core.calls.retryWithTerminal(key);
    await desk.until(() => isOpen(newest()));
    expect(newest()).toBeGreaterThan(job.id);
    expect(
      posts()
        .filter(({ path }) => path.includes('/retry'))
        .at(-1)?.status,
    ).toBe(201);
  });

  test('a manual job is started, and its terminal opened', async () => {
    desk = await startDesk({ ...credentials, instance: { timing: { runnerTakesMs: 300 } } });
    const job = desk.world.job({ name: 'deploy', status: 'manual' });
    await desk.core.calls.playWithTerminal(await desk.meet(job));
    expect(desk.armed).toMatchObject([{ because: 'played', job: { id: job.id } }]);
    await desk.until(() => isOpen(job.id));
  });
});

test('nothing that may act: said with what to do, and nothing is sent', async () => {
  desk = await startDesk({ scopes: ['read_api'], cookie: false });
  const { key } = await failed();
  await desk.core.calls.checkAccount(desk.accountId);
  await expect(desk.core.calls.retryWithTerminal(key)).rejects.toMatchObject({
    failure: { kind: 'no-api-scope', next: expect.stringContaining('scope api') },
  });
  expect(posts().filter(({ path }) => path.includes('/retry'))).toEqual([]);
});

test('a web session that is over is asked for, not worked around', async () => {
  desk = await startDesk({ scopes: ['read_api'] });
  const { key } = await failed();
  desk.world.instance.signOut(desk.world.user);
  await expect(desk.core.calls.retryWithTerminal(key)).rejects.toMatchObject({ failure: { kind: 'session-refused' } });
});

test('the answer is lost: the new job is found, and no second one made', async () => {
  desk = await startDesk();
  const { job, key } = await failed();
  desk.world.instance.addFault({ path: /\/retry$/, method: 'POST', cut: 'answer', times: 1 });
  await desk.core.calls.retryWithTerminal(key);
  await desk.until(() => isOpen(newest()));
  expect(newest()).toBe(job.id + 1);
  expect(posts().filter(({ path }) => path.includes('/retry'))).toHaveLength(1);
});

test('nothing was done: said so, and not sent again', async () => {
  desk = await startDesk();
  const { key } = await failed();
  desk.world.instance.addFault({ path: /\/retry$/, method: 'POST', answer: { status: 502 }, times: 1 });
  await expect(desk.core.calls.retryWithTerminal(key)).rejects.toMatchObject({
    failure: { kind: 'server-error', next: expect.stringContaining('does not run twice') },
  });
  expect(posts().filter(({ path }) => path.includes('/retry'))).toHaveLength(1);
  expect(desk.armed).toEqual([]);
});

test('asked twice: retried once, also when the second asking comes later', async () => {
  desk = await startDesk({ instance: { timing: { runnerTakesMs: 2_500 } } });
  const { key } = await failed();
  const [one, two] = await Promise.all([
    desk.core.calls.retryWithTerminal(key),
    desk.core.calls.retryWithTerminal(key),
  ]);
  expect(two).toBe(one);
  expect(await desk.core.calls.retryWithTerminal(key)).toBe(one);
  expect(posts().filter(({ path }) => path.includes('/retry'))).toHaveLength(1);
});

test.each([
  ['a job that runs', 'running', 'retryWithTerminal', 'bad-input'],
  ['a job that passed has nothing to start', 'success', 'playWithTerminal', 'bad-input'],
] as const)('%s', async (_what, status, call, kind) => {
  desk = await startDesk();
  const job = desk.world.job({ name: 'deploy', status });
  const key = await desk.meet(job);
  await expect(desk.core.calls[call](key)).rejects.toMatchObject({ failure: { kind } });
});

test('a right that is missing', async () => {
  desk = await startDesk();
  const { key } = await failed();
  desk.world.instance.setMember(desk.world.project, desk.world.user, 20);
  await expect(desk.core.calls.retryWithTerminal(key)).rejects.toMatchObject({
    failure: { kind: 'forbidden', next: expect.stringContaining('Developer') },
  });
});
