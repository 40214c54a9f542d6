import { isJobUrl, isPipelineUrl } from '../palette/job-url.ts';

/** What was dropped, as the data transfer gives it by type. */
export type ReadDrop = (type: 'text/uri-list' | 'text/plain') => string;

/** Links and texts may hold a job URL; files may not. While something is dragged, no more than its types can be seen. */
export function mayHoldUrl(types: readonly string[]): boolean {
  return !types.includes('Files') && (types.includes('text/uri-list') || types.includes('text/plain'));
}

/** The first URL of a job or a pipeline in what was dropped; null when there is none. */
export function droppedJobUrl(read: ReadDrop): string | null {
  // Lines that begin with # are comments: RFC 2483, section 5.
  const links = read('text/uri-list')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'));
  const words = read('text/plain').split(/\s+/);
  return [...links, ...words].map((text) => text.trim()).find((text) => isJobUrl(text) || isPipelineUrl(text)) ?? null;
}
