/*
 * Where the sign-in window may go. Pure, so that it is tested by table.
 *
 * GitLab's SSO is a redirect to the identity provider, whose pages lead on (a second factor may live elsewhere) and back.
 * So: redirects of servers are followed, and pages of places that sign-in has led to may lead on; a page of the instance
 * itself may not, but for `/users/auth/…`, which some providers' integrations leave by a form that posts itself.
 */

export interface Place {
  /** Base URL of the instance. */
  readonly baseUrl: string;
  /** Origins that the sign-in has led to so far, the instance's own included. */
  readonly led: ReadonlySet<string>;
}

export type Way = 'page' | 'redirect' | 'pop-up';

/** Null when the text is no URL. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** https anywhere; http only for an instance that has no TLS itself: on itself, and on this machine if it is there. */
export function isSafeScheme(url: URL, baseUrl: string): boolean {
  if (url.protocol === 'https:') return true;
  const base = new URL(baseUrl);
  if (url.protocol !== 'http:' || base.protocol !== 'http:') return false;
  return url.origin === base.origin || (isLoopbackHost(base.hostname) && isLoopbackHost(url.hostname));
}

function isBelowAuth(url: URL, baseUrl: string): boolean {
  const root = new URL(baseUrl).pathname.replace(/\/$/, '');
  return url.origin === new URL(baseUrl).origin && url.pathname.startsWith(`${root}/users/auth/`);
}

/** Whether the page at `from` may lead the window (or a window of its own) to `to`. Null as `from` = we lead it there. */
export function mayGo(to: string, from: string | null, way: Way, { baseUrl, led }: Place): boolean {
  const target = parseUrl(to);
  if (target === null || !isSafeScheme(target, baseUrl) || target.username !== '' || target.password !== '')
    return false;
  if (way === 'redirect' || from === null) return true;
  const source = parseUrl(from);
  if (source === null || !led.has(source.origin)) return false;
  const isInstance = source.origin === new URL(baseUrl).origin;
  if (way === 'pop-up' && isInstance) return isBelowAuth(target, baseUrl) || isOtherLed(target, baseUrl, led);
  return led.has(target.origin) || !isInstance || isBelowAuth(source, baseUrl);
}

function isOtherLed(url: URL, baseUrl: string, led: ReadonlySet<string>): boolean {
  return url.origin !== new URL(baseUrl).origin && led.has(url.origin);
}

/** What a page may load at all, frames and pictures included: the last line, below everything that asks more closely. */
export function mayLoad(text: string, baseUrl: string): boolean {
  const url = parseUrl(text);
  if (url === null) return false;
  if (['data:', 'blob:', 'about:'].includes(url.protocol)) return true;
  const asHttp = parseUrl(text.replace(/^ws/i, 'http'));
  return asHttp !== null && isSafeScheme(asHttp, baseUrl);
}

/** Host for people, and the path without what may be secret. */
export function addressOf(url: URL): {
  readonly scheme: 'https' | 'http';
  readonly host: string;
  readonly path: string;
} {
  return { scheme: url.protocol === 'https:' ? 'https' : 'http', host: url.host, path: url.pathname.slice(0, 300) };
}
