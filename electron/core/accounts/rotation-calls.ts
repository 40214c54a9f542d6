import { z } from 'zod';
import type { Failure } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { type HttpAnswer, send } from '../gitlab/http.ts';
import { apiFailure, isJson, notJson } from '../gitlab/status.ts';
import { parseExpiry, type Server } from './credentials.ts';

/*
 * The two questions of a rotation (docs.gitlab.com/api/personal_access_tokens). The second one kills the token it is
 * asked with; asked with one that is dead already it kills the whole family, the new one too.
 */

/** GitLab answers within a second or two; a proxy's patience is usually a minute. */
const ROTATE_TIMEOUT_MS = 60_000;

export interface PersonalToken {
  readonly id: number | null;
  readonly scopes: readonly string[];
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
}

export type SelfAnswer =
  | { readonly is: 'alive'; readonly token: PersonalToken; readonly serverNow: number | null }
  | { readonly is: 'dead' }
  /** Alive, and no personal access token (400). */
  | { readonly is: 'other' }
  | { readonly is: 'unknown'; readonly failure: Failure };

export type RotateAnswer =
  | { readonly is: 'renewed'; readonly secret: string; readonly token: PersonalToken }
  /** GitLab's own word that it has not. `told` is a text of the server's, to be looked at and never shown. */
  | { readonly is: 'refused'; readonly status: number; readonly told: string }
  /** It may have. */
  | { readonly is: 'unclear'; readonly failure: Failure };

const selfSchema = z.object({
  id: z.number().int().nullable().catch(null),
  scopes: z.array(z.string()).catch([]),
  active: z.boolean().catch(true),
  revoked: z.boolean().catch(false),
  created_at: z.string().nullable().catch(null),
  expires_at: z.string().nullable().catch(null),
});
const newSchema = selfSchema.extend({
  // what goes into a header later
  token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
});

/** Harmless, however often: is this token alive, and what is it? */
export async function askSelf(server: Server, token: string): Promise<SelfAnswer> {
  const host = nameOfInstance(server.baseUrl);
  let answer: HttpAnswer;
  try {
    answer = await ask(server, 'GET', '/personal_access_tokens/self', token);
  } catch (error) {
    return { is: 'unknown', failure: toFailure(error) };
  }
  const parsed = answer.status === 200 ? parse(answer, selfSchema) : null;
  if (parsed !== null) {
    if (!parsed.active || parsed.revoked) return { is: 'dead' };
    return { is: 'alive', token: tokenOf(parsed), serverNow: parseExpiry(answer.headers.date ?? null) };
  }
  // a proxy's 401 is a page, and says nothing about the token
  if (answer.status === 401 && isJson(answer)) return { is: 'dead' };
  if (answer.status === 400 && isJson(answer)) return { is: 'other' };
  return { is: 'unknown', failure: (apiFailure(answer, host) ?? notJson(host)).failure };
}

/** Never rejects, and is never repeated by itself. */
export async function askRotate(server: Server, token: string, expiresOn: string | null): Promise<RotateAnswer> {
  const host = nameOfInstance(server.baseUrl);
  let answer: HttpAnswer;
  try {
    const json = expiresOn === null ? {} : { expires_at: expiresOn };
    answer = await ask(server, 'POST', '/personal_access_tokens/self/rotate', token, json);
  } catch (error) {
    return { is: 'unclear', failure: toFailure(error) };
  }
  // 200 by the documentation; 201 is what Grape gives to a POST that does not say
  const parsed = answer.status === 200 || answer.status === 201 ? parse(answer, newSchema) : null;
  if (parsed !== null) return { is: 'renewed', secret: parsed.token, token: tokenOf(parsed) };
  if (answer.status >= 400 && answer.status < 500 && isJson(answer)) {
    return { is: 'refused', status: answer.status, told: answer.body };
  }
  return { is: 'unclear', failure: (apiFailure(answer, host) ?? notJson(host)).failure };
}

function ask(server: Server, method: 'GET' | 'POST', path: string, token: string, json?: unknown) {
  return send(server.network, server.clock, {
    url: new URL(`${server.baseUrl}/api/v4${path}`),
    method,
    headers: {
      accept: 'application/json',
      'private-token': token,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json), timeoutMs: ROTATE_TIMEOUT_MS }),
  });
}

function parse<T>(answer: HttpAnswer, schema: z.ZodType<T>): T | null {
  if (!isJson(answer)) return null;
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch {
    return null;
  }
}

function tokenOf(parsed: z.infer<typeof selfSchema>): PersonalToken {
  return {
    id: parsed.id,
    scopes: parsed.scopes,
    createdAt: parseExpiry(parsed.created_at),
    expiresAt: parseExpiry(parsed.expires_at),
  };
}
