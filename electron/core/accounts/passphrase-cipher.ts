import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { JobdeckError } from '../errors.ts';
import type { Cipher } from '../host.ts';

/** OWASP's figures for scrypt (Password Storage Cheat Sheet): 128 MiB, about half a second. */
const DEFAULT_COST = { log2N: 17, r: 8, p: 1 };
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERIFIER_TEXT = 'jobdeck vault';

/** Recorded in the vault file. Bounds keep a doctored file from eating the machine. */
export const passphraseParamsSchema = z.object({
  log2N: z.number().int().min(4).max(20),
  r: z.number().int().min(1).max(16),
  p: z.number().int().min(1).max(4),
  salt: z.base64().min(16).max(128),
  /** A known text under the key: tells a wrong passphrase from a damaged entry. */
  verifier: z.base64().max(256),
});
export type PassphraseParams = z.infer<typeof passphraseParamsSchema>;
export type PassphraseCost = Pick<PassphraseParams, 'log2N' | 'r' | 'p'>;

export const PASSPHRASE_BACKEND = 'passphrase';

/** A fresh salt and the cipher for it. */
export async function newPassphraseCipher(
  passphrase: string,
  cost: PassphraseCost = DEFAULT_COST,
): Promise<{ readonly cipher: Cipher; readonly params: PassphraseParams }> {
  const salt = randomBytes(16).toString('base64');
  const cipher = cipherOf(await deriveKey(passphrase, salt, cost));
  const verifier = Buffer.from(await cipher.encrypt(VERIFIER_TEXT)).toString('base64');
  return { cipher, params: { ...cost, salt, verifier } };
}

/** Rejects with `wrong-passphrase`. */
export async function openPassphraseCipher(passphrase: string, params: PassphraseParams): Promise<Cipher> {
  const cipher = cipherOf(await deriveKey(passphrase, params.salt, params));
  const verified = await cipher.decrypt(Buffer.from(params.verifier, 'base64')).catch(() => null);
  if (verified !== VERIFIER_TEXT)
    throw new JobdeckError('wrong-passphrase', 'That is not the passphrase.', 'Try again.');
  return cipher;
}

function deriveKey(passphrase: string, salt: string, { log2N, r, p }: PassphraseCost): Promise<Buffer> {
  const N = 2 ** log2N;
  // one form for one text, however the keyboard composed its accents
  const secret = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
  return new Promise((resolve, reject) => {
    scrypt(
      secret,
      Buffer.from(salt, 'base64'),
      KEY_BYTES,
      { N, r, p, maxmem: 256 * N * r + 1024 * 1024 },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    );
  });
}

/** AES-256-GCM; nonce, ciphertext and tag in one. */
function cipherOf(key: Buffer): Cipher {
  return {
    backend: PASSPHRASE_BACKEND,
    async encrypt(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    async decrypt(secret) {
      if (secret.byteLength < NONCE_BYTES + TAG_BYTES) throw new Error('too short');
      const bytes = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const plain = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    },
  };
}
