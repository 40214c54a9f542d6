import { describe, expect, it } from 'vitest';
import { createLogReader } from '../../../electron/core/jobs/log-reader.ts';
import { createStatusWatch } from '../../../electron/core/jobs/status-watch.ts';
import type { LogMark } from '../../../electron/core/terminals/ports.ts';
import { failing, settled } from '../../fakes/fake-client.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createWorld, jobNamed, type World } from './world.ts';

const START = 'section_start:1700000000:step_script\rgo\n';
const HOLD =
  'section_end:1700000042:step_script\r\u001b[0K\u001b[32;1mTerminal is connected, will time out in 30m0s...\u001b[0;m\n';

describe('the log reader', () => {
  function readerOf({ webSession = false } = {}) {
    const world = createWorld();
    const clock = createManualClock();
    const state = { log: '', traceLines: [] as string[], downloads: 0, online: true };
    world.client.onApi(({ path, etag }) => {
      if (!state.online) failing('offline');
      if (path !== '/projects/1/jobs/10/trace') return null;
      const tag = `W/"${state.log.length}"`;
      if (etag === tag) return { status: 304, body: '' };
      state.downloads += 1;
      return { body: state.log, headers: { etag: tag } };
    });
    world.client.onWeb(({ path, query }) => {
      expect(path).toBe('/group/project-1/-/jobs/10/trace.json');
      const from = Number(query.state ?? 0);
      const lines = state.traceLines.slice(from).map((text) => ({ content: [{ text }] }));
      return { body: JSON.stringify({ state: String(state.traceLines.length), append: from > 0, lines }) };
    });
    const watch = createLogReader({
      findJob: () => jobNamed(world, { id: 10, projectId: 1 }),
      clientFor: () => world.client,
      hasWebSession: () => webSession,
      clock,
    });
    const marks: LogMark[] = [];
    return {
      clock,
      state,
      marks,
      kinds: () => marks.map((mark) => mark.kind),
      watch: () => watch('a:10', (mark) => marks.push(mark)),
      async pass(ms: number) {
        clock.advance(ms);
        await settled();
      },
    };
  }

  it('tells each mark once, and which came while we looked', async () => {
    const { clock, state, marks, watch, pass } = readerOf();
    state.log = START;
    watch();
    await settled();
    expect(marks).toMatchObject([{ kind: 'section', edge: 'start', live: false, runnerAt: 1_700_000_000_000 }]);
    await pass(3_000);
    state.log += HOLD;
    await pass(3_000);
    await pass(3_000);
    expect(marks.slice(1)).toMatchObject([
      { kind: 'section', edge: 'end', live: true, seenAt: clock.now() - 3_000 },
      { kind: 'hold', limitMs: 1_800_000, runnerStartedAt: 1_700_000_042_000 },
    ]);
  });

  it('does not download what has not changed', async () => {
    const { state, watch, pass } = readerOf();
    state.log = START;
    watch();
    await settled();
    for (let turn = 0; turn < 5; turn += 1) await pass(3_000);
    expect(state.downloads).toBe(1);
  });

  it('waits for the rest of a line', async () => {
    const { state, kinds, watch, pass } = readerOf();
    state.log = HOLD.slice(0, 60);
    watch();
    await settled();
    expect(kinds()).toEqual([]);
    state.log = HOLD;
    await pass(3_000);
    expect(kinds()).toEqual(['section', 'hold']);
  });

  it('is not misled by a character that was cut by the end of the log', async () => {
    const { state, kinds, watch, pass } = readerOf();
    state.log = 'x\ufffd\ufffd';
    watch();
    await settled();
    state.log = 'x→\nJob succeeded\n';
    await pass(3_000);
    expect(kinds()).toEqual(['job-end']);
  });

  it('goes on after a failure, and does not call what it missed live', async () => {
    const { state, marks, watch, pass } = readerOf();
    watch();
    await settled();
    state.online = false;
    await pass(3_000);
    await pass(6_000);
    state.log = START;
    state.online = true;
    await pass(12_000);
    expect(marks).toMatchObject([{ kind: 'section', live: false }]);
  });

  it('ends with the job’s end, or when nobody looks', async () => {
    const over = readerOf();
    over.state.log = 'Job succeeded\n';
    over.watch();
    await settled();
    expect(over.kinds()).toEqual(['job-end']);
    expect(over.clock.waiting).toBe(0);
    const left = readerOf();
    const stop = left.watch();
    await settled();
    stop();
    stop();
    expect(left.clock.waiting).toBe(0);
  });

  it('follows a large log by increments and reads it whole when one is telling', async () => {
    const { state, kinds, watch, pass } = readerOf({ webSession: true });
    state.log = `${'x'.repeat(2 * 1024 * 1024)}\n`;
    state.traceLines = ['x'];
    watch();
    await settled();
    await pass(3_000);
    const downloads = state.downloads;
    for (let turn = 0; turn < 5; turn += 1) {
      state.log += 'more\n';
      state.traceLines.push('more');
      await pass(3_000);
    }
    expect(state.downloads).toBe(downloads);
    state.log += HOLD;
    state.traceLines.push('Terminal is connected, will time out in 30m0s...');
    await pass(3_000);
    expect(state.downloads).toBe(downloads + 1);
    expect(kinds()).toEqual(['section', 'hold']);
  });
});

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
