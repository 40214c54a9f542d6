import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountFeed, FirstList, Job } from '../../contract.ts';
import { themeIn } from './kept-theme.ts';

/** As the settings file keeps an account (core/accounts/record.ts), as far as a list shows it. */
interface KeptAccount {
  readonly id: string;
  readonly label: string;
  readonly colour: number;
  readonly url: string;
  readonly user: { readonly id: number };
}

/** As core/jobs/remembered-list.ts writes it. */
interface KeptLists {
  readonly version: number;
  readonly lists: Readonly<Record<string, { fetchedAt: number; source: AccountFeed['source']; jobs: readonly Job[] }>>;
}

/**
 * The list in the texts of the settings file and of the remembered lists, as it was when the app was last closed; null
 * where they hold none that can be shown. Pure.
 */
export function listIn(settingsText: string, listsText: string, now: number): FirstList | null {
  try {
    const { accounts, preferences = {} } = JSON.parse(settingsText) as {
      readonly accounts: readonly KeptAccount[];
      readonly preferences?: Partial<FirstList['settings']>;
    };
    const { version, lists } = JSON.parse(listsText) as KeptLists;
    if (version !== 1) return null;
    const { jobScope, sidebarWidth } = preferences;
    return {
      now,
      accounts: accounts.map(({ id, label, colour, url }) => ({
        id,
        label,
        colour,
        instance: { name: url.replace(/^https?:\/\//, ''), url },
      })),
      feeds: accounts.flatMap(({ id, user }) => {
        const list = lists[id];
        return list === undefined ? [] : [feedOf(id, user.id, list)];
      }),
      settings: {
        theme: themeIn(settingsText),
        jobScope: jobScope === 'all' ? 'all' : 'mine',
        sidebarWidth: typeof sidebarWidth === 'number' ? sidebarWidth : 336,
      },
    };
  } catch {
    return null;
  }
}

function feedOf(accountId: string, userId: number, list: KeptLists['lists'][string]): AccountFeed {
  const jobs = list.jobs.map((job) => ({
    ...job,
    key: `${accountId}:${job.id}`,
    accountId,
    mine: job.starter?.id === userId,
    terminal: { status: 'unknown', reason: 'not-asked' } as const,
  }));
  const { fetchedAt, source } = list;
  const unconfirmed = jobs.map(({ key }) => key);
  return { accountId, jobs, unconfirmed, fetchedAt, refreshing: true, failure: null, source };
}

/** For the first picture, before core has read the files for good: a guess that costs a millisecond. */
export function keptList(dataDir: string, now: number): FirstList | null {
  try {
    const text = (name: string) => readFileSync(join(dataDir, name), 'utf8');
    return listIn(text('settings.json'), text('lists.json'), now);
  } catch {
    return null;
  }
}
