import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Cipher, CipherOffer } from '../core/host.ts';

/** One entry of the system's keyring. Narrow, so that tests need no keyring. */
export interface KeyringEntry {
  getPassword(signal?: AbortSignal): Promise<string | null | undefined>;
  setPassword(password: string, signal?: AbortSignal): Promise<void>;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A locked keyring asks the user; so long do we wait for them. */
const PATIENCE_MS = 120_000;

/**
 * Opens our entry. On Linux it is pinned to the Secret Service: left to itself the library falls back to the kernel's
 * keyring, which forgets at reboot, and the vault would then be lost (seen with @napi-rs/keyring 2.1.2).
 */
export async function openKeyringEntry(): Promise<KeyringEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry('Jobdeck', 'vault key', { linux: { store: 'secret-service' } });
}

/** AES-256-GCM with a random key that only the keyring holds: nonce, tag, ciphertext. */
function createCipher(key: Buffer): Cipher {
  return {
    backend: 'keyring',
    async encrypt(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    async decrypt(secret) {
      const bytes = Buffer.from(secret);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(tag);
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}

async function keyFrom(entry: KeyringEntry, signal: AbortSignal): Promise<Buffer> {
  const kept = await entry.getPassword(signal);
  if (typeof kept === 'string') {
    const key = Buffer.from(kept, 'base64');
    if (key.length === KEY_BYTES) return key;
  }
  const key = randomBytes(KEY_BYTES);
  await entry.setPassword(key.toString('base64'), signal);
  // A keyring that takes a secret and does not give it back would cost the vault at the next start.
  if ((await entry.getPassword(signal)) !== key.toString('base64')) throw new Error('not kept');
  return key;
}

/** Never rejects: a system without a usable keyring is an ordinary one. */
export async function offerKeyringCipher(open: () => Promise<KeyringEntry>): Promise<CipherOffer> {
  try {
    return { cipher: createCipher(await keyFrom(await open(), AbortSignal.timeout(PATIENCE_MS))) };
  } catch {
    // The library's own words are about D-Bus and collections; they help nobody here.
    return {
      cipher: null,
      why: 'This system has no keyring that Jobdeck can use (Secret Service), or it stays locked.',
    };
  }
}
