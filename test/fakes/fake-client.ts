import type { z } from 'zod';
import { JobdeckError, type toFailure } from '../../electron/core/errors.ts';
import type { GitlabClient, RequestOptions, WebAnswer } from '../../electron/core/gitlab/ports.ts';

export interface FakeAsk {
  readonly path: string;
  readonly query: NonNullable<RequestOptions['query']>;
  readonly etag: string | null;
  readonly range: string | null;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface FakeClient extends GitlabClient {
  /** Answers API paths; throws to fail. Default: `not-found`. */
  onApi(handler: (ask: FakeAsk) => FakeAnswer | null): void;
  onGraphql(handler: (query: string, variables: Readonly<Record<string, unknown>>) => unknown): void;
  onWeb(handler: (ask: FakeAsk) => Partial<WebAnswer>): void;
  /** `api /path`, `graphql`, `web /path`, oldest first. */
  readonly asked: string[];
}

/** A `GitlabClient` without a network: parses its answers by the caller's schema as the real one does. */
export function createFakeClient(baseUrl = 'https://git.example.org'): FakeClient {
  let apiHandler: (ask: FakeAsk) => FakeAnswer | null = () => null;
  let graphqlHandler: (query: string, variables: Readonly<Record<string, unknown>>) => unknown = () => {
    throw new JobdeckError('server-error', 'git.example.org refused the query: no such field');
  };
  let webHandler: (ask: FakeAsk) => Partial<WebAnswer> = () => ({
    status: 302,
    headers: { location: `${baseUrl}/users/sign_in` },
  });
  const asked: string[] = [];

  const askOf = (path: string, options: RequestOptions & { readonly range?: string }): FakeAsk => ({
    path,
    query: options.query ?? {},
    etag: options.etag ?? null,
    range: options.range ?? null,
  });

  async function answerApi(path: string, options: RequestOptions) {
    asked.push(`api ${path}`);
    await Promise.resolve();
    if (options.signal?.aborted) throw new JobdeckError('cancelled', 'Cancelled.');
    const answer = apiHandler(askOf(path, options));
    if (answer === null) throw new JobdeckError('not-found', 'nothing there');
    return { status: answer.status ?? 200, headers: answer.headers ?? {}, body: answer.body };
  }

  function parse<T>(schema: z.ZodType<T>, value: unknown): T {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new JobdeckError('server-error', 'answered in a form that Jobdeck does not know');
    return parsed.data;
  }

  return {
    baseUrl,
    asked,
    secureContext: undefined,
    serverClock: () => null,
    onApi(handler) {
      apiHandler = handler;
    },
    onGraphql(handler) {
      graphqlHandler = handler;
    },
    onWeb(handler) {
      webHandler = handler;
    },
    async api(path, schema, options = {}) {
      const answer = await answerApi(path, options);
      return { ...answer, body: parse(schema, answer.body) };
    },
    async apiStream(path, options, begin) {
      const { status, headers, body } = await answerApi(path, options);
      if (status === 200 || status === 206) {
        const take = begin({ status, headers });
        const bytes = body instanceof Uint8Array ? body : Buffer.from(String(body ?? ''));
        for (let at = 0; at < bytes.length; at += 65_536) if (!take(bytes.subarray(at, at + 65_536))) break;
      }
      return { status, headers };
    },
    async apiPages(path, item, options = {}) {
      return parse(item.array(), (await answerApi(path, options)).body);
    },
    async graphql(query, variables, data, options = {}) {
      asked.push('graphql');
      await Promise.resolve();
      if (options.signal?.aborted) throw new JobdeckError('cancelled', 'Cancelled.');
      return parse(data, graphqlHandler(query, variables));
    },
    async web(path, options = {}) {
      asked.push(`web ${path}`);
      await Promise.resolve();
      if (options.signal?.aborted) throw new JobdeckError('cancelled', 'Cancelled.');
      return { status: 200, headers: {}, body: '', ...webHandler(askOf(path, options)) };
    },
    cookieHeader: () => Promise.resolve(null),
    socketHeaders: () => Promise.resolve({}),
  };
}

export function failing(kind: Parameters<typeof failureOf>[0], message = 'told by a test'): never {
  throw failureOf(kind, message);
}

function failureOf(kind: ReturnType<typeof toFailure>['kind'], message: string): JobdeckError {
  return new JobdeckError(kind, message);
}

/** Lets everything that waits for promises alone go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
