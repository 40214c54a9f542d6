import { type Dispatcher, request } from 'undici';
import { JobdeckError } from '../errors.ts';
import type { Clock } from '../host.ts';
import type { Network } from './network.ts';

/** More than any answer we ask for; GitLab's own limit of a log is 100 MB. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/** Takes a body as it comes; false = enough, the rest is not fetched. */
export type TakeBytes = (bytes: Uint8Array) => boolean;

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Who takes the body of a 200 or 206, which is not held then. */
  readonly begin?: (head: Pick<HttpAnswer, 'status' | 'headers'>) => TakeBytes;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; several of one name joined by commas; `set-cookie` left out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  readonly body: string;
  readonly latencyMs: number;
  /** By our clock. */
  readonly sentAt: number;
}

/** One request, one answer, whatever its status. Redirects are answers. Rejects with `offline`, `tls-untrusted`, `cancelled`. */
export async function send(network: Network, clock: Clock, wanted: HttpRequest): Promise<HttpAnswer> {
  const timeoutMs = wanted.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const abort = new AbortController();
  let timedOut = false;
  const onCancel = () => abort.abort();
  const isCancelled = () => wanted.signal?.aborted === true;
  if (isCancelled()) throw cancelled();
  wanted.signal?.addEventListener('abort', onCancel, { once: true });
  const cancelTimer = clock.after(timeoutMs, () => {
    timedOut = true;
    abort.abort();
  });
  const startedAt = clock.now();

  try {
    const answer = await request(wanted.url, {
      dispatcher: await network.dispatcher(),
      method: wanted.method,
      headers: { 'user-agent': 'Jobdeck', ...wanted.headers },
      body: wanted.body ?? null,
      signal: abort.signal,
    });
    const latencyMs = clock.now() - startedAt;
    const head = { status: answer.statusCode, ...splitHeaders(answer.headers) };
    const isTaken = wanted.begin !== undefined && (head.status === 200 || head.status === 206);
    const body = isTaken ? await passBody(answer.body, wanted.begin(head)) : await readBody(answer.body);
    return { ...head, body, latencyMs, sentAt: startedAt };
  } catch (error) {
    if (isCancelled()) throw cancelled();
    if (timedOut) {
      const seconds = Math.round(timeoutMs / 1000);
      throw new JobdeckError('offline', `${wanted.url.host} did not answer within ${seconds} s.`, 'Try again.');
    }
    throw await network.explain(error);
  } finally {
    cancelTimer();
    wanted.signal?.removeEventListener('abort', onCancel);
  }
}

function cancelled(): JobdeckError {
  return new JobdeckError('cancelled', 'Cancelled.');
}

async function passBody(body: Dispatcher.ResponseData['body'], take: TakeBytes): Promise<''> {
  // leaving the loop ends the connection, and with it the rest of the answer
  for await (const chunk of body as AsyncIterable<Buffer>) if (!take(chunk)) break;
  return '';
}

async function readBody(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new JobdeckError('server-error', 'The server’s answer is too large to read.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function splitHeaders(raw: Dispatcher.ResponseData['headers']): Pick<HttpAnswer, 'headers' | 'setCookies'> {
  const headers: Record<string, string> = {};
  let setCookies: readonly string[] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    if (name.toLowerCase() === 'set-cookie') setCookies = values;
    else headers[name.toLowerCase()] = values.join(', ');
  }
  return { headers, setCookies };
}
