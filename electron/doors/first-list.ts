import type { FirstList, Snapshot } from '../contract.ts';
import type { PageFile } from './page-files.ts';

/** More rows than any screen has; the page's text stays small. */
const MOST_JOBS = 100;

/** What of a snapshot is shown at once; null = there is no list to show. Pure. */
export function firstListOf(known: FirstList | Snapshot | null): FirstList | null {
  if (known === null) return null;
  const { now, accounts, feeds, settings } = known;
  if (!feeds.some((feed) => feed.jobs.length > 0)) return null;
  let left = MOST_JOBS;
  const { theme, jobScope, sidebarWidth } = settings;
  return {
    now,
    accounts: accounts.map(({ id, label, colour, instance }) => ({
      id,
      label,
      colour,
      instance: { name: instance.name, url: instance.url },
    })),
    feeds: feeds.map((feed) => {
      const jobs = feed.jobs.filter(({ mine }) => jobScope === 'all' || mine).slice(0, left);
      left -= jobs.length;
      return { ...feed, jobs };
    }),
    settings: { theme, jobScope, sidebarWidth },
  };
}

/** The page with the list in it, as data: no name of a job can end the element or be run. */
export function withFirstList(page: PageFile, list: FirstList | null): PageFile {
  if (list === null) return page;
  const json = JSON.stringify(list).replaceAll('<', '\\u003c');
  const data = `<script type="application/json" id="first-list">${json}</script>`;
  const text = Buffer.from(page.body).toString('utf8');
  // Before the script that draws it.
  const at = text.indexOf('<body>') + '<body>'.length;
  return { ...page, body: Buffer.from(`${text.slice(0, at)}${data}${text.slice(at)}`) };
}
