import PQueue from 'p-queue';
import type { Account, AccountFeed, Job } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { createGraphqlProjects, isRefusedQuery } from './graphql-projects.ts';
import { jobOf, NOT_ASKED, type ProjectName } from './job.ts';
import { readRunningJobs, sweepRestProjects } from './rest-projects.ts';
import { apiUser } from './schemas.ts';

export interface DiscoveryDeps {
  /** The account as it is now. */
  account(): Account;
  client(): GitlabClient;
  readonly clock: Clock;
  /** `jobs()` has changed; comes while a sweep is still going on. */
  onJobs(): void;
}

/** Finds one account's running jobs. One call at a time. Rejects with the kinds of `GitlabClient`. */
export interface Discovery {
  /** All projects. */
  sweep(signal: AbortSignal): Promise<void>;
  /** The projects where something ran or may start to run. */
  hot(signal: AbortSignal): Promise<void>;
  /** Running jobs, as last confirmed by REST; their terminal offer is not filled in here. */
  jobs(): readonly Job[];
  /** The project's jobs are in `jobs()`, if it has any. */
  hasRead(projectId: number): boolean;
  readonly source: AccountFeed['source'];
}

interface ProjectState extends ProjectName {
  /** What the sweep's query saw when the jobs were last read by REST. */
  readonly running: string;
  readonly readAt: number;
  readonly jobs: readonly Job[];
}

/** Fewer than the client's own width, so that a terminal's request finds room beside a sweep. */
const CONCURRENT_READS = 4;
/** The latest active projects are read again with the hot ones: the next job starts there. */
const RECENT_PROJECTS = 10;
const LARGEST_HOT_SET = 100;
/** REST alone: reads per sweep and per hot round, below GitLab's 600 job listings a minute. */
const REST_READS_PER_SWEEP = 300;
const REST_READS_PER_HOT_ROUND = 40;
/** What the query shows is no proof: a job can run in a pipeline that does not count as running. */
const REST_TRUSTED_MS = 120_000;
/** A refusal may be a passing fault of the server: the query is tried again, and less often the more often it is refused. */
const REST_FIRST_HOLDS_MS = 10 * 60_000;
const REST_HOLDS_AT_MOST_MS = 60 * 60_000;
const NO_ACCESS_HOLDS_MS = 30 * 60_000;

export function createDiscovery(deps: DiscoveryDeps): Discovery {
  const graphql = createGraphqlProjects();
  const projects = new Map<number, ProjectState>();
  const closedUntil = new Map<number, number>();
  let recent: readonly ProjectName[] = [];
  let restOnlyUntil = 0;
  let restHoldsMs = REST_FIRST_HOLDS_MS;
  let source: AccountFeed['source'] = null;

  /** The web session reads the API's lists; the query is a POST, and those it may not send. */
  const hasToken = () => deps.account().tokenState.status !== 'missing';
  const usesRest = () => !hasToken() || deps.clock.now() < restOnlyUntil;
  const isClosed = (id: number) => deps.clock.now() < (closedUntil.get(id) ?? 0);
  const withJobs = () => [...projects.values()].filter((project) => project.jobs.length > 0);

  /** Starts reads as projects come in and waits for the last; the first failure that concerns all ends the others. */
  async function readAll(
    signal: AbortSignal,
    find: (add: (project: ProjectName, running?: string) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const abort = new AbortController();
    const onAbort = () => abort.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) abort.abort();
    const queue = new PQueue({ concurrency: CONCURRENT_READS });
    const added = new Set<number>();
    const failures: unknown[] = [];
    let fatal: unknown = null;
    let successes = 0;

    const add = (project: ProjectName, running = '') => {
      if (added.has(project.id) || isClosed(project.id)) return;
      added.add(project.id);
      void queue.add(async () => {
        if (abort.signal.aborted) return;
        try {
          await readProject(project, running, abort.signal);
          successes += 1;
        } catch (error) {
          failures.push(error);
          // one project's trouble is not the account's
          if (toFailure(error).kind === 'server-error') return;
          fatal ??= error;
          abort.abort();
        }
      });
    };

    try {
      await find(add, abort.signal);
      await queue.onIdle();
      if (fatal === null && successes === 0) fatal = failures[0] ?? null;
    } catch (error) {
      fatal ??= error;
      abort.abort();
      await queue.onIdle();
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    if (signal.aborted) throw new JobdeckError('cancelled', 'Cancelled.');
    if (fatal !== null) throw fatal;
  }

  async function readProject(project: ProjectName, running: string, signal: AbortSignal): Promise<void> {
    try {
      const jobs = await readRunningJobs(deps.client(), project.id, signal);
      const account = deps.account();
      put({
        ...project,
        running,
        readAt: deps.clock.now(),
        jobs: jobs.map((job) => jobOf(account, project, job, NOT_ASKED)),
      });
    } catch (error) {
      const { kind } = toFailure(error);
      if (kind !== 'not-found' && kind !== 'forbidden') throw error;
      // a session that is over sees no private project: it must not look as if they were gone
      if (!hasToken()) await deps.client().api('/user', apiUser, { signal });
      closedUntil.set(project.id, deps.clock.now() + NO_ACCESS_HOLDS_MS);
      put({ ...project, running, readAt: deps.clock.now(), jobs: [] });
    }
  }

  function put(project: ProjectState): void {
    const before = projects.get(project.id)?.jobs ?? [];
    projects.set(project.id, project);
    if (before.length > 0 || project.jobs.length > 0) deps.onJobs();
  }

  /** Whether REST has to be asked about a project that the query has just shown. */
  function isDue(id: number, running: string): boolean {
    const known = projects.get(id);
    if (known === undefined || known.running !== running) return true;
    return known.jobs.some((job) => job.mine) || deps.clock.now() - known.readAt >= REST_TRUSTED_MS;
  }

  async function sweepByGraphql(signal: AbortSignal): Promise<void> {
    await readAll(signal, async (add, stop) => {
      const seen: ProjectName[] = [];
      const sweepEvery = (page: readonly { id: number; path: string; running: string }[]) => {
        for (const project of page) {
          if (project.running !== '' || seen.length < RECENT_PROJECTS) add(project, project.running);
          seen.push({ id: project.id, path: project.path });
        }
      };
      await graphql.sweep(deps.client(), sweepEvery, stop);
      recent = seen.slice(0, RECENT_PROJECTS);
      for (const project of withJobs()) add(project);
      forget(new Set(seen.map((project) => project.id)));
    });
  }

  async function sweepByRest(signal: AbortSignal): Promise<void> {
    await readAll(signal, async (add, stop) => {
      for (const project of withJobs()) add(project);
      const seen: ProjectName[] = [];
      const onPage = (page: readonly ProjectName[]) => {
        if (seen.length < PAGE_READ_AT_ONCE) for (const project of page) add(project);
        seen.push(...page);
      };
      await sweepRestProjects(deps.client(), onPage, stop);
      recent = seen.slice(0, RECENT_PROJECTS);
      // beyond the latest active ones, those that were not read for the longest time
      const readAt = (project: ProjectName) => projects.get(project.id)?.readAt ?? 0;
      const others = seen.slice(PAGE_READ_AT_ONCE).sort((a, b) => readAt(a) - readAt(b));
      for (const project of others.slice(0, REST_READS_PER_SWEEP - PAGE_READ_AT_ONCE)) add(project);
      forget(new Set(seen.map((project) => project.id)));
    });
  }

  /** Projects that the account is no longer a member of, unless something of them still runs. */
  function forget(members: ReadonlySet<number>): void {
    for (const project of [...projects.values()]) {
      if (!members.has(project.id) && project.jobs.length === 0) projects.delete(project.id);
    }
  }

  function hotSet(): readonly ProjectName[] {
    const isMine = (project: ProjectState) => project.jobs.some((job) => job.mine);
    const running = withJobs().sort((a, b) => Number(isMine(b)) - Number(isMine(a)) || a.readAt - b.readAt);
    const ids = new Set(running.map((project) => project.id));
    return [...running, ...recent.filter((project) => !ids.has(project.id))];
  }

  async function hotByGraphql(signal: AbortSignal): Promise<void> {
    const chosen = hotSet().slice(0, LARGEST_HOT_SET);
    if (chosen.length === 0) return;
    await readAll(signal, async (add, stop) => {
      const ids = chosen.map((project) => project.id);
      const seen = await graphql.read(deps.client(), ids, stop);
      for (const project of seen) if (isDue(project.id, project.running)) add(project, project.running);
      const seenIds = new Set(seen.map((project) => project.id));
      for (const project of withJobs()) if (ids.includes(project.id) && !seenIds.has(project.id)) add(project);
    });
  }

  async function hotByRest(signal: AbortSignal): Promise<void> {
    await readAll(signal, async (add) => {
      for (const project of hotSet().slice(0, REST_READS_PER_HOT_ROUND)) add(project);
    });
  }

  /** The query first; where the server refuses it and REST works, REST alone for a while. */
  async function either(byGraphql: () => Promise<void>, byRest: () => Promise<void>): Promise<void> {
    if (!usesRest()) {
      try {
        await byGraphql();
        source = 'graphql';
        restHoldsMs = REST_FIRST_HOLDS_MS;
        return;
      } catch (error) {
        // that there is no token may only have come out of the vault now
        if (hasToken() && !isRefusedQuery(error)) throw error;
      }
    }
    const wasChosen = usesRest();
    await byRest();
    if (!wasChosen) {
      restOnlyUntil = deps.clock.now() + restHoldsMs;
      restHoldsMs = Math.min(REST_HOLDS_AT_MOST_MS, restHoldsMs * 2);
    }
    source = 'rest';
  }

  return {
    sweep: (signal) =>
      either(
        () => sweepByGraphql(signal),
        () => sweepByRest(signal),
      ),
    hot: (signal) =>
      either(
        () => hotByGraphql(signal),
        () => hotByRest(signal),
      ),
    jobs: () => [...projects.values()].flatMap((project) => project.jobs),
    hasRead: (projectId) => projects.has(projectId),
    get source() {
      return source;
    },
  };
}

/** One page of projects, the latest active, is read by every REST sweep. */
const PAGE_READ_AT_ONCE = 100;
