import type { Account, Job, PipelineRef } from '../../contract.ts';
import { nextPageQuery } from '../gitlab/pages.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { jobOf, NOT_ASKED, projectPathIn } from './job.ts';
import { readJob } from './look.ts';
import { type RestJob, restJob, restPipeline } from './schemas.ts';

/** A pipeline's jobs at the moment of asking, without those that were retried since. */
export interface SeenPipeline {
  /** In the order of GitLab's ids. */
  readonly jobs: readonly Job[];
  /** Nothing more will happen in it by itself. */
  readonly isOver: boolean;
  /** Requests that it took. */
  readonly pages: number;
  /** Of a single page; given back, an unchanged answer is not sent again. */
  readonly etag: string | null;
}

const PER_PAGE = 100;
const OVER = new Set(['success', 'failed', 'canceled', 'skipped']);

/** `unchanged` where the answer is the one that `etag` was given for. Rejects as `GitlabClient` does. */
export async function readPipelineJobs(
  client: GitlabClient,
  account: Account,
  pipeline: PipelineRef,
  options: { readonly signal?: AbortSignal; readonly etag?: string | null } = {},
): Promise<SeenPipeline | 'unchanged'> {
  const path = `/projects/${pipeline.projectId}/pipelines/${pipeline.pipelineId}/jobs`;
  const query = { per_page: PER_PAGE };
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const etag = typeof options.etag === 'string' ? { etag: options.etag } : {};
  const first = await client.api(path, restJob.array(), { query, ...signal, ...etag });
  if (first.status === 304) return 'unchanged';
  const next = nextPageQuery(first.headers, query);
  const rest = next === null ? [] : await client.apiPages(path, restJob, { query: next, ...signal });
  const all = [...first.body, ...rest].sort((a, b) => a.id - b.id);
  return {
    jobs: all.map((one) => jobIn(account, pipeline, one)),
    isOver: isOver(all.at(-1)?.pipeline.status) || (all.length === 0 && (await isEmptyOver(client, pipeline))),
    pages: 1 + Math.ceil(rest.length / PER_PAGE),
    etag: next === null ? (first.headers.etag ?? null) : null,
  };
}

/** One job of it by its id, with what that says of the pipeline. */
export async function readPipelineJob(
  client: GitlabClient,
  account: Account,
  pipeline: PipelineRef,
  jobId: number,
  signal?: AbortSignal,
): Promise<{ readonly job: Job; readonly isOver: boolean }> {
  const rest = await readJob(client, { projectId: pipeline.projectId, id: jobId }, signal);
  return { job: jobIn(account, pipeline, rest), isOver: isOver(rest.pipeline.status) };
}

/** A pipeline's ref, page and place. */
export async function readPipeline(client: GitlabClient, project: number | string, pipelineId: number) {
  const path = `/projects/${encodeURIComponent(project)}/pipelines/${pipelineId}`;
  return (await client.api(path, restPipeline)).body;
}

async function isEmptyOver(client: GitlabClient, { projectId, pipelineId }: PipelineRef): Promise<boolean> {
  return isOver((await readPipeline(client, projectId, pipelineId)).status);
}

function jobIn(account: Account, pipeline: PipelineRef, rest: RestJob): Job {
  // a project may have been renamed since
  const path = projectPathIn(rest.web_url, account.instance.url) ?? pipeline.projectPath;
  return jobOf(account, { id: pipeline.projectId, path }, rest, NOT_ASKED);
}

function isOver(status: string | null | undefined): boolean {
  return OVER.has(status ?? '');
}
