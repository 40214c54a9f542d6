import type { Account, Job } from '../../../electron/contract.ts';
import { jobOf, NOT_ASKED } from '../../../electron/core/jobs/job.ts';
import { restJob } from '../../../electron/core/jobs/schemas.ts';
import { createFakeClient, type FakeClient, failing } from '../../fakes/fake-client.ts';
import { sampleWebSession } from '../../fakes/samples.ts';

export const ME = { id: 7, username: 'ada', name: 'Ada' };
export const OTHER = { id: 8, username: 'bob', name: 'Bob' };

export function accountNamed(id: string, changes: Partial<Account> = {}): Account {
  return {
    id,
    label: id,
    colour: 0,
    instance: { url: 'https://git.example.org', name: 'git.example.org', version: '18.4.0', ca: null },
    user: ME,
    tokenState: { status: 'ok', scopes: ['api'], expiresAt: null, expiryTold: true },
    tokenRenewal: { status: 'possible' },
    renewTokenDays: null,
    warningMinutes: null,
    keepTranscripts: true,
    sessionState: sampleWebSession(0),
    reach: { status: 'unknown' },
    ...changes,
  };
}

export interface WorldJob {
  readonly id: number;
  readonly projectId: number;
  readonly user?: typeof ME;
  readonly status?: string;
  readonly pipelineId?: number;
  /** Hidden from GraphQL, as a job in a pipeline that is being cancelled. */
  readonly unswept?: boolean;
  readonly terminal?: boolean;
  readonly runnerType?: string;
  readonly name?: string;
  readonly stage?: string;
  readonly failureReason?: string;
}

export interface World {
  readonly client: FakeClient;
  readonly projects: Map<number, string>;
  jobs: WorldJob[];
  graphql: 'ok' | 'refused';
  online: boolean;
  signedIn: boolean;
  complexityLimit: number;
  /** `first` of each GraphQL query. */
  readonly pageSizes: number[];
}

export function restOf(world: Pick<World, 'projects'>, job: WorldJob) {
  return {
    id: job.id,
    name: job.name ?? `job-${job.id}`,
    stage: job.stage ?? 'test',
    status: job.status ?? 'running',
    ref: 'main',
    started_at: '2026-11-23T11:00:00.000Z',
    finished_at: null,
    web_url: `https://git.example.org/${world.projects.get(job.projectId)}/-/jobs/${job.id}`,
    user: job.user ?? ME,
    pipeline: { id: job.pipelineId ?? 900, iid: 3, project_id: job.projectId },
    runner: { description: 'box', runner_type: job.runnerType ?? 'project_type' },
    tag_list: ['linux'],
    ...(job.failureReason === undefined ? {} : { failure_reason: job.failureReason }),
  };
}

export function jobNamed(world: World, job: WorldJob, account = accountNamed('a')): Job {
  const project = { id: job.projectId, path: world.projects.get(job.projectId) ?? '' };
  return jobOf(account, project, restJob.parse(restOf(world, job)), NOT_ASKED);
}

/** A small GitLab behind a fake client. */
export function createWorld(projectIds: readonly number[] = [1, 2, 3]): World {
  const client = createFakeClient();
  const world: World = {
    client,
    projects: new Map(projectIds.map((id) => [id, `group/project-${id}`])),
    jobs: [],
    graphql: 'ok',
    online: true,
    signedIn: true,
    complexityLimit: 250,
    pageSizes: [],
  };
  const running = (projectId: number) =>
    world.jobs.filter((job) => job.projectId === projectId && (job.status ?? 'running') === 'running');

  client.onApi(({ path, query }) => {
    if (!world.online) failing('offline');
    if (path === '/projects') {
      const from = (Number(query.page) - 1) * Number(query.per_page);
      const all = [...world.projects].map(([id, name]) => ({ id, path_with_namespace: name }));
      return { body: all.slice(from, from + Number(query.per_page)) };
    }
    const one = /^\/projects\/([^/]+)\/jobs(?:\/(\d+))?$/.exec(path);
    const projectId = [...world.projects].find(
      ([id, name]) => String(id) === one?.[1] || encodeURIComponent(name) === one?.[1],
    )?.[0];
    if (one === null || projectId === undefined) return null;
    if (one[2] === undefined) return { body: running(projectId).map((job) => restOf(world, job)) };
    const found = world.jobs.find((job) => job.id === Number(one[2]));
    return found === undefined ? null : { body: restOf(world, found) };
  });

  client.onGraphql((_query, { first, after, ids }) => {
    if (!world.online) failing('offline');
    if (world.graphql === 'refused') failing('server-error', 'refused the query: no such argument');
    world.pageSizes.push(Number(first));
    const score = Number(first) / 2;
    if (score > world.complexityLimit) failing('server-error', 'refused the query: Query has complexity of 99');
    const all = [...world.projects].filter(([id]) => !Array.isArray(ids) || ids.includes(`gid://gitlab/Project/${id}`));
    const from = Number(after ?? 0);
    const page = all.slice(from, from + Number(first));
    return {
      queryComplexity: { score, limit: world.complexityLimit },
      projects: {
        pageInfo: { hasNextPage: from + page.length < all.length, endCursor: String(from + page.length) },
        nodes: page.map(([id, fullPath]) => {
          const jobs = running(id).filter((job) => job.unswept !== true);
          return {
            id: `gid://gitlab/Project/${id}`,
            fullPath,
            parents: { nodes: [{ jobs: { nodes: jobs.map((job) => ({ id: `gid://gitlab/Ci::Build/${job.id}` })) } }] },
            children: { nodes: [] },
          };
        }),
      },
    };
  });

  client.onWeb(({ path }) => {
    if (!world.online) failing('offline');
    if (path === '/api/v4/user') return world.signedIn ? { body: JSON.stringify({ id: ME.id }) } : { status: 401 };
    const id = Number(/\/-\/jobs\/(\d+)\.json$/.exec(path)?.[1]);
    const job = world.jobs.find((one) => one.id === id);
    if (!world.signedIn) return { status: 302, headers: { location: 'https://git.example.org/users/sign_in' } };
    if (job === undefined) return { status: 404 };
    const terminal = `/${world.projects.get(job.projectId)}/-/jobs/${id}/terminal`;
    return {
      body: JSON.stringify({
        id,
        status: { icon: `status_${job.status ?? 'running'}` },
        ...(job.terminal === false ? {} : { terminal_path: terminal }),
      }),
    };
  });
  return world;
}
