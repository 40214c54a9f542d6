import type { RequestOptions } from './ports.ts';

type Query = NonNullable<RequestOptions['query']>;

/**
 * The query of a listing's next page; null = that was the last. Of the `Link` header only the query is taken: behind
 * a proxy its host may be one we do not talk to, and a token must not follow a link anywhere.
 */
export function nextPageQuery(headers: Readonly<Record<string, string>>, query: Query): Query | null {
  const link = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(headers.link ?? '')?.[1];
  if (link !== undefined) {
    const next: Record<string, string | string[]> = {};
    const at = link.indexOf('?');
    for (const [name, value] of new URLSearchParams(at < 0 ? '' : link.slice(at + 1))) {
      const before = next[name];
      next[name] = name.endsWith('[]') ? [...(Array.isArray(before) ? before : []), value] : value;
    }
    return { ...query, ...next };
  }
  // older numbered listings behind a proxy that drops Link
  const page = headers['x-next-page'];
  return page !== undefined && /^\d+$/.test(page) ? { ...query, page } : null;
}
