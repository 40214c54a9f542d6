import type { z } from 'zod';
import type { Failure } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import type { Clock } from '../host.ts';
import { isOnInstance, nameOfInstance } from './address.ts';
import { dataOf, graphqlMessage } from './graphql.ts';
import { type HttpAnswer, type HttpRequest, send } from './http.ts';
import type { Network } from './network.ts';
import { nextPageQuery } from './pages.ts';
import type { GitlabClient, RequestOptions } from './ports.ts';
import { createRateBudget } from './rate-budget.ts';
import { createServerClock } from './server-clock.ts';
import type { SessionCookies } from './session-cookies.ts';
import { apiFailure, isJson, notJson, sessionRefused } from './status.ts';

const MAX_PAGES = 100;
/** A log of 100 MB over a line of 2 Mbit/s. */
const STREAM_TIMEOUT_MS = 400_000;

/** What a request is made with. A new object after each change, so that a late answer can be told from a current one. */
export interface Credentials {
  readonly token: string | null;
  readonly cookies: SessionCookies | null;
}

/** What a request taught about the account. `with` tells by which credentials. */
export type Traffic = { readonly with: Credentials } & (
  | { readonly saw: 'answer'; readonly latencyMs: number }
  | { readonly saw: 'token-accepted' }
  | { readonly saw: 'token-refused'; readonly failure: Failure }
  /** A request went through that a session in use makes, and GitLab counts it as use. */
  | { readonly saw: 'session-used' }
  | { readonly saw: 'session-refused' }
  /** Signed in, but led to a page that wants something first. */
  | { readonly saw: 'session-detained'; readonly url: string }
  | { readonly saw: 'cookies-changed' }
  | { readonly saw: 'unreachable'; readonly failure: Failure }
);

export interface GitlabClientDeps {
  readonly baseUrl: string;
  readonly network: () => Network;
  readonly clock: Clock;
  /** Resolves when they are out of the vault; rejects with `vault-locked`. */
  readonly credentials: () => Promise<Credentials>;
  readonly onTraffic: (traffic: Traffic) => void;
}

type Channel = 'api' | 'web';

type AskOptions = RequestOptions & { readonly range?: string } & Pick<HttpRequest, 'begin'>;

/** See the port. No request of it ever leaves the instance's origin and root, nor follows a redirect. */
export function createGitlabClient(deps: GitlabClientDeps): GitlabClient {
  const { baseUrl, clock } = deps;
  const host = nameOfInstance(baseUrl);
  const budget = createRateBudget(host, clock);
  const serverClock = createServerClock();

  function resolve(prefix: string, path: string, options: RequestOptions): URL {
    const below = `${baseUrl}${prefix}`;
    const url = new URL(`${below}${path}`);
    if (!path.startsWith('/') || !isOnInstance(below, url.href)) {
      throw new JobdeckError('internal', 'A request was about to leave the instance, and was stopped.');
    }
    for (const [name, value] of Object.entries(options.query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
    }
    return url;
  }

  async function ask(channel: Channel, url: URL, options: AskOptions): Promise<HttpAnswer> {
    const credentials = await deps.credentials();
    const narrow = `${channel} ${options.method ?? 'GET'} ${url.pathname.replace(/\d+/g, ':id')}`;
    const answer = await budget.run([channel, narrow], options.signal, async () => {
      try {
        return await send(deps.network(), clock, {
          url,
          method: options.method ?? 'GET',
          headers: headersFor(channel, credentials, url, options),
          ...(options.json === undefined ? {} : { body: JSON.stringify(options.json) }),
          ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
          ...(options.signal === undefined ? {} : { signal: options.signal }),
          ...(options.begin === undefined ? {} : { begin: options.begin }),
        });
      } catch (error) {
        const failure = toFailure(error);
        if (failure.kind === 'offline' || failure.kind === 'tls-untrusted') {
          deps.onTraffic({ with: credentials, saw: 'unreachable', failure });
        }
        throw error;
      }
    });

    serverClock.take(answer.sentAt, answer.sentAt + answer.latencyMs, answer.headers.date);
    deps.onTraffic({ with: credentials, saw: 'answer', latencyMs: answer.latencyMs });
    if (answer.status === 429) throw budget.refused(answer.headers, channel, narrow);
    budget.note(answer.headers);
    budget.accepted(channel);
    budget.accepted(narrow);
    if (channel === 'api' && credentials.token !== null) judgeToken(credentials, answer);
    else judgeSession(credentials, url, answer);
    return answer;
  }

  function headersFor(channel: Channel, { token, cookies }: Credentials, url: URL, options: AskOptions) {
    const headers: Record<string, string> = { accept: 'application/json, text/plain;q=0.9, */*;q=0.5' };
    if (options.etag !== undefined) headers['if-none-match'] = options.etag;
    if (options.range !== undefined) headers.range = options.range;
    if (options.json !== undefined) headers['content-type'] = 'application/json';
    if (channel === 'web') {
      const cookie = cookies?.header(url.href);
      if (typeof cookie === 'string') headers.cookie = cookie;
      if (options.csrfToken !== undefined) headers['x-csrf-token'] = options.csrfToken;
      return headers;
    }
    if (token !== null) return { ...headers, 'private-token': token };
    // GitLab's API takes the cookie for reading; for the rest it wants a CSRF token, which only a page has
    const cookie = (options.method ?? 'GET') === 'GET' ? cookies?.header(url.href) : null;
    if (typeof cookie === 'string') return { ...headers, cookie };
    throw new JobdeckError(
      'no-credentials',
      `There is neither an access token nor a web session for ${host}.`,
      'Sign in, or give this account a token.',
    );
  }

  function judgeToken(credentials: Credentials, answer: HttpAnswer): void {
    const failure = apiFailure(answer, host)?.failure;
    if (failure === undefined) deps.onTraffic({ with: credentials, saw: 'token-accepted' });
    else if (failure.kind === 'unauthorized' || failure.kind === 'token-expired') {
      deps.onTraffic({ with: credentials, saw: 'token-refused', failure });
    }
  }

  function judgeSession(credentials: Credentials, url: URL, answer: HttpAnswer): void {
    if (credentials.cookies === null) return;
    if (credentials.cookies.keep(url.href, answer.setCookies)) {
      deps.onTraffic({ with: credentials, saw: 'cookies-changed' });
    }
    if (isSignedOut(answer)) deps.onTraffic({ with: credentials, saw: 'session-refused' });
    else if (answer.status >= 200 && answer.status < 300) deps.onTraffic({ with: credentials, saw: 'session-used' });
    const page = detainedAt(baseUrl, url, answer);
    if (page !== null) deps.onTraffic({ with: credentials, saw: 'session-detained', url: page });
  }

  async function askApi(path: string, options: AskOptions): Promise<HttpAnswer> {
    const answer = await ask('api', resolve('/api/v4', path, options), options);
    const failure = apiFailure(answer, host);
    // behind the end of what is there: an answer to a range, too
    if (failure === null || (options.range !== undefined && answer.status === 416)) return answer;
    const { token } = await deps.credentials();
    throw token === null && failure.failure.kind === 'unauthorized' ? sessionRefused(host) : failure;
  }

  function parseJson<T>(answer: HttpAnswer, schema: z.ZodType<T>): T {
    if (!isJson(answer)) throw notJson(host);
    let json: unknown;
    try {
      json = JSON.parse(answer.body);
    } catch {
      throw notJson(host);
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const at = parsed.error.issues[0]?.path.slice(0, 4).join('.') ?? '';
    throw new JobdeckError('server-error', `${host} answered in a form that Jobdeck does not know (at “${at}”).`);
  }

  return {
    baseUrl,
    serverClock: serverClock.span,
    get secureContext() {
      return deps.network().secureContext;
    },

    async api(path, schema, options = {}) {
      const answer = await askApi(path, options);
      const { status, headers } = answer;
      // the port's promise for a 304: an empty body, whatever the schema
      if (status === 304) return { status, headers, body: undefined as never };
      return { status, headers, body: parseJson(answer, schema) };
    },

    async apiStream(path, options, begin) {
      const { status, headers } = await askApi(path, { timeoutMs: STREAM_TIMEOUT_MS, ...options, begin });
      return { status, headers };
    },

    async apiPages(path, item, options = {}) {
      const items = [];
      let query = options.query ?? {};
      for (let page = 1; page <= (options.maxPages ?? MAX_PAGES); page += 1) {
        const answer = await askApi(path, { ...options, query });
        items.push(...parseJson(answer, item.array()));
        const next = nextPageQuery(answer.headers, query);
        if (next === null) break;
        query = next;
      }
      return items;
    },

    async graphql(query, variables, data, options = {}) {
      const request = { ...options, method: 'POST' as const, json: { query, variables } };
      const answer = await ask('api', resolve('', '/api/graphql', request), request);
      const failure = apiFailure(answer, host);
      const { token } = await deps.credentials();
      const told = graphqlMessage(answer, token);
      if (failure !== null && (failure.failure.kind !== 'server-error' || told === null)) throw failure;
      if (told !== null) throw new JobdeckError('server-error', `${host} refused the query: ${told}`);
      return parseJson(answer, dataOf(data));
    },

    async web(path, options = {}) {
      const answer = await ask('web', resolve('', path, options), options);
      if (answer.status >= 500) {
        throw apiFailure(answer, host) ?? new JobdeckError('server-error', `${host} has trouble of its own.`);
      }
      return { status: answer.status, headers: answer.headers, body: answer.body };
    },

    async socketHeaders(url) {
      if (!isOnInstance(baseUrl, url)) {
        throw new JobdeckError('internal', 'A request was about to leave the instance, and was stopped.');
      }
      const { token, cookies } = await deps.credentials();
      const cookie = cookies?.header(url) ?? null;
      return {
        ...(token === null ? {} : { 'private-token': token }),
        // versions that take no token there take the web session
        ...(cookie === null ? {} : { cookie }),
      };
    },

    async cookieHeader(url) {
      const { cookies } = await deps.credentials();
      return cookies?.header(url) ?? null;
    },
  };
}

/** Where GitLab sends every page of somebody who still has to accept terms, change a password or set up a second factor. */
const DETAINED_AT =
  /^\/-\/(users\/terms|user_settings\/password\/new|profile\/(password\/new|two_factor_auth)|two_factor_auth)$/;

function detainedAt(baseUrl: string, asked: URL, { status, headers }: HttpAnswer): string | null {
  if (status !== 302 || headers.location === undefined) return null;
  try {
    const url = new URL(headers.location, asked);
    const root = new URL(baseUrl).pathname.replace(/\/$/, '');
    return isOnInstance(baseUrl, url.href) && DETAINED_AT.test(url.pathname.slice(root.length)) ? url.href : null;
  } catch {
    return null;
  }
}

/** A page asks for a sign-in by redirect, its JSON twin by 401. */
export function isSignedOut(answer: Pick<HttpAnswer, 'status' | 'headers'>): boolean {
  if (answer.status === 401) return true;
  return answer.status >= 300 && answer.status < 400 && /\/users\/sign_in(\?|#|$)/.test(answer.headers.location ?? '');
}
