import { Cookie, CookieJar } from 'tough-cookie';
import { JobdeckError } from '../errors.ts';
import type { BrowserCookie } from '../host.ts';
import { isOnInstance } from './address.ts';

/** `_gitlab_session`, and its longer names on a Geo secondary and in development. */
const SESSION_NAME = /^_gitlab_session(_[\w-]+)?$/;
/** Re-creates a session that has expired. */
const REMEMBER_NAME = 'remember_user_token';
/** Attributes of a `Set-Cookie` line that was pasted whole. */
const ATTRIBUTES = new Set(['path', 'domain', 'expires', 'max-age', 'samesite', 'secure', 'httponly', 'partitioned']);

export interface CookieLife {
  /** When the session cookie ends; null = it does not say; `gone` = there is none. */
  readonly session: number | null | 'gone';
  /** When the cookie ends that makes a session anew; null = there is none, or it does not say. */
  readonly remembered: number | null;
}

/** One account's web session on one instance: the only credential that opens a terminal. */
export interface SessionCookies {
  /** For an absolute http(s) or ws(s) URL on the instance; null without cookies for it, or for any other place. */
  header(url: string): string | null;
  /** Keeps what an answer set. True when a value or an expiry changed, so that it is worth storing. */
  keep(url: string, setCookies: readonly string[]): boolean;
  /** Still has something that can sign in. */
  readonly usable: boolean;
  /** Until when they are good, as far as they say. */
  readonly life: CookieLife;
  /** As a browser would hold them. */
  toBrowser(): readonly BrowserCookie[];
  /** To be put in the vault. */
  serialise(): string;
}

function newJar(): CookieJar {
  // instances live on localhost, on bare names and on addresses; public suffixes are no matter for one host
  return new CookieJar(undefined, { rejectPublicSuffixes: false, allowSpecialUseDomain: true });
}

/** From the vault. Throws when the text is not what `serialise` wrote. */
export function restoreSessionCookies(baseUrl: string, serialised: string): SessionCookies {
  return wrap(baseUrl, CookieJar.deserializeSync(serialised));
}

/**
 * From what a person pastes: the cookie's value, `_gitlab_session=…`, a whole `Cookie` header, or a request
 * copied as a command. Throws `bad-input`, which never repeats the text.
 */
export function parseSessionCookies(baseUrl: string, pasted: string): SessionCookies {
  const pairs = readPairs(pasted);
  if (!pairs.some(([name]) => SESSION_NAME.test(name) || name === REMEMBER_NAME)) {
    throw new JobdeckError(
      'bad-input',
      'There is no _gitlab_session cookie in this text.',
      'Copy the value of the cookie _gitlab_session from your browser’s developer tools.',
    );
  }
  const base = new URL(baseUrl);
  const jar = newJar();
  for (const [key, value] of pairs) {
    const cookie = new Cookie({
      key,
      value,
      path: base.pathname.replace(/\/$/, '') || '/',
      secure: base.protocol === 'https:',
      httpOnly: true,
    });
    jar.setCookieSync(cookie, `${baseUrl}/`);
  }
  return wrap(baseUrl, jar);
}

/**
 * From a sign-in window, with their attributes. Scripts set cookies too, for statistics and tastes: what signs in is
 * out of their reach (`HttpOnly`), and so is what a proxy in front of the instance may want to see again.
 */
export function takeBrowserCookies(baseUrl: string, held: readonly BrowserCookie[]): SessionCookies {
  const jar = newJar();
  for (const cookie of held) {
    if (!cookie.httpOnly && !SESSION_NAME.test(cookie.name) && cookie.name !== REMEMBER_NAME) continue;
    const kept = new Cookie({
      key: cookie.name,
      value: cookie.value,
      ...(cookie.hostOnly ? {} : { domain: cookie.domain.replace(/^\./, '') }),
      path: cookie.path,
      secure: cookie.secure,
      httpOnly: cookie.httpOnly,
      ...(cookie.sameSite === null ? {} : { sameSite: cookie.sameSite }),
      ...(cookie.expiresAt === null ? {} : { expires: new Date(cookie.expiresAt) }),
    });
    // what the instance would never be sent is refused by the jar
    jar.setCookieSync(kept, `${baseUrl}/`, { ignoreError: true });
  }
  return wrap(baseUrl, jar);
}

function readPairs(pasted: string): readonly (readonly [string, string])[] {
  const command = /(?:-b|--cookie)\s+(['"])(.*?)\1|-H\s+(['"])cookie:\s*(.*?)\3/is.exec(pasted);
  const text = (command?.[2] ?? command?.[4] ?? pasted).trim().replace(/^(set-)?cookie:\s*/i, '');
  if (/\p{Cc}/u.test(text)) {
    throw new JobdeckError('bad-input', 'The session cookie must be one line.', 'Copy it again, without line breaks.');
  }
  if (text === '') return [];
  // a value alone: no pair, or `=` only as the padding of its base64
  if (!text.includes(';') && !/^[\w.-]+=[^=]/.test(text)) return [['_gitlab_session', unquote(text)]];
  return text.split(';').flatMap((part) => {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at < 1 || ATTRIBUTES.has(name.toLowerCase())) return [];
    return [[name, unquote(part.slice(at + 1).trim())] as const];
  });
}

function unquote(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}

function wrap(baseUrl: string, jar: CookieJar): SessionCookies {
  /** What matters of the jar: GitLab renews the expiry with each answer, and that is not worth a write each time. */
  function print(): string {
    const cookies = jar.serializeSync()?.cookies ?? [];
    return cookies
      .map(({ key, value, domain, path, expires }) => {
        const day = typeof expires === 'string' ? Math.floor(Date.parse(expires) / 3_600_000) : '';
        return `${key}=${value};${domain}${path};${day}`;
      })
      .sort()
      .join('\n');
  }

  /** A cookie pasted without its path must not outlive the one that the server sets at another path. */
  function dropTwins(set: Cookie): void {
    const kept = jar.serializeSync();
    if (kept === undefined) return;
    const cookies = kept.cookies.filter(
      (cookie) => cookie.key !== set.key || (cookie.path ?? '/') === (set.path ?? '/'),
    );
    if (cookies.length === kept.cookies.length) return;
    jar = CookieJar.deserializeSync({ ...kept, cookies });
  }

  return {
    header(url) {
      const http = url.replace(/^ws/, 'http');
      if (!isOnInstance(baseUrl, http)) return null;
      return jar.getCookieStringSync(http) || null;
    },
    keep(url, setCookies) {
      if (setCookies.length === 0 || !isOnInstance(baseUrl, url)) return false;
      const before = print();
      for (const line of setCookies) {
        const set = jar.setCookieSync(line, url, { ignoreError: true });
        if (set === undefined || set === null) continue;
        if (fixEnd(set)) jar.setCookieSync(set, url, { ignoreError: true });
        dropTwins(set);
      }
      return print() !== before;
    },
    get usable() {
      const cookies = jar.getCookiesSync(`${baseUrl}/`);
      return cookies.some(({ key }) => SESSION_NAME.test(key) || key === REMEMBER_NAME);
    },
    get life(): CookieLife {
      const cookies = jar.getCookiesSync(`${baseUrl}/`);
      const session = cookies.find(({ key }) => SESSION_NAME.test(key));
      return {
        session: session === undefined ? 'gone' : endOf(session),
        remembered: endOf(cookies.find(({ key }) => key === REMEMBER_NAME)),
      };
    },
    toBrowser: () =>
      jar.getCookiesSync(`${baseUrl}/`).map((cookie) => ({
        name: cookie.key,
        value: cookie.value,
        domain: cookie.domain ?? new URL(baseUrl).hostname,
        hostOnly: cookie.hostOnly !== false,
        path: cookie.path ?? '/',
        secure: cookie.secure,
        httpOnly: cookie.httpOnly,
        sameSite: sameSiteOf(cookie.sameSite),
        expiresAt: cookie.expires instanceof Date ? cookie.expires.getTime() : null,
      })),
    serialise: () => JSON.stringify(jar.serializeSync()),
  };
}

function endOf(cookie: Cookie | undefined): number | null {
  return cookie?.expires instanceof Date ? cookie.expires.getTime() : null;
}

/** `Max-Age` counts from now, and the jar would count it from each later use (GitLab itself writes `Expires`). */
function fixEnd(cookie: Cookie): boolean {
  if (typeof cookie.maxAge !== 'number' || !(cookie.lastAccessed instanceof Date)) return false;
  cookie.expires = new Date(cookie.lastAccessed.getTime() + cookie.maxAge * 1000);
  cookie.maxAge = null;
  return true;
}

function sameSiteOf(text: string | undefined): BrowserCookie['sameSite'] {
  return text === 'none' || text === 'lax' || text === 'strict' ? text : null;
}
