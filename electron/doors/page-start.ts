import type { FirstList, Snapshot } from '../contract.ts';
import { firstListOf, withFirstList } from './first-list.ts';
import type { PageFile } from './page-files.ts';

/** What a page is given to begin with; it keeps this until it is loaded anew. */
export interface PageStart {
  /** Shown until the page has asked; null = nothing yet. */
  readonly list: FirstList | null;
  /** Terminals show images, which the page's policy must allow for (page-headers.ts). */
  readonly images: boolean;
}

export const plainStart: PageStart = { list: null, images: false };

export function pageStartOf(snapshot: Snapshot): PageStart {
  return { list: firstListOf(snapshot), images: snapshot.settings.terminalImages };
}

/** The page with both in it; renderer/terminals/images/page-images.ts reads the second. */
export function startPage(page: PageFile, { list, images }: PageStart): PageFile {
  const whole = withFirstList(page, list);
  if (!images) return whole;
  const text = Buffer.from(whole.body).toString('utf8');
  return { ...whole, body: Buffer.from(text.replace('<html', '<html data-images="shown"')) };
}
