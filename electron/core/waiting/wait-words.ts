import type { ArmEnd, Job } from '../../contract.ts';
import { assertNever } from '../errors.ts';

/** What is waited for, as a sentence. */
export function waitsFor(job: Job | null, name: string): string {
  switch (job?.status) {
    case undefined:
      return `No job called ${name} has come yet.`;
    case 'manual':
      return 'Waits for you to start it.';
    case 'scheduled':
      return 'Starts later, by itself.';
    case 'pending':
      return 'Waits for a runner.';
    case 'preparing':
      return 'Its environment is being prepared.';
    case 'waiting_for_resource':
      return 'Waits for other jobs to free its resource.';
    case 'waiting_for_callback':
      return 'Waits for an answer from outside GitLab.';
    default:
      return 'Waits for the jobs before it.';
  }
}

/** Why there is no terminal, and what may be done; full sentences. */
export function endWords(end: ArmEnd, job: Job | null): string {
  switch (end) {
    case 'finished':
      return `The job was over before its terminal could be opened${resultOf(job)}. Retry it with a terminal to try again.`;
    case 'skipped':
      return 'GitLab skipped the job, since a job before it failed or its rules left it out. Retry the one that failed, then wait again.';
    case 'cancelled':
      return 'The job was cancelled. Retry it with a terminal to have one of your own.';
    case 'not-mine':
      return `${job?.starter?.username ?? 'Somebody else'} has started the job, and GitLab gives its terminal to that person only. Retry it as yourself once it is over.`;
    case 'no-such-job':
      return 'The pipeline is over, and no job by that name has started in it. Look at the pipeline for the name.';
    case 'gone':
      return 'GitLab has no such job for you any more: it or its pipeline was deleted, or your access to the project was taken away.';
    default:
      return assertNever(end);
  }
}

function resultOf(job: Job | null): string {
  if (job?.status === 'success') return ': it succeeded';
  return job?.status === 'failed' ? ': it failed' : '';
}
