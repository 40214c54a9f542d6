import { describe, expect, it } from 'vitest';
import { createStatusWatch } from '../../../electron/core/jobs/status-watch.ts';
import { settled } from '../../fakes/fake-client.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createWorld, jobNamed, type World } from './world.ts';

describe('the status watch', () => {
  function watchOf(world: World) {
    const clock = createManualClock();
    const finished: string[] = [];
    const watch = createStatusWatch({
      findJob: () => jobNamed(world, { id: 10, projectId: 1 }),
      clientFor: () => world.client,
      clock,
      isInFront: () => true,
      onFinished: (job, status) => finished.push(`${job.key} ${status}`),
    });
    return {
      clock,
      finished,
      watch,
      async pass(ms: number) {
        clock.advance(ms);
        await settled();
      },
    };
  }

  it('tells changes only, asks once for all, and stops at the end', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { clock, finished, watch, pass } = watchOf(world);
    const first: string[] = [];
    const second: string[] = [];
    watch.watch('a:10', ({ status }) => first.push(status));
    await settled();
    watch.watch('a:10', ({ status }) => second.push(status));
    await pass(5_000);
    expect([first, second]).toEqual([['running'], ['running']]);
    expect(world.client.asked).toHaveLength(2);
    world.jobs = [{ id: 10, projectId: 1, status: 'failed', failureReason: 'script_failure' }];
    await pass(5_000);
    expect(first).toEqual(['running', 'failed']);
    expect(second).toEqual(['running', 'failed']);
    expect(finished).toEqual(['a:10 failed']);
    expect(clock.waiting).toBe(0);
  });

  it('asks about ten dozen jobs no more often than about a dozen', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { watch, pass } = watchOf(world);
    for (let n = 0; n < 120; n += 1) watch.watch(`a:${n}`, () => {});
    await settled();
    // those that were first did not know of the others yet
    await pass(50_000);
    const before = world.client.asked.length;
    await pass(50_000);
    expect(world.client.asked.length - before).toBe(120);
  });

  it('asks about jobs that their list shows less often, and at once about one that leaves it', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { watch, pass, finished } = watchOf(world);
    const keys = Array.from({ length: 40 }, (_, n) => `a:${n}`);
    watch.listed(new Set(keys));
    for (const key of keys) watch.watch(key, () => {});
    await settled();
    // those that were first did not know of the others yet
    await pass(50_000);
    const before = world.client.asked.length;
    await pass(50_000);
    expect(world.client.asked.length - before).toBe(40);
    world.jobs = [{ id: 10, projectId: 1, status: 'failed' }];
    watch.listed(new Set(keys.slice(1)));
    await settled();
    expect(world.client.asked.length - before).toBe(41);
    expect(finished).toEqual(['a:10 failed']);
  });

  it('bears failures', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { watch, pass } = watchOf(world);
    const seen: string[] = [];
    watch.watch('a:10', ({ status }) => seen.push(status));
    world.online = false;
    await settled();
    await pass(10_000);
    await pass(20_000);
    world.online = true;
    await pass(40_000);
    expect(seen).toEqual(['running']);
  });

  it('looks on for a while after the session, so that the result is known', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { clock, finished, watch, pass } = watchOf(world);
    const stop = watch.watch('a:10', () => {});
    await settled();
    stop();
    world.jobs = [{ id: 10, projectId: 1, status: 'success' }];
    await pass(5_000);
    expect(finished).toEqual(['a:10 success']);
    const again = watchOf(createWorld());
    again.watch.watch('a:10', () => {})();
    await settled();
    for (let turn = 0; turn < 15; turn += 1) await again.pass(60_000);
    expect(again.clock.waiting).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('asks nothing while the machine sleeps, and at once when it wakes', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { watch, pass, finished } = watchOf(world);
    watch.watch('a:10', () => {});
    await settled();
    watch.suspended();
    await pass(60_000);
    expect(world.client.asked).toHaveLength(1);
    world.jobs = [{ id: 10, projectId: 1, status: 'success' }];
    watch.woke();
    await settled();
    expect(finished).toEqual(['a:10 success']);
    watch.woke();
    await settled();
    expect(world.client.asked).toHaveLength(2);
  });

  it('asks nothing more once disposed', async () => {
    const world = createWorld();
    world.jobs = [{ id: 10, projectId: 1 }];
    const { clock, watch } = watchOf(world);
    watch.watch('a:10', () => {});
    watch.dispose();
    await settled();
    expect(clock.waiting).toBe(0);
  });
});
