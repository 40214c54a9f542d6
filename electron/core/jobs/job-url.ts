import type { Account, AccountId, Job, PipelineRef } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import { type JobAddress, nameOfInstance, parseJobAddress, parsePipelineAddress } from '../gitlab/address.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { isUpcoming, jobOf, NOT_ASKED, projectPathIn } from './job.ts';
import { readPipeline } from './pipeline-jobs.ts';
import { restJob, restProject } from './schemas.ts';

export interface JobUrlDeps {
  accounts(): readonly Account[];
  clientFor(accountId: AccountId): GitlabClient;
  remember(job: Job): void;
}

/**
 * Finds the job behind a GitLab job URL. Where several accounts share the instance, the one that started the job wins.
 * Rejects with `bad-address` (no job URL), `no-account`, `not-found`, `not-started` (also for the URL of a pipeline), and
 * as `GitlabClient` does.
 */
export function createJobUrlResolver(deps: JobUrlDeps): (url: string, signal?: AbortSignal) => Promise<Job> {
  return async (url, signal) => {
    const job = parseJobAddress(url);
    if (job !== null) {
      const jobAt = (account: Account, path: string) => readJobAt(account, path, job.jobId, signal);
      return started(await firstOf(url, job.readings, jobAt, ({ mine }) => mine));
    }
    const pipeline = parsePipelineAddress(url);
    if (pipeline === null) {
      throw new JobdeckError(
        'bad-address',
        'This is not the URL of a GitLab job.',
        'Copy it from the job’s page: it has /-/jobs/ and a number in it.',
      );
    }
    const pipelineAt = (account: Account, path: string) => readPipelineAt(account, path, pipeline.pipelineId);
    throw new JobdeckError(
      'not-started',
      'A pipeline has no terminal of its own; its jobs have.',
      'Choose the job to wait for.',
      { waitFor: { pipeline: await firstOf(url, pipeline.readings, pipelineAt, () => true), jobKey: null } },
    );
  };

  /** Asks as each account of that instance, until one answer is the best there can be. */
  async function firstOf<T>(
    url: string,
    readings: JobAddress['readings'],
    readAt: (account: Account, path: string) => Promise<T>,
    isBest: (found: T) => boolean,
  ): Promise<T> {
    const matches = deps.accounts().flatMap((account) => {
      const reading = readings.find(({ baseUrl }) => sameBase(baseUrl, account.instance.url));
      return reading === undefined ? [] : [{ account, path: reading.projectPath }];
    });
    if (matches.length === 0) {
      const host = nameOfInstance(readings[0]?.baseUrl ?? '');
      throw new JobdeckError('no-account', `There is no account for ${host}.`, 'Add one for that GitLab first.', {
        suggestedUrl: withoutQuery(url),
      });
    }
    let found: { readonly value: T } | null = null;
    let failure: unknown = null;
    for (const { account, path } of matches) {
      try {
        const value = await readAt(account, path);
        if (found === null || isBest(value)) found = { value };
        if (isBest(value)) break;
      } catch (error) {
        if (toFailure(error).kind === 'cancelled') throw error;
        failure ??= error;
      }
    }
    if (found === null) throw failure;
    return found.value;
  }

  function started(job: Job): Job {
    deps.remember(job);
    if (!isUpcoming(job.status)) return job;
    const { accountId, projectId, projectPath, pipelineId } = job;
    throw new JobdeckError('not-started', `${job.name} is still to start.`, 'Wait for it, or open it once it runs.', {
      waitFor: { pipeline: { accountId, projectId, projectPath, pipelineId }, jobKey: job.key },
    });
  }

  async function readJobAt(account: Account, path: string, jobId: number, signal?: AbortSignal): Promise<Job> {
    const client = deps.clientFor(account.id);
    const options = signal === undefined ? {} : { signal };
    const project = `/projects/${encodeURIComponent(path)}`;
    const { body: rest } = await client.api(`${project}/jobs/${jobId}`, restJob, options);
    const projectId = rest.pipeline.project_id ?? (await client.api(project, restProject, options)).body.id;
    const name = { id: projectId, path: projectPathIn(rest.web_url, account.instance.url) ?? path };
    return jobOf(account, name, rest, NOT_ASKED);
  }

  async function readPipelineAt(account: Account, path: string, pipelineId: number): Promise<PipelineRef> {
    const client = deps.clientFor(account.id);
    const rest = await readPipeline(client, path, pipelineId);
    const project = `/projects/${encodeURIComponent(path)}`;
    const projectId = rest.project_id ?? (await client.api(project, restProject)).body.id;
    const projectPath = projectPathIn(rest.web_url, account.instance.url) ?? path;
    return { accountId: account.id, projectId, projectPath, pipelineId };
  }
}

/** What the account form may start from: it finds the instance in any of its addresses. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url.trim());
  return `${origin}${pathname}`;
}

function sameBase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
