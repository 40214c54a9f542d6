import type { Cipher } from '../core/host.ts';

/** What every Electron's safeStorage has. */
interface SyncStorage {
  isEncryptionAvailable(): boolean;
  encryptString(plain: string): Buffer;
  decryptString(secret: Buffer): string;
}

/** What Electron 42 and newer have besides; they read what the old calls wrote. Does not stop main while a keyring asks. */
interface AsyncStorage extends SyncStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(plain: string): Promise<Buffer>;
  decryptStringAsync(secret: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
}

export type SafeStorage = SyncStorage & Partial<AsyncStorage>;

export function isAsync(storage: SafeStorage): storage is AsyncStorage {
  return typeof storage.isAsyncEncryptionAvailable === 'function';
}

/**
 * The system's keyring as core wants it. `shouldReEncrypt` (the key was rotated) asks for nothing here: the old
 * ciphertext still reads, and every entry is written anew whenever GitLab renews its session.
 */
export function createSafeCipher(backend: string, storage: SafeStorage): Cipher {
  if (!isAsync(storage)) {
    return {
      backend,
      encrypt: async (plain) => storage.encryptString(plain),
      decrypt: async (secret) => storage.decryptString(Buffer.from(secret)),
    };
  }
  return {
    backend,
    encrypt: (plain) => storage.encryptStringAsync(plain),
    decrypt: async (secret) => (await storage.decryptStringAsync(Buffer.from(secret))).result,
  };
}
