import { z } from 'zod';
import type { Account, AccountFeed, AccountId, Job } from '../../contract.ts';
import { jobKeyOf, NOT_ASKED } from './job.ts';
import { jobStatus } from './schemas.ts';

/*
 * How the last job lists look on disk. No secret is in them, yet names of projects, branches and people are;
 * so no more than a list needs, and no more jobs than a person looks through.
 */

const MOST_JOBS = 500;
const MOST_ACCOUNTS = 50;

const text = z.string().max(1000);
const id = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const time = z.number().int().nonnegative().max(8.64e15);

export const rememberedJob = z.object({
  id,
  name: text,
  stage: text,
  status: jobStatus,
  ref: text,
  projectId: id,
  projectPath: text,
  pipelineId: id,
  pipelineIid: id.nullable(),
  webUrl: z.string().max(4000),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  starter: z.object({ id, username: text }).nullable(),
  runner: z.object({ description: text, type: text }).nullable(),
  tags: z.array(text).max(100),
});

const rememberedList = z.object({
  fetchedAt: time,
  source: z.enum(['graphql', 'rest']).nullable(),
  jobs: z.array(z.unknown()).max(MOST_JOBS),
});

export type RememberedJob = z.infer<typeof rememberedJob>;
interface RememberedList {
  readonly fetchedAt: number;
  readonly source: AccountFeed['source'];
  readonly jobs: readonly RememberedJob[];
}
export type Lists = Readonly<Record<AccountId, RememberedList>>;

/** A list of an earlier run, as jobs of the account that it was kept for. */
export interface RecalledList {
  readonly fetchedAt: number;
  readonly source: AccountFeed['source'];
  readonly jobs: readonly Job[];
}

/** Takes what can be read: a job that cannot be is left out. Throws for what is no such file. */
export function parseLists(raw: unknown): Lists {
  const { lists } = z.object({ version: z.literal(1), lists: z.record(z.string().max(64), z.unknown()) }).parse(raw);
  const entries = Object.entries(lists).slice(0, MOST_ACCOUNTS);
  return Object.fromEntries(
    entries.flatMap(([accountId, list]): [AccountId, RememberedList][] => {
      const parsed = rememberedList.safeParse(list);
      if (!parsed.success) return [];
      const jobs = parsed.data.jobs.flatMap((job) => {
        const good = rememberedJob.safeParse(job);
        return good.success ? [good.data] : [];
      });
      return [[accountId, { ...parsed.data, jobs }]];
    }),
  );
}

/** The lists as the feeds have them now. Where nothing was seen in this run, what an earlier one knew stays. */
export function takeIn(lists: Lists, feeds: readonly AccountFeed[]): Lists {
  return Object.fromEntries(
    feeds.flatMap((feed): [AccountId, RememberedList][] => {
      const isSeen = feed.fetchedAt !== null && feed.unconfirmed.length === 0;
      const list = isSeen ? listOf(feed, feed.fetchedAt) : lists[feed.accountId];
      return list === undefined ? [] : [[feed.accountId, list]];
    }),
  );
}

/** The user's own jobs first, should they not all fit. */
function listOf({ jobs, source }: AccountFeed, fetchedAt: number): RememberedList {
  const kept = jobs.length <= MOST_JOBS ? jobs : [...jobs].sort((a, b) => Number(b.mine) - Number(a.mine));
  return { fetchedAt, source, jobs: kept.slice(0, MOST_JOBS).map(remembered) };
}

export function remembered(job: Job): RememberedJob {
  const { id, name, stage, status, ref, projectId, projectPath, pipelineId, pipelineIid, webUrl } = job;
  const { startedAt, finishedAt, starter, runner, tags } = job;
  const what = { id, name, stage, status, ref, projectId, projectPath, pipelineId, pipelineIid, webUrl };
  return { ...what, startedAt, finishedAt, starter, runner, tags: [...tags] };
}

/**
 * What depends on the account is made anew, and whether there is a terminal nobody has asked yet. Null for a list
 * without jobs: that nothing ran then says nothing of now.
 */
export function recallList(list: RememberedList, account: Account, now: number): RecalledList | null {
  const jobs = list.jobs.flatMap((job) => recallJob(job, account) ?? []);
  // a clock that was set back since must not make the list younger than now
  return jobs.length === 0 ? null : { jobs, source: list.source, fetchedAt: Math.min(list.fetchedAt, now) };
}

/** Null: its page is not the instance's own, and nothing to lead to. */
export function recallJob(job: RememberedJob, account: Account): Job | null {
  if (!job.webUrl.startsWith(`${account.instance.url}/`)) return null;
  return {
    ...job,
    key: jobKeyOf(account.id, job.id),
    accountId: account.id,
    mine: job.starter?.id === account.user.id,
    timeout: null,
    terminal: NOT_ASKED,
  };
}
