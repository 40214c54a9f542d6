import { describe, expect, it } from 'vitest';
import { findHits, type PatternTask } from '../../../../renderer/terminals/patterns/find-hits.ts';
import { createPatternRunner, type PatternWorker } from '../../../../renderer/terminals/patterns/pattern-runner.ts';

/** A worker that answers when it is told to. */
function createBench() {
  const workers: { asked: PatternTask[]; ended: boolean; tell: (data: unknown) => void; fail: () => void }[] = [];
  let timers: { ms: number; task: () => void }[] = [];
  const runner = createPatternRunner({
    startWorker() {
      const bench = {
        asked: [] as PatternTask[],
        ended: false,
        tell: (data: unknown) => worker.onmessage?.call(worker as Worker, { data } as MessageEvent),
        fail: () => worker.onerror?.call(worker as Worker, {} as ErrorEvent),
      };
      const worker: PatternWorker = {
        postMessage: (task: PatternTask) => void bench.asked.push(task),
        terminate: () => {
          bench.ended = true;
        },
        onmessage: null,
        onerror: null,
      };
      workers.push(bench);
      return worker;
    },
    after(ms, task) {
      const timer = { ms, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  });
  return {
    runner,
    workers,
    waits: () => timers.map(({ ms }) => ms),
    timeUp: () => {
      for (const { task } of timers.splice(0)) task();
    },
  };
}

describe('patterns run in a worker', () => {
  it('asks once it is there, answers, and asks the same worker again', async () => {
    const { runner, workers, waits } = createBench();
    const first = runner.find(/a/gi, ['a', 'b'], 10);
    expect(workers[0]?.asked).toEqual([]);
    workers[0]?.tell('ready');
    expect(workers[0]?.asked).toEqual([{ id: 1, source: 'a', flags: 'gi', texts: ['a', 'b'], most: 10 }]);
    workers[0]?.tell({ id: 1, hits: [{ text: 0, start: 0, length: 1 }] });
    expect(await first).toEqual({ status: 'found', hits: [{ text: 0, start: 0, length: 1 }] });
    expect(waits()).toEqual([]);
    void runner.find(/b/g, [], 1);
    expect(workers).toHaveLength(1);
    expect(workers[0]?.asked).toHaveLength(2);
  });

  it('ends the one that takes too long, and begins anew with the next', async () => {
    const { runner, workers, timeUp } = createBench();
    const slow = runner.find(/(a+)+$/g, ['aaa!'], 10);
    workers[0]?.tell('ready');
    timeUp();
    expect(await slow).toEqual({ status: 'too-slow' });
    expect(workers[0]?.ended).toBe(true);
    const next = runner.find(/a/g, ['a'], 10);
    workers[1]?.tell('ready');
    workers[1]?.tell({ id: 2, hits: [] });
    expect(await next).toEqual({ status: 'found', hits: [] });
  });

  it('stops for another question, whose answer is never the old one’s', async () => {
    const { runner, workers } = createBench();
    const old = runner.find(/a/g, ['a'], 10);
    workers[0]?.tell('ready');
    const next = runner.find(/b/g, ['b'], 10);
    expect(await old).toEqual({ status: 'stopped' });
    expect(workers[0]?.ended).toBe(true);
    workers[1]?.tell('ready');
    workers[1]?.tell({ id: 1, hits: [{ text: 0, start: 0, length: 1 }] });
    workers[1]?.tell({ id: 2, hits: [] });
    expect(await next).toEqual({ status: 'found', hits: [] });
  });

  it.each([
    ['that does not start', (bench: ReturnType<typeof createBench>) => bench.workers[0]?.fail(), 'failed'],
    ['that is not heard of', (bench: ReturnType<typeof createBench>) => bench.timeUp(), 'failed'],
    [
      'that refuses the pattern',
      (bench: ReturnType<typeof createBench>) => {
        bench.workers[0]?.tell('ready');
        bench.workers[0]?.tell({ id: 1, hits: null });
      },
      'too-slow',
    ],
  ])('says so of a worker %s', async (_what, happen, status) => {
    const bench = createBench();
    const answer = bench.runner.find(/a/g, ['a'], 10);
    happen(bench);
    expect(await answer).toEqual({ status });
    expect(bench.waits()).toEqual([]);
  });

  it('leaves nothing behind', async () => {
    const { runner, workers, waits } = createBench();
    const answer = runner.find(/a/g, ['a'], 10);
    runner.dispose();
    expect(await answer).toEqual({ status: 'stopped' });
    expect([workers[0]?.ended, waits()]).toEqual([true, []]);
  });
});

describe('hits', () => {
  it.each([
    ['all of them, in order', 'e\\d', 'g', ['e1 e2', '', 'xe3'], 9, ['0:0+2', '0:3+2', '2:1+2']],
    ['none that is empty', 'x*', 'g', ['axxa'], 9, ['0:1+2']],
    ['no more than are wanted', 'a', 'g', ['aaaa'], 2, ['0:0+1', '0:1+1']],
  ])('are %s', (_what, source, flags, texts, most, expected) => {
    const hits = findHits({ source, flags, texts, most });
    expect(hits.map(({ text, start, length }) => `${text}:${start}+${length}`)).toEqual(expected);
  });
});
