import type { Job } from '../../contract.ts';

/**
 * The order in which a list keeps still while jobs come and go: project, newest pipeline, stage, start, and then as they stand in the pipeline.
 * A job names its stage and not the stage's place; GitLab makes a pipeline's jobs stage by stage,
 * so the smallest id in a stage orders the stages.
 */
export function sortJobs(jobs: readonly Job[]): readonly Job[] {
  const firstIds = new Map<string, number>();
  const stageOf = (job: Job) => `${job.pipelineId} ${job.stage}`;
  for (const job of jobs) {
    firstIds.set(stageOf(job), Math.min(firstIds.get(stageOf(job)) ?? job.id, job.id));
  }
  const stagePlace = (job: Job) => firstIds.get(stageOf(job)) ?? job.id;
  return [...jobs].sort(
    (a, b) =>
      compare(a.projectPath, b.projectPath) ||
      b.pipelineId - a.pipelineId ||
      stagePlace(a) - stagePlace(b) ||
      (a.startedAt ?? Number.POSITIVE_INFINITY) - (b.startedAt ?? Number.POSITIVE_INFINITY) ||
      a.id - b.id,
  );
}

/** By code unit: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
