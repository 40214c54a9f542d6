import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingsFile } from '../../electron/core/host.ts';
import { noPolicy } from '../../electron/core/policy.ts';
import { createSystemClock } from '../../electron/doors/clock.ts';
import { createWebHost } from '../../electron/web/host.ts';
import { type KeyringEntry, offerKeyringCipher } from '../../electron/web/keyring-cipher.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'jobdeck-host-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function host(demo = false) {
  const app = {
    version: '0',
    door: 'browser',
    platform: 'linux',
    demo,
    localShell: false,
    signInWindow: false,
    dataDir,
  } as const;
  return createWebHost({ app, clock: createSystemClock(), log: { info: () => {}, warn: () => {} }, policy: noPolicy });
}

describe('the settings file', () => {
  const file = (): SettingsFile => host().settingsFile;

  it('is empty while there is none, and makes none by being read', () => {
    expect(file().read()).toEqual({});
    expect(() => statSync(file().path)).toThrow();
  });

  it('keeps what was written, for its user alone', () => {
    file().write({ 'a.b': 1, nested: { list: [1, 2] } });
    expect(file().read()).toEqual({ 'a.b': 1, nested: { list: [1, 2] } });
    expect(statSync(file().path).mode & 0o777).toBe(0o600);
    file().write({ other: true });
    expect(file().read(), 'replaced as a whole').toEqual({ other: true });
  });

  it.each(['', '{"a":', '[]', 'null', '"text"'])('throws when it holds %j, and leaves it alone', (text) => {
    writeFileSync(join(dataDir, 'settings.json'), text);
    const damaged = file();
    expect(() => damaged.read()).toThrow();
    expect(readFileSync(damaged.path, 'utf8')).toBe(text);
    rmSync(damaged.path);
    damaged.write({ fresh: 1 });
    expect(damaged.read(), 'and works again once it was put aside').toEqual({ fresh: 1 });
  });
});

describe('the cipher', () => {
  function keyring(): KeyringEntry & { kept: string | null } {
    return {
      kept: null,
      async getPassword() {
        return this.kept;
      },
      async setPassword(password) {
        this.kept = password;
      },
    };
  }

  async function cipherOf(entry: KeyringEntry) {
    const { cipher } = await offerKeyringCipher(async () => entry);
    if (cipher === null) throw new Error('no cipher');
    return cipher;
  }

  it('reads with the key in the keyring what it wrote in an earlier run', async () => {
    const entry = keyring();
    const secret = await (await cipherOf(entry)).encrypt('glpat-ü');
    expect(Buffer.from(secret).toString('latin1')).not.toContain('glpat');
    expect(await (await cipherOf(entry)).decrypt(secret)).toBe('glpat-ü');
  });

  it('never writes the same text twice alike', async () => {
    const cipher = await cipherOf(keyring());
    expect(Buffer.from(await cipher.encrypt('x'))).not.toEqual(Buffer.from(await cipher.encrypt('x')));
  });

  it('rejects what was changed, cut, or written with another key', async () => {
    const cipher = await cipherOf(keyring());
    const secret = Buffer.from(await cipher.encrypt('text'));
    const changed = Buffer.from(secret);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    await expect(cipher.decrypt(changed)).rejects.toThrow();
    await expect(cipher.decrypt(secret.subarray(0, 10))).rejects.toThrow();
    await expect((await cipherOf(keyring())).decrypt(secret)).rejects.toThrow();
  });

  it.each<[string, () => Promise<KeyringEntry>]>([
    ['cannot be opened', () => Promise.reject(new Error('DBus'))],
    ['refuses to keep a key', async () => ({ ...keyring(), setPassword: () => Promise.reject(new Error('no')) })],
    ['forgets the key at once', async () => ({ getPassword: async () => null, setPassword: async () => {} })],
  ])('is none, with a reason, when the keyring %s', async (_name, open) => {
    expect(await offerKeyringCipher(open)).toMatchObject({ cipher: null, why: expect.stringMatching(/keyring/) });
  });

  it('is none in the demo, which must not touch the real keyring', async () => {
    expect(await host(true).offerCipher()).toMatchObject({ cipher: null, why: expect.stringMatching(/demo/) });
  });
});
