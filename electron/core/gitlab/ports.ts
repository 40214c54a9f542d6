import type { SecureContext } from 'node:tls';
import type { z } from 'zod';
import type { TakeBytes } from './http.ts';
import type { ClockSpan } from './server-clock.ts';

export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: T;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** What the web session's own pages carry for writing; goes with the web session only. */
  readonly csrfToken?: string;
  /** Sent as `If-None-Match`; a 304 is answered as such, with an empty body. */
  readonly etag?: string;
}

/**
 * One account's way to its instance. Rejects with `JobdeckError` only:
 * offline, tls-untrusted, unauthorized, missing-scope, forbidden, not-found, rate-limited, server-error, not-a-gitlab, cancelled.
 * Paces itself by the instance's rate limits; a 429 makes later requests wait.
 */
export interface GitlabClient {
  /** Instance base URL without trailing slash, relative root included. */
  readonly baseUrl: string;
  /** Below `{root}/api/v4`, with the API token; `path` starts with a slash. */
  api<T>(path: string, schema: z.ZodType<T>, options?: RequestOptions): Promise<ApiAnswer<T>>;
  /**
   * The same for an answer that is no JSON and may be large (a job's log), its bytes passed on as they come and not held: `begin` sees the head of a 200 or 206 and answers who takes
   * them. `range` is sent as `Range`; whether it was heeded, the status tells.
   */
  apiStream(
    path: string,
    options: RequestOptions & { readonly range?: string },
    begin: (head: Omit<ApiAnswer<never>, 'body'>) => TakeBytes,
  ): Promise<Omit<ApiAnswer<never>, 'body'>>;
  /** All pages of a listing (keyset or numbered), at most `maxPages`. */
  apiPages<T>(
    path: string,
    item: z.ZodType<T>,
    options?: RequestOptions & { readonly maxPages?: number },
  ): Promise<readonly T[]>;
  /** `data` of one GraphQL operation; errors in the answer reject with `server-error` and GitLab's message. */
  graphql<T>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    data: z.ZodType<T>,
    options?: RequestOptions,
  ): Promise<T>;
  /**
   * Below `{root}`, with the web session's cookies; what the answer sets is kept and stored.
   * Redirects are not followed: they are the answer (a redirect to sign-in = signed out).
   */
  web(path: string, options?: RequestOptions): Promise<WebAnswer>;
  /** `Cookie` header for this absolute URL from the web session; null without one. For the terminal socket only. */
  cookieHeader(url: string): Promise<string | null>;
  /** What the instance's own socket for pushes wants from this account; `url` lies on the instance. */
  socketHeaders(url: string): Promise<Readonly<Record<string, string>>>;
  /** Our clock minus the server's, as its answers tell; null before the first. */
  serverClock(): ClockSpan | null;
  /** The trust its own requests rest on, made once; undefined for plain http. */
  readonly secureContext: SecureContext | undefined;
}

// ── The terminal socket ─────────────────────────────────────────────────────

/** How an attempt to open failed, before any byte. */
export type DialFailure =
  /** An HTTP answer instead of the upgrade. `location` without its query; `body` at most 200 characters. */
  | {
      readonly at: 'handshake';
      readonly status: number;
      readonly location: string | null;
      readonly retryAfterMs: number | null;
      readonly body: string;
      readonly afterMs: number;
    }
  | { readonly at: 'network'; readonly code: string; readonly afterMs: number }
  | { readonly at: 'timeout'; readonly afterMs: number }
  | { readonly at: 'cancelled' };

export interface TerminalSocketEvents {
  /** Bytes of the pty, in order, as they came. The array is the listener's to keep. */
  onBytes(bytes: Uint8Array): void;
  /** A pong (or data after a silence) came. */
  onRoundTrip(ms: number): void;
  /** Nothing heard for 20 s though pings were sent; false = heard again. */
  onSilent(silent: boolean): void;
  /** Gone for good; at most once. `clean` = a Close frame came. */
  onClosed(close: { readonly clean: boolean; readonly code: number }): void;
}

/** An open connection to one job's terminal, always reading. */
export interface TerminalSocket {
  /** One message, at most 4 KiB; the caller paces. Resolves when handed to the network. */
  send(bytes: Uint8Array): Promise<void>;
  /** Bytes accepted and not yet handed to the network. */
  readonly bufferedBytes: number;
  /** Null: as fast as it comes. */
  readAtMost(bytesPerSecond: number | null): void;
  /** Asks at once whether the other side is still there; `onSilent` tells within seconds when it is not. */
  probe(): void;
  /** Sends a Close frame, then ends the connection within a second. */
  close(): void;
}

export type Dial =
  | { readonly ok: true; readonly socket: TerminalSocket }
  | { readonly ok: false; readonly failure: DialFailure };
