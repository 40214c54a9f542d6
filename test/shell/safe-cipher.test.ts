import { describe, expect, it } from 'vitest';
import { createSafeCipher, isAsync, type SafeStorage } from '../../electron/shell/safe-cipher.ts';

const wrap = (text: string, by: string) => Buffer.from(`${by}:${text}`);
function unwrap(secret: Buffer): string {
  const text = secret.toString();
  if (!/^(sync|async):/.test(text)) throw new Error('not encrypted here');
  return text.slice(text.indexOf(':') + 1);
}

const old: SafeStorage = {
  isEncryptionAvailable: () => true,
  encryptString: (plain) => wrap(plain, 'sync'),
  decryptString: unwrap,
};
const refuse = () => {
  throw new Error('deprecated: must not be called');
};
const today: SafeStorage = {
  isEncryptionAvailable: refuse,
  encryptString: refuse,
  decryptString: refuse,
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (plain) => wrap(plain, 'async'),
  decryptStringAsync: async (secret) => ({ result: unwrap(secret), shouldReEncrypt: true }),
};

describe.each([
  ['the old calls', old, 'sync:secret'],
  ['the new calls, and never the old beside them', today, 'async:secret'],
] as const)('%s', (_name, storage, written) => {
  const cipher = createSafeCipher('gnome_libsecret', storage);

  it('encrypts and decrypts', async () => {
    const secret = await cipher.encrypt('secret');
    expect(Buffer.from(secret).toString()).toBe(written);
    expect(await cipher.decrypt(secret)).toBe('secret');
  });

  it('reads what the old calls wrote', async () => {
    expect(await cipher.decrypt(new Uint8Array(Buffer.from('sync:kept')))).toBe('kept');
  });

  it('rejects, and never throws, for what is not its own', async () => {
    await expect(cipher.decrypt(Buffer.from('other'))).rejects.toThrow('not encrypted here');
  });
});

it('tells which there are', () => {
  expect([isAsync(old), isAsync(today)]).toEqual([false, true]);
});
