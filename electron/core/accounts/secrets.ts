import { z } from 'zod';
import type { Credentials } from '../gitlab/client.ts';
import { restoreSessionCookies } from '../gitlab/session-cookies.ts';
import type { Vault } from './vault.ts';

const secretsSchema = z.object({ token: z.string().nullable(), cookies: z.string().nullable() });

/** One vault entry per account, so that token and web session change together or not at all. */
export interface SecretStore {
  /** Rejects with `vault-locked`. What cannot be read is null. */
  read(accountId: string, baseUrl: string): Promise<Credentials>;
  write(accountId: string, credentials: Credentials): Promise<void>;
  remove(accountId: string): Promise<void>;
}

export function createSecretStore(vault: Vault): SecretStore {
  const name = (accountId: string) => `account:${accountId}`;
  return {
    async read(accountId, baseUrl) {
      const stored = await vault.get(name(accountId));
      if (stored === null) return { token: null, cookies: null };
      try {
        const { token, cookies } = secretsSchema.parse(JSON.parse(stored));
        return { token, cookies: cookies === null ? null : restoreSessionCookies(baseUrl, cookies) };
      } catch {
        return { token: null, cookies: null };
      }
    },
    write(accountId, { token, cookies }) {
      return vault.set(name(accountId), JSON.stringify({ token, cookies: cookies?.serialise() ?? null }));
    },
    remove: (accountId) => vault.remove(name(accountId)),
  };
}
