import { JobdeckError } from '../errors.ts';
import type { HttpAnswer } from './http.ts';

/** First back-off after a 429 that says nothing: application limits such as the job listing's count per minute. */
const DEFAULT_BACK_OFF_MS = 60_000;
const MAX_BACK_OFF_MS = 60 * 60_000;

export function isJson(answer: Pick<HttpAnswer, 'headers'>): boolean {
  return /[/+]json\b/.test(answer.headers['content-type'] ?? '');
}

/** How long a 429 asks us to wait; null when it does not say. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | null {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const ms = /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - now;
    if (Number.isFinite(ms)) return clamp(ms);
  }
  const reset = Number(headers['ratelimit-reset']);
  if (Number.isFinite(reset) && reset > 0) return clamp(reset * 1000 - now);
  return null;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 1000), MAX_BACK_OFF_MS);
}

/** Doubles with each refusal in a row. */
export function defaultBackOffMs(refusalsInARow: number): number {
  return Math.min(DEFAULT_BACK_OFF_MS * 2 ** Math.max(0, refusalsInARow - 1), 10 * 60_000);
}

export function rateLimited(host: string, waitMs: number): JobdeckError {
  const seconds = Math.ceil(waitMs / 1000);
  return new JobdeckError(
    'rate-limited',
    `${host} asks us to slow down.`,
    `Jobdeck waits ${seconds} s before it asks again.`,
    { retryAfterMs: waitMs },
  );
}

export function unauthorized(host: string): JobdeckError {
  return new JobdeckError(
    'unauthorized',
    `${host} refuses the access token.`,
    'It may be mistyped, revoked or expired: make a new one and give it to this account.',
  );
}

export function sessionRefused(host: string): JobdeckError {
  return new JobdeckError(
    'session-refused',
    `The web session is not signed in to ${host}.`,
    'Sign in to this GitLab again; without a sign-in window, copy the cookie _gitlab_session from your browser.',
  );
}

/** Signed in, but GitLab wants terms accepted, a password changed or a second factor set up before anything else. */
export function sessionDetained(host: string): JobdeckError {
  return new JobdeckError(
    'session-refused',
    `${host} wants something from you before it lets this session in.`,
    'Sign in again and do what its page asks: accept terms, change the password or set up a second factor.',
  );
}

export function tokenExpired(host: string): JobdeckError {
  return new JobdeckError(
    'token-expired',
    `The access token for ${host} has expired or was revoked.`,
    'Make a new one and give it to this account.',
  );
}

export function missingScope(): JobdeckError {
  return new JobdeckError(
    'missing-scope',
    'The access token lacks the scope read_api.',
    'Make a token with the scope read_api (or api) and give it to this account.',
  );
}

/**
 * What an API answer other than success means; null = it is a success. The body is looked at for known words
 * and never told: a faulty server or proxy may echo our headers in it.
 */
export function apiFailure(answer: HttpAnswer, host: string): JobdeckError | null {
  const { status } = answer;
  if ((status >= 200 && status < 300) || status === 304) return null;
  if (status >= 300 && status < 400) {
    const base = /^(https?:\/\/[^?#]+?)\/api\/(v4|graphql)(\/|$)/.exec(answer.headers.location ?? '')?.[1];
    if (base !== undefined && base.replace(/^https?:\/\//, '') !== host) return wrongPath(host, base);
    return new JobdeckError('not-found', `${host} sends us elsewhere for this.`, 'It may have been moved or renamed.');
  }
  if (status === 401 && /"Token (is expired|was revoked)/.test(answer.body)) return tokenExpired(host);
  if (status === 401) return unauthorized(host);
  if (status === 403 && /insufficient_(granular_)?scope/.test(answer.body)) return missingScope();
  if (status === 403) return new JobdeckError('forbidden', `${host} does not allow this account to see that.`);
  if (status === 404) return new JobdeckError('not-found', `${host} has nothing there, or hides it from this account.`);
  if (status >= 500) {
    return new JobdeckError('server-error', `${host} has trouble of its own (${status}).`, 'Try again in a moment.');
  }
  return new JobdeckError('server-error', `${host} refused the request (${status}).`);
}

export function notJson(host: string): JobdeckError {
  return new JobdeckError(
    'not-a-gitlab',
    `${host} answered with something that is not GitLab’s.`,
    'A proxy or a sign-in page may stand in between; open the address in a browser.',
  );
}

export function wrongPath(host: string, suggestedUrl: string): JobdeckError {
  return new JobdeckError('wrong-path', `GitLab is not at ${host}. Its address is:`, null, { suggestedUrl });
}
