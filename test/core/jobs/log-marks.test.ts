import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogMarks, type LineMark } from '../../../electron/core/jobs/log-marks.ts';

const ESC = '\u001b';
const LOG = [
  `${ESC}[0KRunning with gitlab-runner 17.5.0${ESC}[0;m`,
  `section_start:1700000000:step_script\r${ESC}[0K${ESC}[0K${ESC}[36;1mExecuting "step_script" stage of the job script${ESC}[0;m${ESC}[0;m`,
  `${ESC}[32;1m$ echo Job succeeded${ESC}[0;m`,
  'done, said the script: Terminal disconnected',
  `section_end:1700000042:step_script\r${ESC}[0K${ESC}[32;1mTerminal is connected, will time out in 30m0s...${ESC}[0;m`,
  `${ESC}[32;1mterminal session timed out (maximum time allowed - 30m0s)${ESC}[0;m`,
  `${ESC}[32;1mJob succeeded${ESC}[0;m`,
  '',
].join('\n');

const MARKS: readonly LineMark[] = [
  { kind: 'runner', version: '17.5.0' },
  { kind: 'section', name: 'step_script', edge: 'start', runnerAt: 1_700_000_000_000 },
  { kind: 'section', name: 'step_script', edge: 'end', runnerAt: 1_700_000_042_000 },
  { kind: 'hold', limitMs: 1_800_000, runnerStartedAt: 1_700_000_042_000 },
  { kind: 'hold-timed-out' },
  { kind: 'job-end', succeeded: true, text: null },
];

const isTelling = (mark: LineMark) => mark.kind !== 'text' && mark.kind !== 'remark';
const marksOf = (text: string) => createLogMarks().feed(text).filter(isTelling);

describe('marks in a log', () => {
  it('reads a whole one', () => {
    expect(marksOf(LOG)).toEqual(MARKS);
  });

  it('reads the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: LOG.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), LOG.length];
        const reader = createLogMarks();
        expect(
          at
            .slice(1)
            .flatMap((end, index) => reader.feed(LOG.slice(at[index], end)))
            .filter(isTelling),
        ).toEqual(MARKS);
      }),
    );
  });

  it.each<[string, string, LineMark | null]>([
    [
      'failed',
      `${ESC}[31;1mERROR: Job failed: exit status 7`,
      { kind: 'job-end', succeeded: false, text: 'exit status 7' },
    ],
    ['cancelled', `${ESC}[31;1mERROR: Job failed: canceled`, { kind: 'job-end', succeeded: false, text: 'canceled' }],
    [
      'timed out',
      'ERROR: Job failed: execution took longer than 6s seconds',
      { kind: 'job-end', succeeded: false, text: 'execution took longer than 6s seconds' },
    ],
    [
      'runner stopped',
      'ERROR: Job failed (system failure): aborted: terminated',
      { kind: 'job-end', succeeded: false, text: 'system failure: aborted: terminated' },
    ],
    ['cancel', `${ESC}[0;33mWARNING: script canceled externally (UI, API)${ESC}[0;m `, { kind: 'cancel-seen' }],
    ['disconnected', `${ESC}[32;1mTerminal disconnected${ESC}[0;m`, { kind: 'terminal-disconnected' }],
    [
      'hold without a mark',
      'Terminal is connected, will time out in 1m5s...',
      { kind: 'hold', limitMs: 65_000, runnerStartedAt: null },
    ],
    [
      'with timestamps',
      '2026-11-23T12:00:00.123456Z 00O Terminal is connected, will time out in 0s...',
      { kind: 'hold', limitMs: 0, runnerStartedAt: null },
    ],
    [
      'section with options',
      'section_start:17:a[collapsed=true]\rTitle',
      { kind: 'section', name: 'a', edge: 'start', runnerAt: 17_000 },
    ],
    ['a phrase inside a line', 'echo: Terminal is connected, will time out in 30m0s...', null],
    ['no duration', 'Terminal is connected, will time out in a while...', null],
    ['another warning', 'WARNING: after_script failed', null],
  ])('%s', (_what, line, mark) => {
    expect(marksOf(`${line}\n`)).toEqual(mark === null ? [] : [mark]);
  });

  it('survives a line without end', () => {
    const reader = createLogMarks();
    for (let part = 0; part < 50; part += 1) reader.feed('x'.repeat(10_000));
    expect(reader.feed('\nJob succeeded\n').filter(isTelling)).toHaveLength(1);
  });
});
