import { JobdeckError, toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { ProjectName } from './job.ts';
import { type SweepAnswer, sweepAnswer } from './schemas.ts';

/** A project as the sweep saw it. `running` changes whenever a job of it starts or ends; empty = none runs. */
export interface SeenProject extends ProjectName {
  readonly running: string;
}

const FIRST_PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 100;
const SMALLEST_PAGE_SIZE = 10;
const MAX_PAGES = 200;
/** Above this share of the server's limit the next page is smaller, since the cost grows with the page. */
const NEAR_LIMIT_SHARE = 0.8;
const FAR_FROM_LIMIT_SHARE = 0.4;

/**
 * `jobs` of a project may be asked for one project per operation, `jobs` of a pipeline has no such limit
 * (GitLab's project_type.rb); child pipelines are only listed when their source is asked for.
 * Ids are all that is read here: who started a job only REST tells.
 */
const PIPELINES = `
  parents: pipelines(status: RUNNING, first: 20) { nodes { ...Running } }
  children: pipelines(status: RUNNING, source: "parent_pipeline", first: 20) { nodes { ...Running } }`;
const RUNNING = 'fragment Running on Pipeline { jobs(statuses: [RUNNING], first: 20) { nodes { id } } }';
const SWEEP = `query($first: Int!, $after: String) {
  queryComplexity { score limit }
  projects(membership: true, first: $first, after: $after, sort: "latest_activity_desc") {
    pageInfo { hasNextPage endCursor } nodes { id fullPath ${PIPELINES} } } }
${RUNNING}`;
const CHOSEN = `query($first: Int!, $ids: [ID!]) {
  queryComplexity { score limit }
  projects(ids: $ids, first: $first) { pageInfo { hasNextPage endCursor } nodes { id fullPath ${PIPELINES} } } }
${RUNNING}`;

export interface GraphqlProjects {
  /** All projects of the account, latest activity first, page by page. */
  sweep(client: GitlabClient, onPage: (projects: readonly SeenProject[]) => void, signal: AbortSignal): Promise<void>;
  /** These projects; those that are gone are missing in the answer. */
  read(client: GitlabClient, projectIds: readonly number[], signal: AbortSignal): Promise<readonly SeenProject[]>;
}

/** Remembers, for one account, how large a page its server bears. */
export function createGraphqlProjects(): GraphqlProjects {
  let pageSize = FIRST_PAGE_SIZE;

  /** Asks again with a smaller page where the server finds the query too dear. */
  async function ask(run: (first: number) => Promise<SweepAnswer>): Promise<SweepAnswer> {
    for (;;) {
      try {
        const answer = await run(pageSize);
        adapt(answer);
        return answer;
      } catch (error) {
        if (!isTooDear(error) || pageSize <= SMALLEST_PAGE_SIZE) throw error;
        pageSize = Math.max(SMALLEST_PAGE_SIZE, Math.floor(pageSize / 2));
      }
    }
  }

  function adapt({ queryComplexity }: SweepAnswer): void {
    if (!queryComplexity || queryComplexity.limit <= 0) return;
    const share = queryComplexity.score / queryComplexity.limit;
    if (share > NEAR_LIMIT_SHARE) pageSize = Math.max(SMALLEST_PAGE_SIZE, Math.floor(pageSize / 2));
    else if (share < FAR_FROM_LIMIT_SHARE) pageSize = Math.min(LARGEST_PAGE_SIZE, pageSize * 2);
  }

  return {
    async sweep(client, onPage, signal) {
      let after: string | null = null;
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const answer = await ask((first) => client.graphql(SWEEP, { first, after }, sweepAnswer, { signal }));
        onPage(seenIn(answer));
        const { hasNextPage, endCursor } = answer.projects.pageInfo;
        // a cursor that stands still would ask for the same page for ever
        if (!hasNextPage || endCursor === null || endCursor === after) return;
        after = endCursor;
      }
    },

    async read(client, projectIds, signal) {
      const seen: SeenProject[] = [];
      let from = 0;
      while (from < projectIds.length) {
        let taken = 0;
        const answer = await ask((first) => {
          const ids = projectIds.slice(from, from + first).map((id) => `gid://gitlab/Project/${id}`);
          taken = ids.length;
          return client.graphql(CHOSEN, { first, ids }, sweepAnswer, { signal });
        });
        seen.push(...seenIn(answer));
        from += taken;
      }
      return seen;
    },
  };
}

function seenIn(answer: SweepAnswer): readonly SeenProject[] {
  return answer.projects.nodes.flatMap((node) => {
    const id = Number(/\/(\d+)$/.exec(node?.id ?? '')?.[1] ?? Number.NaN);
    if (!node || !Number.isSafeInteger(id)) return [];
    const pipelines = [...(node.parents?.nodes ?? []), ...(node.children?.nodes ?? [])];
    const jobIds = new Set(pipelines.flatMap((pipeline) => pipeline.jobs?.nodes.map((job) => job.id) ?? []));
    return [{ id, path: node.fullPath, running: [...jobIds].sort().join(' ') }];
  });
}

function isTooDear(error: unknown): boolean {
  const { kind, message } = toFailure(error);
  return kind === 'server-error' && /complex|timed? ?out|\(50[234]\)/i.test(message);
}

/** True when the server does not take our query, and REST should be asked instead; false for what REST would meet too. */
export function isRefusedQuery(error: unknown): boolean {
  if (!(error instanceof JobdeckError)) return false;
  const { kind } = error.failure;
  return kind === 'server-error' || kind === 'not-found' || kind === 'forbidden' || kind === 'not-a-gitlab';
}
