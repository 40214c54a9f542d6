import type { ApiCaller } from './authentication.ts';
import { type Answer, type Ask, apiError, json } from './exchange.ts';
import { tokenEntity } from './rest-entities.ts';
import { type Store, secretOf, type TokenRecord } from './store.ts';

/*
 * `POST /personal_access_tokens/self/rotate`, after lib/api/personal_access_tokens/self_rotation.rb,
 * app/services/personal_access_tokens/rotate_service.rb and app/models/personal_access_token.rb.
 */

const DAY_MS = 86_400_000;

/** The route came with 16.10. */
export function knowsRotation(store: Store): boolean {
  const [major = 0, minor = 0] = store.version.split(/[.-]/).map(Number);
  return major > 16 || (major === 16 && minor >= 10);
}

/** The caller's token lives, and has a scope that may rotate it. */
export function rotate(store: Store, ask: Ask, caller: ApiCaller): Answer {
  const { token } = caller;
  if (!token) return apiError(405);
  const given = askedDay(ask);
  if (given === 'invalid') return json(400, { error: 'expires_at is invalid' });
  const { longestTokenDays, fineGrainedOnly } = store.limits;
  const refused = (why: string) => json(400, { message: `400 Bad request - ${why}` });
  if (fineGrainedOnly) {
    return refused('Rotation of legacy personal access tokens is disabled. Use a fine-grained token instead.');
  }
  // no expiry demanded: none is given either
  const expiresAt = given ?? (longestTokenDays === null ? null : day(store, 7));
  if (longestTokenDays !== null && expiresAt !== null && expiresAt > day(store, longestTokenDays)) {
    return refused(`Expiration date must be before ${day(store, longestTokenDays)}`);
  }
  token.revoked = true;
  const fresh: TokenRecord = {
    ...token,
    id: store.nextId('token'),
    value: `glpat-${secretOf(15)}`,
    expiresAt,
    createdAt: store.now(),
    lastUsedAt: null,
    revoked: false,
  };
  store.tokens.push(fresh);
  return json(200, { ...tokenEntity(fresh), token: fresh.value });
}

/** Rotating with a dead token is taken for theft: the whole family dies (automatic reuse detection, 16.3). */
export function revokeFamily(store: Store, value: string | undefined): void {
  const dead = store.tokens.find((token) => token.value === value && token.revoked);
  if (dead === undefined) return;
  for (const one of store.tokens) if (one.family === dead.family) one.revoked = true;
}

/** Grape takes it from the query or the body, and coerces it to a day. */
function askedDay(ask: Ask): string | null | 'invalid' {
  const text = ask.query.get('expires_at') ?? bodyOf(ask).expires_at;
  if (text === undefined || text === null) return null;
  const time = Date.parse(String(text));
  return Number.isNaN(time) ? 'invalid' : new Date(time).toISOString().slice(0, 10);
}

/** As JSON or as a form. */
export function bodyOf(ask: Ask): Record<string, unknown> {
  try {
    return JSON.parse(ask.body.toString() || '{}') as Record<string, unknown>;
  } catch {
    return Object.fromEntries(new URLSearchParams(ask.body.toString()));
  }
}

function day(store: Store, fromNow: number): string {
  return new Date(store.now() + fromNow * DAY_MS).toISOString().slice(0, 10);
}
