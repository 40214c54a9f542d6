import type { Job, JobKey, JobTimeout } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { timeoutOfProject } from './schemas.ts';

export interface TimeoutsDeps {
  client(): GitlabClient;
  readonly clock: Clock;
  onChange(): void;
}

/** How long one account's jobs may run. */
export interface Timeouts {
  timeoutOf(job: Job): JobTimeout | null;
  /** GitLab has told it of the job itself, with whatever else was asked. */
  learn(key: JobKey, timeout: JobTimeout | null): void;
  /** Asks for the projects' own where nothing better is known, few at a time. Never rejects. */
  ask(jobs: readonly Job[], signal: AbortSignal): Promise<void>;
}

/** A project's setting changes rarely. */
const ASKED_AGAIN_AFTER_MS = 60 * 60_000;
/** `GET /projects/:id` may be asked 400 times a minute on gitlab.com, and this is but an ornament there. */
const MOST_PER_ROUND = 10;

export function createTimeouts(deps: TimeoutsDeps): Timeouts {
  const ofJobs = new Map<JobKey, JobTimeout>();
  const ofProjects = new Map<number, { readonly timeout: JobTimeout | null; readonly askedAt: number }>();

  async function askProject(id: number, signal: AbortSignal): Promise<boolean> {
    try {
      const { body } = await deps.client().api(`/projects/${id}`, timeoutOfProject, { signal });
      const seconds = body.build_timeout ?? null;
      const timeout: JobTimeout | null = seconds === null ? null : { ms: seconds * 1000, source: 'project' };
      ofProjects.set(id, { timeout, askedAt: deps.clock.now() });
      if (timeout !== null) deps.onChange();
      return true;
    } catch (error) {
      // who may not read the project is told so once an hour; what concerns the whole account ends the round
      const { kind } = toFailure(error);
      if (kind !== 'not-found' && kind !== 'forbidden') return false;
      ofProjects.set(id, { timeout: null, askedAt: deps.clock.now() });
      return true;
    }
  }

  return {
    timeoutOf: (job) => ofJobs.get(job.key) ?? ofProjects.get(job.projectId)?.timeout ?? null,
    learn(key, timeout) {
      if (timeout?.source !== 'job' || ofJobs.get(key)?.ms === timeout.ms) return;
      ofJobs.set(key, timeout);
      deps.onChange();
    },
    async ask(jobs, signal) {
      const current = new Set(jobs.map(({ key }) => key));
      for (const key of [...ofJobs.keys()]) if (!current.has(key)) ofJobs.delete(key);
      const now = deps.clock.now();
      const isDue = (id: number) => now - (ofProjects.get(id)?.askedAt ?? -Infinity) >= ASKED_AGAIN_AFTER_MS;
      const wanted = new Set(jobs.filter(({ key }) => !ofJobs.has(key)).map(({ projectId }) => projectId));
      for (const id of [...wanted].filter(isDue).slice(0, MOST_PER_ROUND)) {
        if (signal.aborted || !(await askProject(id, signal))) return;
      }
    },
  };
}
