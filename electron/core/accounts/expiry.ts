import type { TokenRenewal, WebSessionState } from '../../contract.ts';
import type { CookieLife } from '../gitlab/session-cookies.ts';
import type { AccountRecord } from './record.ts';
import { OTHER_KIND } from './rotation-words.ts';

/*
 * When credentials end, and what can be done about it: pure, from what GitLab has said and what it does by default.
 */

export const NO_COOKIES: CookieLife = { session: 'gone', remembered: null };
export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** GitLab's `session_expire_delay` where no administrator changed it: 10080 minutes since the last use. */
const DEFAULT_SESSION_MS = 7 * DAY_MS;
/** Newer GitLab moves the end of a session at most once an hour: only past that does a fixed end mean something. */
const MOVES_WITHIN_MS = 2 * HOUR_MS;
/** `/personal_access_tokens/self/rotate` came with this version (docs.gitlab.com/api/personal_access_tokens). */
const ROTATES_SINCE = [16, 10] as const;
/** Where the token does not say how long it lives; GitLab lets none live for much more than a year. */
const DEFAULT_LIFE_DAYS = 90;
const SHORTEST_LIFE_DAYS = 7;
const LONGEST_LIFE_DAYS = 365;
const ROTATING_SCOPES = ['api', 'self_rotate'];

type SignedIn = Extract<WebSessionState, { readonly status: 'ok' }>;

/** What is remembered of a web session's use, also over restarts. */
export interface SessionUse {
  /** When an answer last showed it signed in. */
  readonly usedAt: number;
  /** When its end last moved on, or it was new. */
  readonly movedAt: number;
  readonly expiresAt: number;
}

/** After an answer to a signed-in request. */
export function noteUse(before: SessionUse | null, life: CookieLife, now: number): SessionUse {
  const { at } = sessionEnd(life, now);
  const moved = before === null || Math.abs(at - before.expiresAt) > 60_000;
  return { usedAt: now, movedAt: moved ? now : before.movedAt, expiresAt: at };
}

/** Not every use is worth a write. */
export function isWorthKeeping(before: SessionUse | null, use: SessionUse): boolean {
  return (
    before === null ||
    use.usedAt - before.usedAt >= HOUR_MS ||
    Math.abs(use.expiresAt - before.expiresAt) >= HOUR_MS ||
    use.usedAt < before.usedAt
  );
}

/** The state of a session that was used just now. */
export function signedIn(use: SessionUse, life: CookieLife): SignedIn {
  const { at, expirySure } = sessionEnd(life, use.usedAt);
  return { status: 'ok', checkedAt: use.usedAt, expiresAt: at, expirySure, renewedBy: renewedBy(use, expirySure) };
}

/** A session that ends can be made anew by its remember cookie, so the later of the two counts. */
export function sessionEnd(life: CookieLife, usedAt: number): Pick<SignedIn, 'expirySure'> & { readonly at: number } {
  const { session, remembered } = life;
  const own = session === 'gone' ? null : (session ?? usedAt + DEFAULT_SESSION_MS);
  if (remembered !== null && remembered > (own ?? 0)) return { at: remembered, expirySure: 'told' };
  return { at: own ?? usedAt, expirySure: typeof session === 'number' ? 'told' : 'guessed' };
}

/** Whether use gives the session more time: told apart by an end that stays where it is though the session is used. */
export function renewedBy(use: SessionUse, sure: SignedIn['expirySure']): SignedIn['renewedBy'] {
  return sure === 'told' && use.usedAt - use.movedAt > MOVES_WITHIN_MS ? 'sign-in' : 'use';
}

/** What GitLab's rules say of renewing the account's token, before anything is asked of it. */
export function renewalOf(
  account: Pick<AccountRecord, 'token' | 'version'>,
  /** Why GitLab refused before, in this run; null = it did not. */
  refusal: string | null,
): TokenRenewal {
  const byHand = (why: string): TokenRenewal => ({ status: 'by-hand', why });
  const { token, version } = account;
  if (token === null) return byHand('Nothing is known of the token yet.');
  if (refusal !== null) return byHand(refusal);
  if (!token.personal) return byHand(OTHER_KIND);
  if (version !== null && isOlder(version, ROTATES_SINCE)) {
    return byHand(`GitLab ${version} cannot renew a token yet: that came with 16.10.`);
  }
  if (token.scopes.length > 0 && !token.scopes.some((scope) => ROTATING_SCOPES.includes(scope))) {
    return byHand('GitLab renews only tokens with the scope self_rotate (or api), and this one has neither.');
  }
  return { status: 'possible' };
}

/** `16.9.8-ee` is older than 16.10. */
export function isOlder(version: string, than: readonly [number, number]): boolean {
  const [major, minor] = version.split(/[.-]/).map(Number);
  if (major === undefined || minor === undefined || Number.isNaN(major) || Number.isNaN(minor)) return false;
  return major < than[0] || (major === than[0] && minor < than[1]);
}

/** The smallest of these numbers of days that still holds what is left; null = none, or the end has come. */
export function dueWarning(expiresAt: number, days: readonly number[], now: number): number | null {
  if (now >= expiresAt) return null;
  const reached = days.filter((one) => expiresAt - now <= one * DAY_MS);
  return reached.length === 0 ? null : Math.min(...reached);
}

/** As long again as the token had when it was made, as the day that GitLab takes; null = it never ended. */
export function nextExpiryDay(token: AccountRecord['token'], now: number): string | null {
  if (token === null || token.expiresAt === null) return null;
  // GitLab counts whole days, from the UTC day on which the token was made, at whatever hour
  const madeOn = token.createdAt === null ? null : Math.floor(token.createdAt / DAY_MS);
  const lifeDays = madeOn === null ? DEFAULT_LIFE_DAYS : Math.floor(token.expiresAt / DAY_MS) - madeOn;
  return dayAfter(Math.min(Math.max(lifeDays, SHORTEST_LIFE_DAYS), LONGEST_LIFE_DAYS), now);
}

/** The day that begins so many days from now, in UTC. */
export function dayAfter(days: number, now: number): string {
  return new Date(now + days * DAY_MS).toISOString().slice(0, 10);
}
