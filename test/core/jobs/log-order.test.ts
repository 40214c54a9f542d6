import { describe, expect, it } from 'vitest';
import { createLogMarks } from '../../../electron/core/jobs/log-marks.ts';
import { createLogOrder, type OrderedMark } from '../../../electron/core/jobs/log-order.ts';

const ESC = '\u001b';
const start = (name: string, title = name) =>
  `section_start:1700000000:${name}\r${ESC}[0K${ESC}[36;1m${title}${ESC}[0;m`;
const end = (name: string, behind = '') => `section_end:1700000042:${name}\r${ESC}[0K${behind}`;
const HOLD = `${ESC}[32;1mTerminal is connected, will time out in 30m0s...${ESC}[0;m`;
const HEAD = [
  `${ESC}[0KRunning with gitlab-runner 17.5.3 (12030cf4)${ESC}[0;m`,
  start('prepare_executor', 'Preparing the "kubernetes" executor'),
  `${ESC}[0KUsing Kubernetes namespace: ci${ESC}[0;m`,
  end('prepare_executor', start('step_script', 'Executing "step_script" stage of the job script')),
];

function told(lines: readonly string[], from: 'start' | 'middle' = 'start'): readonly OrderedMark[] {
  const marks = createLogMarks();
  const order = createLogOrder();
  if (from === 'middle') order.skip();
  return marks.feed(`${lines.join('\n')}\n`).flatMap(order.take);
}
const kinds = (lines: readonly string[], from: 'start' | 'middle' = 'start') =>
  told(lines, from).flatMap((mark) => (mark.kind === 'section' ? [] : [mark.kind]));

describe('the order of a log', () => {
  it('names runner and executor once, from their place', () => {
    const lines = [...HEAD, 'Preparing the "shell" executor', 'Running with gitlab-runner 99.0.0'];
    expect(told(lines).filter(({ kind }) => kind === 'runner' || kind === 'executor')).toEqual([
      { kind: 'runner', version: '17.5.3' },
      { kind: 'executor', name: 'kubernetes' },
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['a hold behind the script', ['working', end('step_script', HOLD)], ['hold']],
    [
      'a hold used up',
      [end('step_script', HOLD), 'terminal session timed out (maximum time allowed - 30m0s)'],
      ['hold', 'hold-timed-out'],
    ],
    [
      'a hold, the cleanup and the end',
      [
        end('step_script', HOLD),
        'Terminal disconnected',
        start('cleanup_file_variables', 'Cleaning up project directory and file based variables'),
        end('cleanup_file_variables', `${ESC}[32;1mJob succeeded${ESC}[0;m`),
      ],
      ['hold', 'terminal-disconnected', 'job-end'],
    ],
    [
      'a hold behind after_script and uploads',
      [
        end('step_script', start('after_script', 'Running after_script')),
        'cleaning',
        end('after_script', start('upload_artifacts_on_success', 'Uploading artifacts')),
        'app.log: found 1 matching files',
        end('upload_artifacts_on_success', HOLD),
      ],
      ['hold'],
    ],
    [
      'remarks between the stages',
      [
        end(
          'step_script',
          `${ESC}[0;33mWARNING: after_script failed, but job will continue unaffected: context canceled${ESC}[0;m `,
        ),
        HOLD,
        'ERROR: Job failed: canceled',
      ],
      ['hold', 'job-end'],
    ],
    [
      'phrases that a script prints',
      [
        HOLD,
        'Job succeeded',
        'Terminal disconnected',
        'ERROR: Job failed: canceled',
        'WARNING: script canceled externally (UI, API)',
      ],
      [],
    ],
    [
      'a section of the script’s own, and a hold behind it',
      ['section_start:1700000001:mine\rtitle', `section_end:1700000002:mine\r${HOLD}`],
      [],
    ],
    [
      'the very bytes of an end and a hold, and the script goes on',
      [end('step_script', HOLD), 'still here'],
      ['hold', 'imitated'],
    ],
    [
      'the same, and the real ones later',
      [end('step_script', HOLD), 'still here', end('step_script', HOLD)],
      ['hold', 'imitated', 'hold'],
    ],
    [
      'an imitated hold, and the script’s real end at once',
      [end('step_script', HOLD), end('step_script', HOLD)],
      ['hold', 'imitated', 'hold'],
    ],
    ['an imitated end of the job', [end('step_script', 'Job succeeded'), 'still here'], ['job-end', 'imitated']],
    ['a time-out without a hold', [end('step_script', 'terminal session timed out (maximum time allowed - 1s)')], []],
    [
      'another stage, begun inside the script',
      [start('cleanup_file_variables'), end('cleanup_file_variables', HOLD)],
      [],
    ],
  ])('%s', (_what, lines, expected) => {
    expect(kinds([...HEAD, ...lines]).slice(2)).toEqual(expected);
  });

  it('takes a hold in a log that it came upon in the middle, until a line speaks against it', () => {
    expect(kinds(['some output', HOLD], 'middle')).toEqual(['hold']);
    expect(kinds(['some output', HOLD, 'more output'], 'middle')).toEqual(['hold', 'imitated']);
    expect(kinds(['Preparing the "shell" executor', end('step_script')], 'middle')).toEqual([]);
  });

  it('believes a runner that marks no sections', () => {
    const lines = ['Running with gitlab-runner 12.0.0', 'Preparing the "shell" executor', 'hello', HOLD];
    expect(kinds(lines)).toEqual(['runner', 'executor', 'hold']);
  });
});

describe('a log with timestamps', () => {
  const stamp = (stream: string, more: string, text: string) => `2024-05-22T12:43:46.962646Z ${stream}${more}${text}`;
  const own = (text: string) => stamp('00O', ' ', text);

  it('reads the runner’s stream, a line that was cut at its return among it', () => {
    const lines = [
      ...HEAD.map(own),
      stamp('01O', ' ', 'working'),
      own('section_end:1700000042:step_script\r'),
      stamp('00O', '+', `${ESC}[0K${HOLD}`),
    ];
    const marks = told(lines);
    expect(marks[marks.length - 1]).toEqual({
      kind: 'hold',
      limitMs: 1_800_000,
      runnerStartedAt: 1_700_000_042_000,
    });
    expect(marks.filter((mark) => mark.kind === 'section' && mark.edge === 'end')).toHaveLength(2);
  });

  it('hears nothing from a script, however well it imitates', () => {
    const lines = [...HEAD.map(own), stamp('01O', ' ', end('step_script', HOLD)), stamp('01E', ' ', 'Job succeeded')];
    expect(kinds(lines)).toEqual(['runner', 'executor']);
  });
});
