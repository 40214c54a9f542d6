import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortJobs } from '../../../electron/core/jobs/sort.ts';
import { createWorld, jobNamed } from './world.ts';

const world = createWorld([1, 2]);
const JOBS = [
  jobNamed(world, { id: 30, projectId: 1, pipelineId: 5, stage: 'deploy', name: 'go' }),
  jobNamed(world, { id: 11, projectId: 1, pipelineId: 5, stage: 'zero', name: 'b' }),
  jobNamed(world, { id: 12, projectId: 1, pipelineId: 5, stage: 'zero', name: 'a' }),
  jobNamed(world, { id: 40, projectId: 1, pipelineId: 6 }),
  jobNamed(world, { id: 1, projectId: 2, pipelineId: 99 }),
];

it('sorts by project, newest pipeline, stage as it was made, start, place in the pipeline', () => {
  expect(sortJobs(JOBS).map((job) => job.id)).toEqual([40, 11, 12, 30, 1]);
});

it('does not depend on the order in which jobs came', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(JOBS, { minLength: JOBS.length }), (jobs) => {
      expect(sortJobs(jobs)).toEqual(sortJobs(JOBS));
    }),
  );
});
