import { beforeEach, expect, test } from 'vitest';
import { createJobWatch } from '../../../electron/core/terminals/job-watch.ts';
import type { LogMark } from '../../../electron/core/terminals/ports.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { sampleJob, sampleNow } from '../../fakes/samples.ts';

let changes: number;
let seen: (mark: LogMark) => void;

beforeEach(() => {
  changes = 0;
  const watch = createJobWatch({
    job: sampleJob('work', 7, { name: 'build' }),
    clock: createManualClock(),
    access: {
      watchLog(_key, onMark) {
        seen = onMark;
        return () => {};
      },
      watchStatus: () => () => {},
      checkStatus: () => Promise.resolve(),
    },
    onChange: () => {
      changes += 1;
    },
  });
  watch.start();
});

test.each<[string, LogMark, number]>([
  ['where the project is', { kind: 'repository', path: '/builds/group/project/', seenAt: sampleNow }, 1],
  ['the executor', { kind: 'executor', name: 'docker', seenAt: sampleNow }, 1],
  ['that a cancel was seen', { kind: 'cancel-seen', seenAt: sampleNow }, 1],
  [
    'a section that is none of the script',
    { kind: 'section', name: 'get_sources', edge: 'end', runnerAt: null, seenAt: sampleNow, live: true } as LogMark,
    0,
  ],
])('of what the log tells, %s', (_what, mark, told) => {
  seen(mark);
  expect(changes).toBe(told);
});
