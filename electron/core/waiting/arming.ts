import type {
  Account,
  AccountId,
  ArmId,
  ArmTarget,
  Calls,
  Job,
  JobKey,
  PipelineRef,
  UpcomingJobs,
} from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { isFinal, isUpcoming } from '../jobs/job.ts';
import { readPipeline, readPipelineJob, readPipelineJobs, type SeenPipeline } from '../jobs/pipeline-jobs.ts';
import { decide, refusalOf } from './decision.ts';
import { createJobActions } from './job-actions.ts';
import type { NewWait, Waiting } from './waiting.ts';

export interface ArmingDeps {
  readonly clock: Clock;
  readonly waiting: Pick<Waiting, 'find' | 'add'>;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  /** Null = not known (any more). */
  findJob(key: JobKey): Job | null;
  remember(job: Job): void;
}

type ArmingCalls = 'arm' | 'retryWithTerminal' | 'playWithTerminal' | 'upcomingJobs';

/** What the user asks of jobs that are to start. Each looks at GitLab first, and refuses what cannot come true. */
export type Arming = {
  readonly [K in ArmingCalls]: (...args: Parameters<Calls[K]>) => Promise<ReturnType<Calls[K]>>;
};

export function createArming(deps: ArmingDeps): Arming {
  const actions = createJobActions(deps);
  /** Asked twice in a row is meant once. */
  const underWay = new Map<string, Promise<ArmId>>();

  function once(what: string, run: () => Promise<ArmId>): Promise<ArmId> {
    const going = underWay.get(what) ?? run().finally(() => underWay.delete(what));
    underWay.set(what, going);
    return going;
  }

  function accountOf(id: AccountId): Account {
    const account = deps.account(id);
    if (account === null) throw new JobdeckError('no-account', 'There is no such account.');
    return account;
  }

  function jobOf(key: JobKey): Job {
    const job = deps.findJob(key);
    if (job !== null) return job;
    throw new JobdeckError('not-found', 'Jobdeck does not know this job any more.', 'Open it by its URL.');
  }

  async function look(known: Job): Promise<{ readonly job: Job; readonly isOver: boolean }> {
    const account = accountOf(known.accountId);
    const seen = await readPipelineJob(deps.clientFor(account.id), account, pipelineOf(known), known.id);
    deps.remember(seen.job);
    return seen;
  }

  async function readAll(pipeline: PipelineRef): Promise<SeenPipeline> {
    const account = accountOf(pipeline.accountId);
    const seen = await readPipelineJobs(deps.clientFor(account.id), account, pipeline);
    if (seen === 'unchanged') throw new JobdeckError('internal', 'An answer is missing.');
    for (const job of seen.jobs) deps.remember(job);
    return seen;
  }

  async function armJob(key: JobKey): Promise<ArmId> {
    const known = jobOf(key);
    const wanted = { pipeline: pipelineOf(known), name: known.name, jobId: known.id, notJobIds: [] };
    const found = deps.waiting.find(wanted);
    if (found !== null) return found;
    const { job, isOver } = await look(known);
    return add({ ...wanted, because: 'armed', seen: { jobs: [job], pipelineIsOver: isOver } });
  }

  async function armName(pipeline: PipelineRef, name: string, which: 'any' | 'next'): Promise<ArmId> {
    const { jobs, isOver } = await readAll(pipeline);
    const byName = jobs.filter((job) => job.name === name);
    const past = byName.filter(({ status }) => (which === 'any' ? isFinal(status) : !isUpcoming(status)));
    const wanted = { pipeline, name, jobId: null, notJobIds: past.map(({ id }) => id) };
    const found = deps.waiting.find(wanted);
    if (found !== null) return found;
    return add({ ...wanted, because: 'armed', seen: { jobs, pipelineIsOver: isOver } });
  }

  function add(wait: NewWait): ArmId {
    const decision = decide(wait, wait.seen);
    if (decision.do === 'end') throw refused(wait, decision.end, decision.job);
    return deps.waiting.add(wait);
  }

  async function act(what: 'retry' | 'play', key: JobKey): Promise<ArmId> {
    const { job: before } = await look(jobOf(key));
    const job = await actions[what](before);
    deps.remember(job);
    const seen = { jobs: [job], pipelineIsOver: false };
    const wanted = { pipeline: pipelineOf(job), name: job.name, jobId: job.id, notJobIds: [] };
    const found = deps.waiting.find(wanted);
    return found ?? add({ ...wanted, because: what === 'retry' ? 'retried' : 'played', seen });
  }

  return {
    arm: (target: ArmTarget) =>
      target.what === 'job' ? armJob(target.jobKey) : armName(target.pipeline, target.name.trim(), target.which),
    retryWithTerminal: (key) => once(`retry ${key}`, () => act('retry', key)),
    playWithTerminal: (key) => once(`play ${key}`, () => act('play', key)),
    async upcomingJobs(pipeline): Promise<UpcomingJobs> {
      const account = accountOf(pipeline.accountId);
      const [seen, page] = await Promise.all([
        readAll(pipeline),
        readPipeline(deps.clientFor(account.id), pipeline.projectId, pipeline.pipelineId),
      ]);
      const upcoming = seen.jobs.filter(({ status }) => isUpcoming(status));
      return {
        pipeline: { ...pipeline, projectPath: seen.jobs[0]?.projectPath ?? pipeline.projectPath },
        ref: page.ref ?? '',
        // not the answer's own: a link must lead to the instance
        webUrl: `${account.instance.url}/${pipeline.projectPath}/-/pipelines/${pipeline.pipelineId}`,
        jobs: upcoming.map((job) => ({ job, refusal: refusalOf(job) })),
      };
    },
  };
}

export function pipelineOf(job: Job): PipelineRef {
  const { accountId, projectId, projectPath, pipelineId } = job;
  return { accountId, projectId, projectPath, pipelineId };
}

function refused(wait: NewWait, end: string, job: Job | null): JobdeckError {
  const { name } = wait;
  if (job === null) {
    return new JobdeckError(
      'no-terminal',
      `The pipeline is over, and nothing called ${name} is still to start in it.`,
      'Look at the name, or retry a job of it with a terminal.',
    );
  }
  if (end === 'not-mine') {
    const who = job.starter?.username ?? 'somebody else';
    return new JobdeckError(
      'no-terminal',
      `The terminal of ${name} will not be yours: ${who} started it.`,
      'GitLab gives a job’s terminal only to the one who started it. Retry it as yourself once it is over.',
    );
  }
  return new JobdeckError('no-terminal', `${name} is over.`, 'Retry it with a terminal.');
}
