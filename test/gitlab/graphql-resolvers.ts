import { GraphQLError } from 'graphql';
import {
  type JobRecord,
  type PipelineRecord,
  type ProjectRecord,
  pipelineStatus,
  type Store,
  type UserRecord,
} from './store.ts';

/** What resolvers share during one operation. */
export interface Operation {
  readonly store: Store;
  readonly base: string;
  readonly user: UserRecord | null;
  readonly score: number;
  /** Projects whose `jobs` were asked for: one is allowed (a field call limit in project_type.rb). */
  projectJobs: number;
}

type Args = Readonly<Record<string, unknown>>;

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const pathOf = (url: string) => new URL(url).pathname.replace(/\/$/, '');

function connection<T extends { readonly id: number }, R>(
  operation: Operation,
  all: readonly T[],
  args: Args,
  show: (item: T) => R,
) {
  const largest = operation.store.limits.pageSize;
  const first = Math.min(largest, typeof args.first === 'number' ? args.first : largest);
  const cursor = (item: T) => Buffer.from(JSON.stringify({ id: String(item.id) })).toString('base64url');
  let from = 0;
  if (typeof args.after === 'string' && args.after !== '') {
    from = all.findIndex((item) => cursor(item) === args.after) + 1;
  }
  const shown = all.slice(from, from + first);
  const [start, end] = [shown[0], shown[shown.length - 1]];
  return {
    count: all.length,
    nodes: () => shown.map(show),
    pageInfo: {
      hasNextPage: all.length > from + first,
      hasPreviousPage: from > 0,
      startCursor: start ? cursor(start) : null,
      endCursor: end ? cursor(end) : null,
    },
  };
}

const wanted = (args: Args, status: string) => {
  const { statuses } = args;
  return !Array.isArray(statuses) || statuses.includes(status.toUpperCase());
};

function userValue(operation: Operation, user: UserRecord) {
  return {
    id: `gid://gitlab/User/${user.id}`,
    username: user.username,
    name: user.name,
    webUrl: `${operation.base}/${user.username}`,
    webPath: `${pathOf(operation.base)}/${user.username}`,
    avatarUrl: null,
    state: 'active',
  };
}

function jobValue(operation: Operation, job: JobRecord): Record<string, unknown> {
  const { store, user } = operation;
  const may = store.canUpdate(job.pipeline.project, user);
  const over = ['success', 'failed', 'canceled'].includes(job.status);
  return {
    id: `gid://gitlab/Ci::Build/${job.id}`,
    name: job.options.name,
    status: job.status.toUpperCase(),
    stage: {
      id: `gid://gitlab/Ci::Stage/${job.pipeline.id}${(job.options.stage ?? 'test').length}`,
      name: job.options.stage ?? 'test',
    },
    refName: job.pipeline.ref,
    webPath: `${pathOf(operation.base)}/${job.pipeline.project.path}/-/jobs/${job.id}`,
    tags: job.options.tags ?? [],
    createdAt: iso(job.createdAt),
    startedAt: iso(job.startedAt),
    finishedAt: iso(job.finishedAt),
    duration: job.startedAt ? Math.floor(((job.finishedAt ?? job.now()) - job.startedAt) / 1000) : null,
    kind: 'BUILD',
    retried: job.retried,
    cancelable: ['running', 'pending', 'created'].includes(job.status),
    retryable: over && !job.retried,
    playable: job.status === 'manual',
    canPlayJob: job.status === 'manual' && may,
    allowFailure: false,
    failureMessage: null,
    runner: job.startedAt
      ? {
          id: `gid://gitlab/Ci::Runner/${job.runner.id}`,
          description: job.runner.description,
          shortSha: 'a1b2c3d4',
          runnerType: job.runner.type.toUpperCase(),
        }
      : null,
    userPermissions: { readBuild: true, updateBuild: may, cancelBuild: may },
    pipeline: () => pipelineValue(operation, job.pipeline),
  };
}

function pipelineValue(operation: Operation, pipeline: PipelineRecord): Record<string, unknown> {
  return {
    id: `gid://gitlab/Ci::Pipeline/${pipeline.id}`,
    iid: String(pipeline.iid),
    ref: pipeline.ref,
    path: `${pathOf(operation.base)}/${pipeline.project.path}/-/pipelines/${pipeline.id}`,
    status: pipelineStatus(pipeline).toUpperCase(),
    sha: pipeline.sha,
    source: pipeline.source,
    child: pipeline.parent !== null,
    createdAt: iso(pipeline.createdAt),
    updatedAt: iso(pipeline.updatedAt),
    user: userValue(operation, pipeline.user),
    jobs: (args: Args) => {
      const jobs = pipeline.jobs.filter((job) => (args.retried ?? false) === job.retried && wanted(args, job.status));
      return connection(operation, newest(jobs), args, (job) => jobValue(operation, job));
    },
  };
}

const newest = <T extends { readonly id: number }>(items: readonly T[]) => [...items].sort((a, b) => b.id - a.id);

function projectValue(operation: Operation, project: ProjectRecord): Record<string, unknown> {
  return {
    id: `gid://gitlab/Project/${project.id}`,
    fullPath: project.path,
    name: project.path.split('/').at(-1),
    nameWithNamespace: project.path.split('/').join(' / '),
    path: project.path.split('/').at(-1),
    webUrl: `${operation.base}/${project.path}`,
    archived: project.archived,
    lastActivityAt: iso(project.lastActivityAt),
    visibility: project.visibility,
    pipelines: (args: Args) => {
      const shown = project.pipelines.filter(
        (one) =>
          (typeof args.source === 'string' ? one.source === args.source : one.parent === null) &&
          (typeof args.status !== 'string' || pipelineStatus(one).toUpperCase() === args.status) &&
          (args.scope !== 'RUNNING' || pipelineStatus(one) === 'running') &&
          (typeof args.ref !== 'string' || one.ref === args.ref) &&
          (typeof args.sha !== 'string' || one.sha === args.sha) &&
          (typeof args.username !== 'string' || one.user.username === args.username) &&
          (typeof args.updatedAfter !== 'string' || one.updatedAt > Date.parse(args.updatedAfter)) &&
          (typeof args.updatedBefore !== 'string' || one.updatedAt < Date.parse(args.updatedBefore)),
      );
      return connection(operation, newest(shown), args, (one) => pipelineValue(operation, one));
    },
    jobs: (args: Args) => {
      operation.projectJobs += 1;
      if (operation.projectJobs > 1) {
        throw new GraphQLError('"jobs" field can be requested only for 1 Project(s) at a time.');
      }
      const jobs = operation.store.jobs.filter((job) => job.pipeline.project === project && wanted(args, job.status));
      return connection(operation, newest(jobs), args, (job) => jobValue(operation, job));
    },
  };
}

/** What a subscription tells, once for each change. */
export function subscriptionRootOf(operation: Operation, job: JobRecord): Record<string, unknown> {
  return { ciJobStatusUpdated: () => jobValue(operation, job) };
}

export function rootOf(operation: Operation): Record<string, unknown> {
  const { store, user } = operation;
  return {
    currentUser: user ? userValue(operation, user) : null,
    metadata: user
      ? { version: store.version, revision: '3f1c2a9d5b7', enterprise: store.version.endsWith('-ee') }
      : null,
    queryComplexity: { score: operation.score, limit: store.limits.complexity },
    project: ({ fullPath }: Args) => {
      const project = store.projectAt(String(fullPath));
      return project && store.canSee(project, user) ? projectValue(operation, project) : null;
    },
    projects: (args: Args) => {
      const ids = Array.isArray(args.ids) ? args.ids.map((id) => String(id)) : null;
      const search = typeof args.search === 'string' ? args.search.toLowerCase() : null;
      const shown = store.projects.filter(
        (one) =>
          store.canSee(one, user) &&
          (args.membership !== true || store.level(one, user) > 0) &&
          (!ids || ids.includes(`gid://gitlab/Project/${one.id}`)) &&
          (!search || one.path.toLowerCase().includes(search)),
      );
      const sorted = newest(shown);
      if (args.sort === 'latest_activity_desc')
        sorted.sort((a, b) => b.lastActivityAt - a.lastActivityAt || b.id - a.id);
      return connection(operation, sorted, args, (one) => projectValue(operation, one));
    },
    // Empty for anyone but administrators, of whom there are none here.
    jobs: (args: Args) => connection(operation, [], args, (job: JobRecord) => jobValue(operation, job)),
  };
}
