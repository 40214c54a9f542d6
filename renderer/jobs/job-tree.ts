import type {
  AccountFeed,
  AccountId,
  Armed,
  Failure,
  Job,
  JobKey,
  ListedAccount,
  SessionFacts,
  Settings,
} from '../../electron/contract.ts';
import { refLabel } from '../ui/git-ref.ts';

/** What the job list shows, from top to bottom. `key` is stable over updates. */
export type TreeRow =
  | {
      readonly kind: 'account';
      readonly key: string;
      readonly account: ListedAccount;
      readonly feed: AccountFeed | null;
      readonly folded: boolean;
      readonly jobCount: number;
    }
  | { readonly kind: 'failure'; readonly key: string; readonly account: ListedAccount; readonly failure: Failure }
  | { readonly kind: 'loading'; readonly key: string }
  | { readonly kind: 'none'; readonly key: string; readonly why: 'no-jobs' | 'no-match' }
  | {
      readonly kind: 'pipeline';
      readonly key: string;
      readonly projectPath: string;
      readonly pipeline: string;
      readonly ref: string;
      readonly stale: boolean;
    }
  | {
      readonly kind: 'job';
      readonly key: JobKey;
      readonly job: Job;
      readonly session: SessionFacts | null;
      readonly stale: boolean;
    }
  /** A job that is waited for. */
  | { readonly kind: 'armed'; readonly key: string; readonly armed: Armed };

export interface TreeInput {
  readonly accounts: readonly ListedAccount[];
  readonly feeds: readonly AccountFeed[];
  readonly sessions: readonly SessionFacts[];
  readonly armed: readonly Armed[];
  readonly scope: Settings['jobScope'];
  readonly filter: string;
  readonly folded: ReadonlySet<string>;
}

/** Groups jobs by account and pipeline. A filter unfolds everything, so that no match hides. */
export function buildTree(input: TreeInput): readonly TreeRow[] {
  const sessions = new Map<JobKey, SessionFacts>();
  for (const session of input.sessions) if (session.job) sessions.set(session.job.key, session);
  const feeds = new Map<AccountId, AccountFeed>(input.feeds.map((feed) => [feed.accountId, feed]));
  const matches = createMatcher(input.filter);
  const filtering = input.filter.trim() !== '';

  return input.accounts.flatMap((account): TreeRow[] => {
    const feed = feeds.get(account.id) ?? null;
    const inScope = (feed?.jobs ?? []).filter((job) => input.scope === 'all' || job.mine || sessions.has(job.key));
    const jobs = inScope.filter(matches);
    const listed = new Set(inScope.map(({ key }) => key));
    const armed = input.armed.filter(
      (one) => one.pipeline.accountId === account.id && !isListed(one, listed) && matches(nameOf(one)),
    );
    const folded = !filtering && input.folded.has(account.id);
    const head: TreeRow = { kind: 'account', key: account.id, account, feed, folded, jobCount: inScope.length };
    if (folded) return [head];
    if (filtering && jobs.length + armed.length === 0) return [];
    const failure: TreeRow[] = feed?.failure
      ? [{ kind: 'failure', key: `${account.id}/failure`, account, failure: feed.failure }]
      : [];
    return [head, ...failure, ...belowAccount(account, feed, jobs, armed, sessions)];
  });
}

function belowAccount(
  account: ListedAccount,
  feed: AccountFeed | null,
  jobs: readonly Job[],
  armed: readonly Armed[],
  sessions: ReadonlyMap<JobKey, SessionFacts>,
): TreeRow[] {
  const nothing: TreeRow[] =
    jobs.length > 0 || feed?.failure
      ? []
      : !feed || feed.fetchedAt === null
        ? [{ kind: 'loading', key: `${account.id}/loading` }]
        : armed.length > 0
          ? []
          : [{ kind: 'none', key: `${account.id}/none`, why: 'no-jobs' }];
  const unconfirmed = new Set(feed?.unconfirmed);
  const isStale = (job: Job) => feed?.failure != null || unconfirmed.has(job.key);
  const pipelines = new Map<string, { readonly head: TreeRow; readonly below: TreeRow[] }>();
  const groupOf = (place: Pick<Job, 'projectId' | 'projectPath' | 'pipelineId' | 'ref'>, stale: boolean): TreeRow[] => {
    const key = `${account.id}/${place.projectId}/${place.pipelineId}`;
    const known = pipelines.get(key);
    if (known) return known.below;
    const { projectPath, ref } = place;
    const head: TreeRow = { kind: 'pipeline', key, projectPath, pipeline: `#${place.pipelineId}`, ref, stale };
    const group = { head, below: [] };
    pipelines.set(key, group);
    return group.below;
  };
  for (const job of jobs) {
    const stale = isStale(job);
    groupOf(job, stale).push({ kind: 'job', key: job.key, job, session: sessions.get(job.key) ?? null, stale });
  }
  for (const one of armed) {
    const place = { ...one.pipeline, ref: one.job?.ref ?? '' };
    groupOf(place, false).push({ kind: 'armed', key: `armed ${one.id}`, armed: one });
  }
  return [...nothing, ...[...pipelines.values()].flatMap(({ head, below }) => [head, ...below])];
}

/** It runs already, and has its own row. */
function isListed({ job, state }: Armed, listed: ReadonlySet<JobKey>): boolean {
  return state.status === 'opening' && job !== null && listed.has(job.key);
}

/** What the filter looks at, also while there is no job by that name yet. */
function nameOf({ job, name, pipeline }: Armed): MatchedJob {
  return job ?? { name, stage: '', projectPath: pipeline.projectPath, ref: '', runner: null, tags: [] };
}

type MatchedJob = Pick<Job, 'name' | 'stage' | 'projectPath' | 'ref' | 'runner' | 'tags'>;

/** Every word must be somewhere in the job's name, stage, project, ref or runner. */
export function createMatcher(filter: string): (job: MatchedJob) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (job) => {
    const text = [
      job.name,
      job.stage,
      job.projectPath,
      job.ref,
      refLabel(job.ref),
      job.runner?.description ?? '',
      ...job.tags,
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/** Rows the arrow keys stop at. */
export function isStop(row: TreeRow): row is Extract<TreeRow, { kind: 'account' | 'job' | 'armed' | 'failure' }> {
  return row.kind === 'account' || row.kind === 'job' || row.kind === 'armed' || row.kind === 'failure';
}
