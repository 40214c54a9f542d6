import type { GitlabUser } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Credentials } from '../gitlab/client.ts';
import { createNetwork } from '../gitlab/network.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock } from '../host.ts';
import { checkSession, checkToken, readSessionUser, readVersion, type TokenFacts } from './credentials.ts';

/** What a try has shown. */
export interface Tried {
  readonly user: GitlabUser;
  readonly token: TokenFacts | null;
  /** The web session was tried too. */
  readonly session: boolean;
  readonly version: string | null;
}

/**
 * Tries credentials against the server as it will be reached, before anything is stored; what is null is not tried.
 * Rejects with the kinds of `checkToken` and `checkSession`; with `bad-input` when it has nothing to go by.
 */
export async function tryCredentials(
  instance: { readonly baseUrl: string; readonly caPem: string | null; readonly clock: Clock; readonly ways: Ways },
  { token, cookies }: Credentials,
  /** Whose they must be; null = whoever's, but both the same one's. */
  owner: GitlabUser | null,
): Promise<Tried> {
  const { baseUrl, caPem, clock, ways } = instance;
  const network = createNetwork(new URL(baseUrl).origin, caPem, { clock, ways });
  try {
    const server = { baseUrl, network, clock };
    const facts = token === null ? null : await checkToken(server, token);
    if (facts !== null && owner !== null && facts.user.id !== owner.id) {
      throw new JobdeckError(
        'wrong-user',
        `This token is of @${facts.user.username}, and the account of @${owner.username}.`,
        'Add another account for the other user.',
      );
    }
    const expected = facts?.user ?? owner;
    if (cookies === null) {
      if (expected === null) {
        throw new JobdeckError(
          'bad-input',
          'Neither a token nor a web session was given.',
          'Sign in, or give a token.',
        );
      }
      return { user: expected, token: facts, session: false, version: facts?.version ?? null };
    }
    if (expected !== null) await checkSession(server, cookies, expected);
    const user = expected ?? (await readSessionUser(server, cookies));
    const version = facts?.version ?? (owner === null ? await readVersion(server, cookies) : null);
    return { user, token: facts, session: true, version };
  } finally {
    await network.dispose();
  }
}
