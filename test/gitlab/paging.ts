import { type Answer, type Ask, json } from './exchange.ts';

/** Numbered and keyset pages with GitLab's headers (doc/api/rest: pagination). */
export function page<T>(
  ask: Ask,
  options: {
    readonly base: string;
    readonly items: readonly T[];
    readonly largest: number;
    readonly idOf: (item: T) => number;
    readonly show: (item: T) => unknown;
    /** Job lists count nothing: no `X-Total`, no `last`. */
    readonly totals?: boolean;
  },
): Answer {
  const { query } = ask;
  const perPage = Math.min(options.largest, Math.max(1, Number(query.get('per_page') ?? 20) || 20));
  const link = (changes: Record<string, string>, rel: string) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) next.set(name, value);
    next.delete('private_token');
    return `<${options.base}${ask.path}?${next}>; rel="${rel}"`;
  };
  if (query.get('pagination') === 'keyset') {
    const descending = (query.get('sort') ?? 'desc') === 'desc';
    const cursor = Number(query.get('cursor') ?? 0);
    const sorted = [...options.items].sort((a, b) => (options.idOf(a) - options.idOf(b)) * (descending ? -1 : 1));
    const rest = cursor
      ? sorted.filter((item) => (descending ? options.idOf(item) < cursor : options.idOf(item) > cursor))
      : sorted;
    const shown = rest.slice(0, perPage);
    const last = shown.at(-1);
    const headers: Record<string, string> = {};
    if (rest.length > perPage && last) headers.Link = link({ cursor: String(options.idOf(last)) }, 'next');
    return json(200, shown.map(options.show), headers);
  }
  const number = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const from = (number - 1) * perPage;
  const shown = options.items.slice(from, from + perPage);
  const pages = Math.max(1, Math.ceil(options.items.length / perPage));
  const more = options.items.length > from + perPage;
  const links = [
    ...(number > 1 ? [link({ page: String(number - 1), per_page: String(perPage) }, 'prev')] : []),
    ...(more ? [link({ page: String(number + 1), per_page: String(perPage) }, 'next')] : []),
    link({ page: '1', per_page: String(perPage) }, 'first'),
    ...(options.totals === false ? [] : [link({ page: String(pages), per_page: String(perPage) }, 'last')]),
  ];
  return json(200, shown.map(options.show), {
    Link: links.join(', '),
    'X-Next-Page': more ? String(number + 1) : '',
    'X-Page': String(number),
    'X-Per-Page': String(perPage),
    'X-Prev-Page': number > 1 ? String(number - 1) : '',
    ...(options.totals === false ? {} : { 'X-Total': String(options.items.length), 'X-Total-Pages': String(pages) }),
  });
}

/** `scope[]=a&scope[]=b`, `scope=a`, or an indexed form; null = no such filter. */
export function listOf(query: URLSearchParams, name: string): readonly string[] | null {
  const found = [...query.entries()]
    .filter(([key]) => key === name || key.startsWith(`${name}[`))
    .map(([, value]) => value);
  return found.length > 0 ? found : null;
}
