import { z } from 'zod';
import type { JobStatus } from '../../contract.ts';

/** What GitLab answers, as far as Jobdeck relies on it. Unknown members pass, members that some versions lack may be absent. */

const STATUSES = [
  'created',
  'waiting_for_resource',
  'preparing',
  'waiting_for_callback',
  'pending',
  'running',
  'success',
  'failed',
  'canceled',
  'canceling',
  'skipped',
  'manual',
  'scheduled',
] as const satisfies readonly JobStatus[];

export const jobStatus = z.enum(STATUSES);

export const restJob = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  stage: z.string().nullish(),
  status: jobStatus,
  ref: z.string().nullish(),
  started_at: z.string().nullish(),
  finished_at: z.string().nullish(),
  web_url: z.string(),
  failure_reason: z.string().nullish(),
  user: z.object({ id: z.number(), username: z.string() }).nullish(),
  pipeline: z.object({
    id: z.number(),
    iid: z.number().nullish(),
    project_id: z.number().nullish(),
    status: z.string().nullish(),
  }),
  runner: z
    .object({
      description: z.string().nullish(),
      name: z.string().nullish(),
      runner_type: z.string().nullish(),
      is_shared: z.boolean().nullish(),
    })
    .nullish(),
  tag_list: z.array(z.string()).nullish(),
});
export type RestJob = z.infer<typeof restJob>;

/** `GET /projects/:id/pipelines/:pid` */
export const restPipeline = z.object({
  id: z.number().int().positive(),
  project_id: z.number().int().positive().nullish(),
  status: z.string().nullish(),
  ref: z.string().nullish(),
  web_url: z.string(),
});

export const restProject = z.object({ id: z.number().int().positive(), path_with_namespace: z.string() });

/** `GET {root}/{project}/-/jobs/N.json`, by web session. */
export const webJob = z.object({
  id: z.number(),
  /** The icon is the one part of the status that is not translated: `status_running`. */
  status: z.object({ icon: z.string() }).nullish(),
  terminal_path: z.string().nullish(),
  /** Of a delayed job only (app/serializers/ci/job_entity.rb); REST does not tell it. */
  scheduled_at: z.string().nullish().catch(null),
  /** Once a runner has the job: the smallest of the project's, the job's own and the runner's, as `1h 30m`. */
  metadata: z.object({ timeout_human_readable: z.string().nullish() }).nullish().catch(null),
});

/** `build_timeout` in seconds; from 17 on GitLab tells it to maintainers only (lib/api/entities/project.rb). */
export const timeoutOfProject = z.object({ build_timeout: z.number().int().positive().nullish().catch(null) });

export const apiUser = z.object({ id: z.number() });

/** `trace.json`: styled lines; older versions answer `html` instead. */
export const traceJson = z.object({
  state: z.string().nullish(),
  complete: z.boolean().nullish(),
  append: z.boolean().nullish(),
  truncated: z.boolean().nullish(),
  /** Of the first byte that this part begins with. */
  offset: z.number().nullish(),
  lines: z
    .array(
      z.object({
        /** Of its first byte in the raw log. */
        offset: z.number().nullish(),
        section: z.string().nullish(),
        /** With FF_TIMESTAMPS. */
        timestamp: z.string().nullish(),
        content: z.array(z.object({ text: z.string().nullish() })).nullish(),
        section_header: z.boolean().nullish(),
        section_duration: z.string().nullish(),
      }),
    )
    .nullish(),
});
export type TraceJson = z.infer<typeof traceJson>;

const pipelines = z
  .object({ nodes: z.array(z.object({ jobs: z.object({ nodes: z.array(z.object({ id: z.string() })) }).nullable() })) })
  .nullable();

export const sweptProject = z.object({ id: z.string(), fullPath: z.string(), parents: pipelines, children: pipelines });

export const sweepAnswer = z.object({
  queryComplexity: z.object({ score: z.number(), limit: z.number() }).nullish(),
  projects: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(sweptProject.nullable()),
  }),
});
export type SweepAnswer = z.infer<typeof sweepAnswer>;
