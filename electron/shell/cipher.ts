import { safeStorage } from 'electron';
import type { CipherOffer } from '../core/host.ts';
import { createSafeCipher, isAsync, type SafeStorage } from './safe-cipher.ts';

/**
 * What protects the vault on this system. On Linux Chromium falls back to `basic_text`, a fixed key in its own source:
 * https://www.electronjs.org/docs/latest/api/safe-storage. That hides a secret from nobody, so it counts as none.
 */
function backendName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'keychain';
  if (platform === 'win32') return 'dpapi';
  return safeStorage.getSelectedStorageBackend();
}

export async function offerSafeStorage(platform: NodeJS.Platform): Promise<CipherOffer> {
  const storage: SafeStorage = safeStorage;
  const available = isAsync(storage) ? await storage.isAsyncEncryptionAvailable() : storage.isEncryptionAvailable();
  if (!available) {
    return { cipher: null, why: 'This system has no keyring that Jobdeck can use, or it stays locked.' };
  }
  const backend = backendName(platform);
  if (backend === 'basic_text' || backend === 'unknown') {
    return { cipher: null, why: 'This system has no keyring; all it offers would only obscure your credentials.' };
  }
  return { cipher: createSafeCipher(backend, storage) };
}
