import type { Cookie, CookiesSetDetails } from 'electron';
import type { BrowserCookie } from '../../core/host.ts';

/** Chromium's cookies in core's words, and back. */

const FROM_CHROMIUM = { no_restriction: 'none', lax: 'lax', strict: 'strict', unspecified: null } as const;
const TO_CHROMIUM = { none: 'no_restriction', lax: 'lax', strict: 'strict' } as const;

export function fromChromium(cookie: Cookie, instanceHost: string): BrowserCookie {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain ?? instanceHost,
    hostOnly: cookie.hostOnly ?? false,
    path: cookie.path ?? '/',
    secure: cookie.secure ?? false,
    httpOnly: cookie.httpOnly ?? false,
    sameSite: FROM_CHROMIUM[cookie.sameSite],
    expiresAt: cookie.expirationDate === undefined ? null : Math.round(cookie.expirationDate * 1000),
  };
}

export function toChromium(cookie: BrowserCookie, baseUrl: string): CookiesSetDetails {
  return {
    url: `${new URL(baseUrl).origin}${cookie.path}`,
    name: cookie.name,
    value: cookie.value,
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    // a cookie that was pasted came without it: `lax` is what Chromium would assume
    sameSite: cookie.sameSite === null ? 'lax' : TO_CHROMIUM[cookie.sameSite],
    ...(cookie.hostOnly ? {} : { domain: cookie.domain }),
    ...(cookie.expiresAt === null ? {} : { expirationDate: cookie.expiresAt / 1000 }),
  };
}
