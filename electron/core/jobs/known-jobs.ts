import type { Job, JobKey } from '../../contract.ts';

/** Every job that was seen lately, by key: a terminal session outlives its job's place in the list. */
export interface KnownJobs {
  put(job: Job): void;
  get(key: JobKey): Job | null;
  forgetAccount(accountId: string): void;
}

const MOST_KEPT = 2000;

export function createKnownJobs(): KnownJobs {
  const jobs = new Map<JobKey, Job>();
  return {
    put(job) {
      // a map keeps the order in which keys came: the first is the one that was seen the longest time ago
      jobs.delete(job.key);
      jobs.set(job.key, job);
      for (const oldest of jobs.keys()) {
        if (jobs.size <= MOST_KEPT) break;
        jobs.delete(oldest);
      }
    },
    get: (key) => jobs.get(key) ?? null,
    forgetAccount(accountId) {
      for (const [key, job] of [...jobs]) if (job.accountId === accountId) jobs.delete(key);
    },
  };
}
