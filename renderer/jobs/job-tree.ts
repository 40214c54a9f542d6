import type {
  AccountFeed,
  AccountId,
  Failure,
  Job,
  JobKey,
  ListedAccount,
  Settings,
  TerminalSession,
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
      readonly session: TerminalSession | null;
      readonly stale: boolean;
    };

export interface TreeInput {
  readonly accounts: readonly ListedAccount[];
  readonly feeds: readonly AccountFeed[];
  readonly sessions: readonly TerminalSession[];
  readonly scope: Settings['jobScope'];
  readonly filter: string;
  readonly folded: ReadonlySet<string>;
}

/** Groups jobs by account and pipeline. A filter unfolds everything, so that no match hides. */
export function buildTree(input: TreeInput): readonly TreeRow[] {
  const sessions = new Map<JobKey, TerminalSession>();
  for (const session of input.sessions) if (session.job) sessions.set(session.job.key, session);
  const feeds = new Map<AccountId, AccountFeed>(input.feeds.map((feed) => [feed.accountId, feed]));
  const matches = createMatcher(input.filter);
  const filtering = input.filter.trim() !== '';

  return input.accounts.flatMap((account): TreeRow[] => {
    const feed = feeds.get(account.id) ?? null;
    const inScope = (feed?.jobs ?? []).filter((job) => input.scope === 'all' || job.mine || sessions.has(job.key));
    const jobs = inScope.filter(matches);
    const folded = !filtering && input.folded.has(account.id);
    const head: TreeRow = { kind: 'account', key: account.id, account, feed, folded, jobCount: inScope.length };
    if (folded) return [head];
    if (filtering && jobs.length === 0) return [];
    const failure: TreeRow[] = feed?.failure
      ? [{ kind: 'failure', key: `${account.id}/failure`, account, failure: feed.failure }]
      : [];
    return [head, ...failure, ...belowAccount(account, feed, jobs, sessions)];
  });
}

function belowAccount(
  account: ListedAccount,
  feed: AccountFeed | null,
  jobs: readonly Job[],
  sessions: ReadonlyMap<JobKey, TerminalSession>,
): TreeRow[] {
  if (jobs.length === 0) {
    if (feed?.failure) return [];
    if (!feed || feed.fetchedAt === null) return [{ kind: 'loading', key: `${account.id}/loading` }];
    return [{ kind: 'none', key: `${account.id}/none`, why: 'no-jobs' }];
  }
  const unconfirmed = new Set(feed?.unconfirmed);
  const isStale = (job: Job) => feed?.failure != null || unconfirmed.has(job.key);
  const pipelines = new Map<string, Job[]>();
  for (const job of jobs) {
    const key = `${account.id}/${job.projectId}/${job.pipelineId}`;
    const sameAsBefore = pipelines.get(key);
    if (sameAsBefore) sameAsBefore.push(job);
    else pipelines.set(key, [job]);
  }
  return [...pipelines].flatMap(([key, group]): TreeRow[] => {
    const [first] = group;
    if (!first) return [];
    const pipeline = `#${first.pipelineId}`;
    return [
      { kind: 'pipeline', key, projectPath: first.projectPath, pipeline, ref: first.ref, stale: isStale(first) },
      ...group.map(
        (job): TreeRow => ({
          kind: 'job',
          key: job.key,
          job,
          session: sessions.get(job.key) ?? null,
          stale: isStale(job),
        }),
      ),
    ];
  });
}

/** Every word must be somewhere in the job's name, stage, project, ref or runner. */
export function createMatcher(filter: string): (job: Job) => boolean {
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
export function isStop(row: TreeRow): row is Extract<TreeRow, { kind: 'account' | 'job' | 'failure' }> {
  return row.kind === 'account' || row.kind === 'job' || row.kind === 'failure';
}
