import { z } from 'zod';
import type { GitlabUser } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { isSignedOut } from '../gitlab/client.ts';
import { type HttpAnswer, send } from '../gitlab/http.ts';
import type { Network } from '../gitlab/network.ts';
import type { SessionCookies } from '../gitlab/session-cookies.ts';
import {
  apiFailure,
  isJson,
  missingScope,
  notJson,
  rateLimited,
  retryAfterMs,
  sessionDetained,
  sessionRefused,
  tokenExpired,
} from '../gitlab/status.ts';
import type { Clock } from '../host.ts';

/** Where credentials are tried, before or after they are stored. */
export interface Server {
  readonly baseUrl: string;
  readonly network: Network;
  readonly clock: Clock;
}

export interface TokenFacts {
  readonly user: GitlabUser;
  /** Empty where the server does not tell, as for an OAuth token. */
  readonly scopes: readonly string[];
  readonly expiresAt: number | null;
  readonly createdAt: number | null;
  /** The server has told of it as of a personal access token. */
  readonly personal: boolean;
  readonly version: string | null;
}

const READING_SCOPES = ['read_api', 'api'];
const DEFAULT_PAUSE_MS = 60_000;

const userSchema = z.object({ id: z.number().int(), username: z.string(), name: z.string().catch('') });
const tokenSchema = z.object({
  scopes: z.array(z.string()).catch([]),
  active: z.boolean().catch(true),
  revoked: z.boolean().catch(false),
  created_at: z.string().nullable().catch(null),
  expires_at: z.string().nullable().catch(null),
});
const versionSchema = z.object({ version: z.string().max(100) });

/** What was pasted, fit for a header. Throws `bad-input`, which never repeats it. */
export function cleanToken(pasted: string): string {
  const token = pasted.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const message = token === '' ? 'No access token was given.' : 'An access token has no spaces or special characters.';
  throw new JobdeckError('bad-input', message, 'Copy the token again from GitLab.');
}

/** Both forms that GitLab writes: a plain date, which means its first moment in UTC, and ISO 8601. */
export function parseExpiry(text: string | null): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}

/**
 * Tries an API token: whose it is, whether it may read, until when it lives. Rejects with `unauthorized`, `token-expired`,
 * `missing-scope`, `offline`, `tls-untrusted`, `rate-limited`, `forbidden`, `not-a-gitlab`, `server-error`.
 */
export async function checkToken(server: Server, token: string): Promise<TokenFacts> {
  const host = nameOfInstance(server.baseUrl);
  const get = (path: string) => ask(server, path, { 'private-token': token });

  const userAnswer = await get('/user');
  const failure = failureOf(userAnswer, server);
  if (failure !== null) throw failure;
  const user = parse(userAnswer, userSchema) ?? fail(notJson(host));

  const self = await get('/personal_access_tokens/self');
  // 400 = an OAuth token, which has no such page; 403, 404 = a fine-grained token or an old server: no facts, and no fault
  const facts = self.status === 200 ? parse(self, tokenSchema) : null;
  if (facts !== null && (!facts.active || facts.revoked)) throw tokenExpired(host);
  if (facts !== null && facts.scopes.length > 0 && !facts.scopes.some((scope) => READING_SCOPES.includes(scope))) {
    throw missingScope();
  }

  let metadata = await get('/metadata');
  if (metadata.status === 404) metadata = await get('/version');
  const version = metadata.status === 200 ? (parse(metadata, versionSchema)?.version ?? null) : null;
  return {
    user,
    scopes: facts?.scopes ?? [],
    expiresAt: parseExpiry(facts?.expires_at ?? null),
    createdAt: parseExpiry(facts?.created_at ?? null),
    personal: facts !== null,
    version,
  };
}

/**
 * Tries a web session by the one thing that tells whose it is: the API's `/user`, which takes the cookie for reading.
 * Keeps what the answer sets. Rejects with `session-refused` and what the network gives.
 */
export async function readSessionUser(server: Server, cookies: SessionCookies): Promise<GitlabUser> {
  const host = nameOfInstance(server.baseUrl);
  const cookie = cookies.header(`${server.baseUrl}/api/v4/user`);
  if (cookie === null) throw sessionRefused(host);
  const answer = await ask(server, '/user', { cookie });
  cookies.keep(`${server.baseUrl}/api/v4/user`, answer.setCookies);

  if (isSignedOut(answer)) throw sessionRefused(host);
  if (answer.status === 403) throw sessionDetained(host);
  const failure = failureOf(answer, server);
  if (failure !== null) throw failure;
  return parse(answer, userSchema) ?? fail(notJson(host));
}

/** As `readSessionUser`, and rejects with `wrong-user` unless it is the owner's. */
export async function checkSession(server: Server, cookies: SessionCookies, owner: GitlabUser): Promise<void> {
  const user = await readSessionUser(server, cookies);
  if (user.id === owner.id) return;
  throw new JobdeckError(
    'wrong-user',
    `The web session is of @${user.username}, and this account of @${owner.username}.`,
    'Token and session must be the same user’s: only who started a job gets its terminal.',
  );
}

/** The server's version, asked by web session; null when it does not tell. */
export async function readVersion(server: Server, cookies: SessionCookies): Promise<string | null> {
  const cookie = cookies.header(`${server.baseUrl}/api/v4/metadata`);
  const answer = cookie === null ? null : await ask(server, '/metadata', { cookie });
  return answer?.status === 200 ? (parse(answer, versionSchema)?.version ?? null) : null;
}

function ask(server: Server, path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const url = new URL(`${server.baseUrl}/api/v4${path}`);
  return send(server.network, server.clock, {
    url,
    method: 'GET',
    headers: { accept: 'application/json', ...headers },
  });
}

function failureOf(answer: HttpAnswer, { baseUrl, clock }: Server): JobdeckError | null {
  const host = nameOfInstance(baseUrl);
  if (answer.status === 429) return rateLimited(host, retryAfterMs(answer.headers, clock.now()) ?? DEFAULT_PAUSE_MS);
  return apiFailure(answer, host);
}

function parse<T>(answer: HttpAnswer, schema: z.ZodType<T>): T | null {
  if (!isJson(answer)) return null;
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch {
    return null;
  }
}

function fail(error: JobdeckError): never {
  throw error;
}
