import { randomUUID } from 'node:crypto';
import type { InstanceProbe } from '../../contract.ts';
import type { TokenFacts } from './credentials.ts';
import type { AccountRecord } from './record.ts';
import type { Tried } from './try-credentials.ts';

const COLOURS = 8;

/** A record for an account that was tried: with a colour that is free, and a name that tells it from its like. */
export function makeRecord(from: {
  readonly probe: InstanceProbe;
  readonly caPem: string | null;
  readonly tried: Tried;
  readonly label: string | null;
  readonly others: readonly AccountRecord[];
}): AccountRecord {
  const { probe, tried, others } = from;
  const used = new Set(others.map(({ colour }) => colour));
  const free = Array.from({ length: COLOURS }, (_, colour) => colour).find((colour) => !used.has(colour));
  const shared = others.some(({ url }) => url === probe.url);
  const name = shared ? `${probe.name} (${tried.user.username})` : probe.name;
  return {
    id: randomUUID(),
    label: (from.label?.trim() || name).slice(0, 100),
    colour: free ?? others.length % COLOURS,
    url: probe.url,
    version: tried.version,
    user: tried.user,
    caPem: from.caPem,
    token: tried.token === null ? null : tokenRecord(tried.token),
    renewTokenDays: null,
    warningMinutes: null,
    keepTranscripts: true,
    session: null,
  };
}

/** What is kept of a token that was tried. */
export function tokenRecord({
  scopes,
  expiresAt,
  createdAt,
  personal,
}: Omit<TokenFacts, 'user' | 'version'>): NonNullable<AccountRecord['token']> {
  return { scopes: [...scopes], expiresAt, createdAt, personal };
}
