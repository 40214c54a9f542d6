import { afterEach, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from './desk.ts';

/** Waiting for jobs, the whole core against the simulated GitLab. */

let desk: Desk;
afterEach(() => desk.dispose());

const over = (end: string) => desk.armed.some(({ state }) => state.status === 'over' && state.end === end);
const isOpen = (job: Parameters<Desk['sessionOf']>[0]) => desk.sessionOf(job)?.state.status === 'open';

test('a job that waits: its terminal is opened when it runs, shown, and told', async () => {
  desk = await startDesk({ instance: { timing: { youngJobMs: 300 } } });
  const job = desk.world.job({ name: 'deploy', status: 'created' });
  const key = await desk.meet(job);
  const id = await desk.core.calls.arm({ what: 'job', jobKey: key });
  expect(desk.armed).toMatchObject([
    { id, name: 'deploy', because: 'armed', needsSignIn: false, state: { status: 'waiting', startsAt: null } },
  ]);
  expect(await desk.core.calls.arm({ what: 'job', jobKey: key })).toBe(id);

  desk.world.instance.queueJob(job);
  await desk.until(() => isOpen(job));
  expect(desk.armed).toEqual([]);
  expect(desk.shown).toEqual([desk.sessionOf(job)?.id]);
  expect(await desk.notices()).toContain('job-started: deploy runs, and its terminal is open');
});

test('the tab stays behind the terminal that is being typed into', async () => {
  desk = await startDesk();
  const first = desk.world.job({ name: 'first' });
  await desk.meet(first);
  const front = await desk.core.calls.openTerminal(desk.keyOf(first));
  await desk.until(() => isOpen(first));
  const job = desk.world.job({ name: 'deploy', status: 'pending' });
  await desk.core.calls.arm({ what: 'name', pipeline: desk.pipeline, name: 'deploy', which: 'any' });
  desk.core.sends.input(front, Buffer.from('l'));
  desk.world.instance.runJob(job);
  await desk.until(() => isOpen(job));
  expect(desk.shown).toEqual([]);
  expect(await desk.notices()).toContain('job-started: deploy runs, and its terminal is open');
});

test('the next job by a name is not the one that runs already', async () => {
  desk = await startDesk();
  const { instance, pipeline, user } = desk.world;
  const old = desk.world.job({ name: 'deploy', script: 'sleep 60' });
  await desk.core.calls.arm({ what: 'name', pipeline: desk.pipeline, name: 'deploy', which: 'next' });
  expect(desk.armed[0]).toMatchObject({ job: null, state: { message: 'No job called deploy has come yet.' } });
  old.finishScript(1);
  await old.until('failed');
  const next = instance.retryJob(old, user);
  await desk.until(() => isOpen(next));
  expect(desk.sessionOf(old)).toBeUndefined();
  expect(pipeline.id).toBe(desk.pipeline.pipelineId);
});

test('any job by a name may be one that runs already', async () => {
  desk = await startDesk();
  const job = desk.world.job({ name: 'deploy' });
  await desk.core.calls.arm({ what: 'name', pipeline: desk.pipeline, name: 'deploy', which: 'any' });
  await desk.until(() => isOpen(job));
});

test('short jobs are caught, many at once', async () => {
  desk = await startDesk({ instance: { push: 'absent' } });
  const { instance } = desk.world;
  const jobs = Array.from({ length: 20 }, (_, index) => desk.world.job({ name: `short ${index}`, status: 'pending' }));
  const [first] = jobs;
  if (first === undefined) throw new Error('no job');
  await desk.meet(first);
  for (const job of jobs) await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
  instance.clearSeen();
  // a second is one question here, so that a busy machine shortens no job's life
  const lists = () => instance.seen.filter(({ path }) => /pipelines\/\d+\/jobs/.test(path)).length;
  const questions = (id: number) => lists() + instance.seen.filter(({ path }) => path.endsWith(`/jobs/${id}`)).length;
  const startedAt = new Map<number, number>();
  const caught = new Set<number>();
  const isOver = (id: number) => desk.armed.some(({ job, state }) => job?.id === id && state.status === 'over');
  await desk.until(() => {
    for (const job of jobs) {
      const at = startedAt.get(job.id);
      if (at !== undefined && questions(job.id) >= at + 6) job.finishScript(0);
      if (isOpen(job) || desk.sessionOf(job)?.state.status === 'held') caught.add(job.id);
    }
    const next = jobs.find(({ id }) => !startedAt.has(id));
    if (next !== undefined && startedAt.size <= lists() * 3) {
      instance.runJob(next);
      startedAt.set(next.id, questions(next.id));
    }
    return next === undefined && jobs.every(({ id }) => caught.has(id) || isOver(id));
  });
  expect(caught.size / jobs.length).toBeGreaterThanOrEqual(0.95);
  // one request for all that wait, and not one for each
  expect(lists()).toBeLessThan(30);
});

describe('a wait that ends without a terminal says why', () => {
  test.each([
    ['skipped', 'skipped', () => desk.world.instance.skipJob],
    ['cancelled', 'cancelled', () => (job: { cancel(): void }) => job.cancel()],
  ] as const)('%s', async (_what, end, act) => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'created' });
    await desk.meet(job);
    const id = await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    act()(job);
    await desk.until(() => over(end));
    expect(await desk.notices()).toContain('wait-over: No terminal for deploy');
    await desk.core.calls.disarm(id);
    expect(desk.armed).toEqual([]);
  });

  test('deleted', async () => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'created' });
    await desk.meet(job);
    await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    desk.world.instance.deleteJob(job);
    await desk.until(() => over('gone'));
  });

  test('started by somebody else', async () => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'manual' });
    await desk.meet(job);
    await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    desk.world.instance.playJob(job, desk.bob);
    await desk.until(() => over('not-mine'));
    expect(desk.armed[0]?.state).toMatchObject({ message: expect.stringContaining('bob has started the job') });
  });

  test('the pipeline is over and had no such job', async () => {
    desk = await startDesk();
    const build = desk.world.job({ name: 'build' });
    await desk.core.calls.arm({ what: 'name', pipeline: desk.pipeline, name: 'deply', which: 'any' });
    build.finishScript(0);
    await desk.until(() => over('no-such-job'));
  });

  test('run and over between two questions', async () => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'pending', script: 'true' });
    await desk.meet(job);
    await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    const undo = desk.world.instance.addFault({ path: /\/api\/v4\/projects/, answer: { status: 502 } });
    await desk.until(() => desk.armed[0]?.state.status === 'delayed');
    desk.world.instance.runJob(job);
    await job.until('success');
    undo();
    await desk.until(() => over('finished'));
    expect((await desk.core.calls.snapshot()).notices[0]?.actions).toMatchObject([
      { do: 'retry-job', jobKey: desk.keyOf(job) },
      { do: 'open-url' },
    ]);
  });
});

describe('GitLab cannot be asked: the wait goes on by itself', () => {
  test.each([
    ['500', () => desk.world.instance.addFault({ path: /pipelines|\/jobs\//, answer: { status: 500 } })],
    ['403', () => desk.world.instance.addFault({ path: /pipelines|\/jobs\//, answer: { status: 403 }, times: 1 })],
    [
      '429',
      () =>
        desk.world.instance.addFault({
          path: /pipelines|\/jobs\//,
          answer: { status: 429, headers: { 'Retry-After': '1' }, body: 'Retry later' },
        }),
    ],
    [
      'no network',
      () => {
        desk.world.instance.offline();
        return () => void desk.world.instance.online();
      },
    ],
  ])('%s', async (what, fail) => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'pending' });
    await desk.meet(job);
    await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    const mend = fail();
    await desk.until(() => desk.armed[0]?.state.status === 'delayed');
    mend();
    // a refusal is asked about again once something is new
    if (what === '403') desk.core.sleeper.woke();
    await desk.until(() => desk.armed[0]?.state.status === 'waiting');
    desk.world.instance.runJob(job);
    await desk.until(() => isOpen(job));
  });

  test('a single 404 is no end', async () => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'pending' });
    await desk.meet(job);
    await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    desk.world.instance.addFault({ path: /\/jobs\/\d+$/, answer: { status: 404 }, times: 1 });
    desk.world.instance.clearSeen();
    await desk.until(() => desk.world.instance.seen.some(({ status }) => status === 404));
    desk.world.instance.runJob(job);
    await desk.until(() => isOpen(job));
  });
});

describe('what cannot come true is refused', () => {
  test.each([
    ['somebody else’s', { status: 'pending', bobs: true }, 'bob started it'],
    ['over', { status: 'success', bobs: false }, 'is over'],
  ] as const)('%s', async (_what, { status, bobs }, message) => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status, ...(bobs ? { user: desk.bob } : {}) });
    await desk.meet(job);
    await expect(desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) })).rejects.toMatchObject({
      failure: { kind: 'no-terminal', message: expect.stringContaining(message) },
    });
  });

  test('the pipeline’s page tells which', async () => {
    desk = await startDesk();
    desk.world.job({ name: 'build' });
    desk.world.job({ name: 'mine', status: 'created' });
    desk.world.job({ name: 'his', status: 'created', user: desk.bob });
    const upcoming = await desk.core.calls.upcomingJobs(desk.pipeline);
    expect(upcoming).toMatchObject({ ref: 'main', webUrl: expect.stringMatching(/widgets\/-\/pipelines\/\d+$/) });
    expect(upcoming.jobs.map(({ job, refusal }) => [job.name, refusal !== null])).toEqual([
      ['mine', false],
      ['his', true],
    ]);
  });

  test.each(['job', 'pipeline'])('the URL of a %s that is still to start leads to the wait', async (which) => {
    desk = await startDesk();
    const job = desk.world.job({ name: 'deploy', status: 'created' });
    const url = which === 'job' ? job.webUrl : job.webUrl.replace(/jobs\/\d+$/, `pipelines/${desk.world.pipeline.id}`);
    await expect(desk.core.calls.openJobUrl(url)).rejects.toMatchObject({
      failure: {
        kind: 'not-started',
        waitFor: { pipeline: desk.pipeline, jobKey: which === 'job' ? desk.keyOf(job) : null },
      },
    });
  });
});

test('a single wait outlives a restart', async () => {
  desk = await startDesk();
  const job = desk.world.job({ name: 'deploy', status: 'created' });
  await desk.meet(job);
  await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
  await desk.restart();
  expect(desk.armed).toMatchObject([{ name: 'deploy', job: { id: job.id } }]);
  const [wait] = desk.armed;
  await desk.core.calls.disarm(wait?.id ?? '');
  await desk.restart();
  expect(desk.armed).toEqual([]);
});

test('a wait outlives a restart, and so does one that is over', async () => {
  desk = await startDesk();
  const job = desk.world.job({ name: 'deploy', status: 'created' });
  const other = desk.world.job({ name: 'lint', status: 'created' });
  await desk.meet(job);
  for (const one of [job, other]) await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(one) });
  other.cancel();
  await desk.until(() => over('cancelled'));
  await desk.restart();
  expect(desk.armed.map(({ name, state }) => [name, state.status])).toEqual([
    ['deploy', 'waiting'],
    ['lint', 'over'],
  ]);
  desk.world.instance.runJob(job);
  await desk.until(() => isOpen(job));
});

test('a delayed job: GitLab says when, and it is caught', async () => {
  desk = await startDesk();
  const job = desk.world.job({ name: 'nightly', status: 'scheduled', startsInMs: 5_000 });
  await desk.meet(job);
  await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
  await desk.until(() => {
    const state = desk.armed[0]?.state;
    return state?.status === 'waiting' && state.startsAt !== null;
  });
  await desk.until(() => isOpen(job));
});

test('without a web session the user is asked to sign in, now and when it runs', async () => {
  desk = await startDesk({ cookie: false });
  const job = desk.world.job({ name: 'deploy', status: 'pending' });
  await desk.meet(job);
  await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
  expect(desk.armed[0]?.needsSignIn).toBe(true);
  desk.world.instance.runJob(job);
  await desk.until(() => desk.sessionOf(job)?.state.status === 'ended');
  expect((await desk.core.calls.snapshot()).signIns).toHaveLength(1);
  await desk.core.calls.editAccount(desk.accountId, { sessionCookie: desk.world.cookie });
  await desk.until(() => isOpen(job));
});
