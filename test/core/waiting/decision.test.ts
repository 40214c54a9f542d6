import { describe, expect, test } from 'vitest';
import type { Job, JobStatus } from '../../../electron/contract.ts';
import { type Decision, decide, refusalOf } from '../../../electron/core/waiting/decision.ts';
import { sampleJob } from '../../fakes/samples.ts';

const job = (id: number, name: string, status: JobStatus, mine = true): Job =>
  sampleJob('a', id, { name, status, mine, starter: { id: mine ? 7 : 8, username: mine ? 'mira' : 'bob' } });

const told = (decision: Decision): string =>
  [decision.do, decision.do === 'end' ? decision.end : null, decision.job?.id].filter((part) => part != null).join(' ');

describe('a job by its id', () => {
  const wanted = { name: 'deploy', jobId: 5, notJobIds: [] };
  test.each<[JobStatus, boolean, string]>([
    ['created', true, 'wait 5'],
    ['waiting_for_resource', true, 'wait 5'],
    ['preparing', true, 'wait 5'],
    ['waiting_for_callback', true, 'wait 5'],
    ['pending', true, 'wait 5'],
    ['manual', true, 'wait 5'],
    ['scheduled', true, 'wait 5'],
    ['running', true, 'open 5'],
    ['success', true, 'end finished 5'],
    ['failed', true, 'end finished 5'],
    ['canceled', true, 'end cancelled 5'],
    ['canceling', true, 'end cancelled 5'],
    ['skipped', true, 'end skipped 5'],
    ['created', false, 'end not-mine 5'],
    ['pending', false, 'end not-mine 5'],
    ['running', false, 'end not-mine 5'],
    ['success', false, 'end not-mine 5'],
    // whoever presses its button becomes its starter, and that may still be me
    ['manual', false, 'wait 5'],
    ['scheduled', false, 'end not-mine 5'],
  ])('%s, mine: %s → %s', (status, mine, wished) => {
    const seen = { jobs: [job(4, 'deploy', 'running'), job(5, 'deploy', status, mine)], pipelineIsOver: false };
    expect(told(decide(wanted, seen))).toBe(wished);
  });
});

describe('a name in a pipeline', () => {
  test.each<[string, readonly Job[], readonly number[], boolean, string]>([
    ['there is none yet', [job(1, 'build', 'running')], [], false, 'wait'],
    ['there was none', [job(1, 'build', 'success')], [], true, 'end no-such-job'],
    ['it waits', [job(1, 'deploy', 'created')], [], false, 'wait 1'],
    ['it runs', [job(1, 'deploy', 'running')], [], false, 'open 1'],
    ['it runs and does not count', [job(1, 'deploy', 'running')], [1], false, 'wait'],
    [
      'a new one beside the one that does not count',
      [job(1, 'deploy', 'failed'), job(9, 'deploy', 'pending')],
      [1],
      false,
      'wait 9',
    ],
    ['it came and went between two questions', [job(1, 'deploy', 'success')], [], true, 'end finished 1'],
    ['somebody else has it', [job(1, 'deploy', 'running', false)], [], false, 'end not-mine 1'],
    [
      'somebody else has one, and mine waits',
      [job(1, 'deploy', 'running', false), job(2, 'deploy', 'pending')],
      [],
      false,
      'wait 2',
    ],
    ['it was skipped', [job(1, 'deploy', 'skipped')], [], true, 'end skipped 1'],
    [
      'only the one that does not count, and the pipeline is over',
      [job(1, 'deploy', 'success')],
      [1],
      true,
      'end no-such-job',
    ],
  ])('%s', (_what, jobs, notJobIds, pipelineIsOver, wished) => {
    expect(told(decide({ name: 'deploy', jobId: null, notJobIds }, { jobs, pipelineIsOver }))).toBe(wished);
  });
});

test('a refusal names who will have the terminal', () => {
  expect(refusalOf(job(1, 'deploy', 'pending', false))).toContain('bob will have its terminal');
  expect(refusalOf(job(1, 'deploy', 'pending'))).toBeNull();
  expect(refusalOf(job(1, 'deploy', 'manual', false))).toBeNull();
});
