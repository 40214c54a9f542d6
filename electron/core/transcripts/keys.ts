import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { VaultState } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';

/** A transcript's key under the key of all transcripts, which lies in the vault. */
export interface SealedKey {
  /** Tells which key of all transcripts it was. */
  readonly by: string;
  /** Nonce, ciphertext, tag; base64. */
  readonly box: string;
}

/** As much of the vault as is needed. */
export interface KeyVault {
  state(): VaultState;
  get(name: string): Promise<string | null>;
  set(name: string, secret: string): Promise<void>;
}

export interface TranscriptKeys {
  /** Null while the vault cannot keep a key: the transcript then ends with the app. */
  seal(id: string, key: Uint8Array): Promise<SealedKey | null>;
  /** Rejects with `vault-locked`, and with `not-found` where the key is not to be had. */
  open(id: string, sealed: SealedKey): Promise<Uint8Array>;
}

const NAME = 'transcripts';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createTranscriptKeys(vault: KeyVault): TranscriptKeys {
  let known: Buffer | null = null;
  let making: Promise<Buffer> | null = null;

  /** The one that there is; null = none, or not to be had here. Writes nothing. */
  async function find(): Promise<Buffer | null> {
    if (known !== null) return known;
    if (vault.state().mode !== 'encrypted') return null;
    const stored = Buffer.from((await vault.get(NAME)) ?? '', 'base64');
    if (stored.length !== KEY_BYTES) return null;
    known = stored;
    return stored;
  }

  async function findOrMake(): Promise<Buffer | null> {
    // Where nothing encrypts the vault would take it too, and could put another key in the place of one that is only
    // out of reach for now.
    if (known === null && vault.state().mode !== 'encrypted') return null;
    making ??= make().finally(() => {
      making = null;
    });
    return making;
  }

  async function make(): Promise<Buffer> {
    const found = await find();
    if (found !== null) return found;
    const fresh = randomBytes(KEY_BYTES);
    await vault.set(NAME, fresh.toString('base64'));
    known = fresh;
    return fresh;
  }

  return {
    async seal(id, key) {
      const by = await findOrMake().catch(() => null);
      if (by === null) return null;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', by, nonce);
      // bound to its transcript: a file put into another folder opens nothing
      cipher.setAAD(Buffer.from(id, 'utf8'));
      const box = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
      return { by: nameOf(by), box: box.toString('base64') };
    },
    async open(id, sealed) {
      if (vault.state().mode === 'locked') {
        throw new JobdeckError('vault-locked', 'This transcript is encrypted.', 'Unlock your secrets first.');
      }
      const by = await find();
      if (by === null || nameOf(by) !== sealed.by) throw lost();
      try {
        const box = Buffer.from(sealed.box, 'base64');
        const decipher = createDecipheriv('aes-256-gcm', by, box.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(id, 'utf8'));
        decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
        return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, box.length - TAG_BYTES)), decipher.final()]);
      } catch {
        throw lost();
      }
    },
  };
}

function nameOf(key: Buffer): string {
  return createHash('sha256').update('jobdeck transcripts').update(key).digest('hex').slice(0, 16);
}

function lost(): JobdeckError {
  return new JobdeckError(
    'not-found',
    'This transcript cannot be read here: the key that protects it is not to be had.',
    'Bring the keyring back that was there when it was recorded.',
  );
}
