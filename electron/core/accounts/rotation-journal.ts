import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Vault } from './vault.ts';

const entrySchema = z.object({
  /** Of the token that GitLab was asked to renew. */
  fingerprint: z.string().max(64),
  /** Its number at GitLab, so that people can find it on their token page; null = GitLab did not say. */
  tokenId: z.number().int().nullable(),
  askedAt: z.number(),
  /** `lost`: GitLab has exchanged it, and the new one never arrived. */
  outcome: z.enum(['asked', 'lost']),
});
export type RotationEntry = z.infer<typeof entrySchema>;

/**
 * What is written before GitLab is asked to exchange a token, so that a run which finds it knows that one before was
 * cut off: in the vault, fsynced with it. Whether the answer came is told by the token kept now: it has the same
 * fingerprint as the entry, or another.
 */
export interface RotationJournal {
  /** Rejects with `vault-locked`. What cannot be read is null. */
  read(accountId: string): Promise<RotationEntry | null>;
  /** Resolves when it is on disk. */
  write(accountId: string, entry: RotationEntry): Promise<void>;
  clear(accountId: string): Promise<void>;
}

export function createRotationJournal(vault: Pick<Vault, 'get' | 'set' | 'remove'>): RotationJournal {
  const name = (accountId: string) => `rotation:${accountId}`;
  return {
    async read(accountId) {
      const stored = await vault.get(name(accountId));
      if (stored === null) return null;
      try {
        return entrySchema.parse(JSON.parse(stored));
      } catch {
        return null;
      }
    },
    write: (accountId, entry) => vault.set(name(accountId), JSON.stringify(entry)),
    clear: (accountId) => vault.remove(name(accountId)),
  };
}

/** Tells tokens apart without holding one. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}
