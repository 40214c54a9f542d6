import { z } from 'zod';
import type { Account, TerminalSession } from '../../contract.ts';

/** A job whose terminal was opened: enough to find it again, and nothing secret. */
export interface RecentJob {
  readonly name: string;
  readonly project: string;
  readonly url: string;
}

const MOST_RECENT = 10;

const recentJobs = z.array(
  z.object({
    name: z.string().max(512),
    project: z.string().max(1024),
    url: z.url({ protocol: /^https?$/ }).max(4096),
  }),
);

/** What a file holds of it; anything unreadable is forgotten. */
export function readRecent(raw: unknown): readonly RecentJob[] {
  const parsed = recentJobs.safeParse(raw);
  return parsed.success ? parsed.data.slice(0, MOST_RECENT) : [];
}

/** The jobs of these sessions put in front, those of accounts that are gone left out. The same list when nothing changes. */
export function nextRecent(
  recent: readonly RecentJob[],
  opened: readonly TerminalSession[],
  accounts: readonly Account[],
): readonly RecentJob[] {
  const fresh = opened.flatMap(({ job }) =>
    job === null ? [] : [{ name: job.name, project: job.projectPath, url: job.webUrl }],
  );
  const rest = recent.filter(({ url }) => !fresh.some((one) => one.url === url));
  const isKnown = ({ url }: RecentJob): boolean => accounts.some(({ instance }) => url.startsWith(`${instance.url}/`));
  const next = [...fresh.reverse(), ...rest].filter(isKnown).slice(0, MOST_RECENT);
  return JSON.stringify(next) === JSON.stringify(recent) ? recent : next;
}
