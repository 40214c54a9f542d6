import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may talk to the browser door: whoever was given the one-time key, and then holds a page session. */
export interface Keys {
  /** A new one-time key; the one issued before stops working. */
  issue(): string;
  /** Spends the key for the token of a new page session; null when it is not the one that is out. */
  redeem(key: string): string | null;
  isSession(token: string): boolean;
}

/** Browsers that can be signed in at once; past it the oldest goes. */
const MOST_SESSIONS = 32;

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createKeys(): Keys {
  let outstanding: Buffer | null = null;
  /** Digests, so that a look-up tells nothing about the token by its time. */
  const sessions = new Set<string>();

  return {
    issue() {
      const key = secret();
      outstanding = digest(key);
      return key;
    },
    redeem(key) {
      if (outstanding === null || !timingSafeEqual(outstanding, digest(key))) return null;
      outstanding = null;
      const token = secret();
      sessions.add(digest(token).toString('hex'));
      if (sessions.size > MOST_SESSIONS) {
        const [oldest] = sessions;
        if (oldest !== undefined) sessions.delete(oldest);
      }
      return token;
    },
    isSession: (token) => sessions.has(digest(token).toString('hex')),
  };
}
