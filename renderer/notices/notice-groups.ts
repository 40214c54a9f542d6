import type { Notice, NoticeKind } from '../../electron/contract.ts';

export type NoticeTopic = 'terminals' | 'jobs' | 'accounts' | 'jobdeck';

export const topicNames: Readonly<Record<NoticeTopic, string>> = {
  terminals: 'Terminals',
  jobs: 'Jobs',
  accounts: 'Accounts',
  jobdeck: 'Jobdeck',
};

const topics: Readonly<Record<NoticeKind, NoticeTopic>> = {
  'session-held': 'terminals',
  'session-ending': 'terminals',
  'session-ended': 'terminals',
  'job-finished': 'jobs',
  'job-started': 'jobs',
  'wait-over': 'jobs',
  'token-expiring': 'accounts',
  'token-renewed': 'accounts',
  'token-not-renewed': 'accounts',
  'token-refused': 'accounts',
  'web-session-expiring': 'accounts',
  'web-session-refused': 'accounts',
  'file-set-aside': 'jobdeck',
  policy: 'jobdeck',
  vault: 'jobdeck',
};

export const topicOf = ({ kind }: Pick<Notice, 'kind'>): NoticeTopic => topics[kind];

/** The topics that there are notices of, in a fixed order. */
export function topicsIn(notices: readonly Notice[]): readonly NoticeTopic[] {
  const there = new Set(notices.map(topicOf));
  return (Object.keys(topicNames) as NoticeTopic[]).filter((topic) => there.has(topic));
}

export interface NoticeGroup {
  readonly heading: string;
  readonly notices: readonly Notice[];
}

/** Newest first, by day; what is new stands before what has been read. */
export function groupNotices(notices: readonly Notice[], now: number): readonly NoticeGroup[] {
  const groups = new Map<string, Notice[]>();
  const newestFirst = [...notices].sort((a, b) => Number(a.read) - Number(b.read) || b.at - a.at);
  for (const notice of newestFirst) {
    const heading = notice.read ? dayName(notice.at, now) : 'New';
    groups.set(heading, [...(groups.get(heading) ?? []), notice]);
  }
  return [...groups].map(([heading, list]) => ({ heading, notices: list }));
}

function dayName(at: number, now: number): string {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (daysAgo <= 0) return 'Earlier today';
  if (daysAgo === 1) return 'Yesterday';
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
