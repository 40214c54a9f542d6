import type { JobOptions } from './api.ts';
import { finalStatuses, type JobRecord, type PipelineRecord, type Store, type UserRecord } from './store.ts';
import type { Timers } from './timers.ts';

/** What GitLab does to jobs, whoever asks (lib/api/ci/jobs.rb). */
export interface JobActions {
  /** Becomes pending; a runner takes it after `runnerTakesMs`. */
  queue(job: JobRecord): void;
  add(pipeline: PipelineRecord, options: JobOptions): JobRecord;
  run(job: JobRecord): void;
  /** No effect on a job that is over. `force` ends a `canceling` one. */
  cancel(job: JobRecord, force: boolean): void;
  /** A new job whose starter is the caller; null when there is nothing to retry. */
  retry(job: JobRecord, user: UserRecord): JobRecord | null;
  play(job: JobRecord, user: UserRecord): boolean;
  /** The runner's next report is answered 404, which it takes for a cancel (runner: network/gitlab.go). */
  remove(job: JobRecord): void;
}

export function createJobActions(deps: {
  readonly store: Store;
  readonly timers: Timers;
  readonly start: (job: JobRecord) => void;
}): JobActions {
  const { store, timers } = deps;

  const actions: JobActions = {
    queue(job) {
      store.setStatus(job, 'pending');
      const takesMs = store.timing.runnerTakesMs;
      if (takesMs === 0) actions.run(job);
      else void timers.wait(takesMs).then(() => job.status === 'pending' && actions.run(job));
    },
    add(pipeline, options) {
      const now = store.now();
      const executor = options.executor ?? 'shell';
      const job: JobRecord = {
        id: store.nextId('job'),
        pipeline,
        options,
        now: store.now,
        createdAt: now - (options.startedSecondsAgo ?? 0) * 1000,
        runner: store.runnerNamed(options.runner ?? `${executor}-runner`, options.runnerType ?? 'project_type'),
        user: store.users.find((user) => user.id === options.user?.id) ?? pipeline.user,
        status: 'created',
        scheduledAt: options.startsInMs === undefined ? null : now + options.startsInMs,
        startedAt: null,
        finishedAt: null,
        failureReason: null,
        log: Buffer.alloc(0),
        youngUntil: 0,
        run: null,
        retried: false,
        listeners: new Set(),
      };
      store.jobs.push(job);
      pipeline.jobs.push(job);
      const status = options.status ?? 'running';
      if (status === 'running') actions.run(job);
      else {
        if (finalStatuses.includes(status)) store.setStatus(job, 'running');
        store.setStatus(job, status);
        if (status === 'scheduled' && options.startsInMs !== undefined) {
          void timers.wait(options.startsInMs).then(() => job.status === 'scheduled' && actions.queue(job));
        }
      }
      return job;
    },
    run(job) {
      if (job.run || finalStatuses.includes(job.status)) return;
      store.setStatus(job, 'running');
      deps.start(job);
    },
    cancel(job, force) {
      if (finalStatuses.includes(job.status)) return;
      if (force) {
        store.setStatus(job, 'canceled');
        job.run?.cancel(false);
      } else if (job.status === 'canceling') {
        // Asked already.
      } else if (job.run && job.status === 'running') {
        const graceful = job.options.gracefulCancel ?? true;
        store.setStatus(job, graceful ? 'canceling' : 'canceled');
        job.run.cancel(graceful);
      } else store.setStatus(job, 'canceled');
    },
    retry(job, user) {
      if (!finalStatuses.includes(job.status) || job.retried) return null;
      job.retried = true;
      const fresh = actions.add(job.pipeline, { ...job.options, user, status: 'created', startedSecondsAgo: 0 });
      actions.queue(fresh);
      return fresh;
    },
    play(job, user) {
      if (!['manual', 'scheduled'].includes(job.status)) return false;
      job.user = user;
      actions.queue(job);
      return true;
    },
    remove(job) {
      for (const list of [store.jobs, job.pipeline.jobs]) {
        const at = list.indexOf(job);
        if (at >= 0) list.splice(at, 1);
      }
      store.deletedJobs.push(job);
      job.run?.cancel(false);
    },
  };
  return actions;
}
