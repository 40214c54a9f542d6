import { type Answer, type Ask, apiError, cookies, json } from './exchange.ts';
import { type Store, secretOf, type TokenRecord, type UserRecord } from './store.ts';

export type ApiCaller =
  | { readonly user: UserRecord | null; readonly token: TokenRecord | null; readonly refusal: null }
  | { readonly user: null; readonly token: null; readonly refusal: Answer };

const invalidToken = (why: string) =>
  json(
    401,
    { error: 'invalid_token', error_description: why },
    { 'WWW-Authenticate': 'Bearer realm="Protected by OAuth 2.0", error="invalid_token"' },
  );

export function isExpired(token: TokenRecord): boolean {
  return token.expiresAt !== null && token.expiresAt <= new Date().toISOString().slice(0, 10);
}

/** Who calls `/api/`: a token in one of its places, or the web session for reading. */
export function apiCaller(store: Store, ask: Ask, csrf: ReadonlyMap<string, string>): ApiCaller {
  const bearer = /^Bearer (.+)$/i.exec(ask.headers.authorization ?? '')?.[1];
  const value = ask.headers['private-token'] ?? bearer ?? ask.query.get('private_token') ?? null;
  const refused = (refusal: Answer): ApiCaller => ({ user: null, token: null, refusal });
  if (value !== null) {
    const token = store.tokens.find((one) => one.value === value.trim());
    if (!token) return refused(apiError(401));
    if (token.revoked) return refused(invalidToken('Token was revoked. You have to re-authorize from the user.'));
    if (isExpired(token)) {
      return refused(invalidToken('Token is expired. You can either do re-authorization or token refresh.'));
    }
    token.lastUsedAt = Date.now();
    return { user: token.user, token, refusal: null };
  }
  const session = cookies(ask.headers.cookie).get('_gitlab_session');
  const user = session && store.sessionLife.isAlive(session) ? (store.sessions.get(session) ?? null) : null;
  if (user && session && ask.method !== 'GET' && ask.method !== 'HEAD') {
    const sent = ask.headers['x-csrf-token'];
    if (!sent || sent !== csrf.get(session)) return { user: null, token: null, refusal: null };
  }
  if (user && store.owesTerms.has(user.id)) {
    return refused(
      json(403, {
        message: '403 Forbidden - (USER) must accept the Terms of Service in order to perform this action.',
      }),
    );
  }
  return { user, token: null, refusal: null };
}

/** Null = allowed. Session callers are not bound by scopes. */
export function scopeRefusal(caller: ApiCaller, allowed: readonly string[]): Answer | null {
  if (!caller.token || caller.token.scopes.some((scope) => allowed.includes(scope))) return null;
  return json(403, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: allowed.join(' '),
  });
}

export interface WebCaller {
  readonly user: UserRecord | null;
  /** A session re-created from the remember cookie; an ordinary answer sets it, the terminal's never does. */
  readonly newSession: string | null;
}

/** Who calls a web route: the session cookie, nothing else. Tokens are not even looked at. */
export function webCaller(store: Store, headers: Ask['headers'], renew: boolean): WebCaller {
  const jar = cookies(headers.cookie);
  const session = jar.get('_gitlab_session');
  const user = session && store.sessionLife.isAlive(session) ? store.sessions.get(session) : undefined;
  if (user) return { user, newSession: null };
  const remembered = jar.get('remember_user_token');
  const known = remembered ? store.remembered.get(remembered) : undefined;
  if (!known) return { user: null, newSession: null };
  if (!renew) return { user: known, newSession: null };
  const newSession = secretOf(24);
  store.sessions.set(newSession, known);
  return { user: known, newSession };
}
