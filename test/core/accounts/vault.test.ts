import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVault } from '../../../electron/core/accounts/vault.ts';
import { toFailure } from '../../../electron/core/errors.ts';
import type { FileProblem } from '../../../electron/core/files.ts';
import type { Cipher, CipherOffer } from '../../../electron/core/host.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-vault-'));
  file = join(folder, 'vault.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function keyring(backend = 'keyring', key = randomBytes(32)): Cipher {
  return {
    backend,
    async encrypt(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    async decrypt(secret) {
      const bytes = Buffer.from(secret);
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      cipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString('utf8');
    },
  };
}

const NONE: CipherOffer = { cipher: null, why: 'No keyring runs here.' };

function open(offer: CipherOffer) {
  const problems: FileProblem[] = [];
  const log = createMemoryLog();
  const vault = createVault({
    file,
    now: () => Date.UTC(2026, 10, 23),
    log,
    offerCipher: async () => offer,
    onProblem: (problem) => problems.push(problem),
    passphraseCost: { log2N: 8, r: 8, p: 1 },
  });
  return { vault, problems, log };
}

const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error) => toFailure(error).kind,
  );
const everything = () =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');

describe('with a keyring', () => {
  it('keeps secrets over a restart, as ciphertext, in files of mode 0600', async () => {
    const cipher = keyring();
    const { vault } = open({ cipher });
    await vault.set('a', 'glpat-secret');
    expect(vault.state()).toEqual({ mode: 'encrypted', backend: 'keyring' });
    expect(everything()).not.toContain('glpat-secret');
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(await open({ cipher }).vault.get('a')).toBe('glpat-secret');
  });

  it('loses none of many writes at once, and forgets what is removed', async () => {
    const cipher = keyring();
    const { vault } = open({ cipher });
    await Promise.all(Array.from({ length: 20 }, (_, index) => vault.set(`n${index}`, String(index))));
    await vault.remove('n3');
    const again = open({ cipher }).vault;
    expect(await again.get('n19')).toBe('19');
    expect(await again.get('n3')).toBeNull();
    expect(readFileSync(`${file}.last-good`, 'utf8')).not.toContain('"n3"');
  });

  it('does not take one entry for another', async () => {
    const cipher = keyring();
    await open({ cipher }).vault.set('a', 'secret of a');
    const content = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...content, entries: { b: content.entries.a } }));
    expect(await open({ cipher }).vault.get('b')).toBeNull();
  });

  it('whose key has changed: nothing is wiped, the old file stays beside the new', async () => {
    await open({ cipher: keyring() }).vault.set('a', 'old');
    const before = readFileSync(file, 'utf8');
    const { vault, problems } = open({ cipher: keyring() });
    expect(await vault.get('a')).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await vault.get('a')).toBeNull();
    expect(problems).toMatchObject([{ file: 'vault', keptAs: file }]);
    await vault.set('a', 'new');
    expect(readFileSync(problems.at(-1)?.keptAs ?? '', 'utf8')).toBe(before);
    expect(await vault.get('a')).toBe('new');
  });

  it('whose old key comes back: what was not given again meanwhile is read', async () => {
    const old = keyring();
    const { vault } = open({ cipher: old });
    await vault.set('a', 'old a');
    await vault.set('b', 'old b');
    const between = open({ cipher: keyring() }).vault;
    expect([await between.get('a'), await between.get('b')]).toEqual([null, null]);
    await between.set('a', 'new a');
    const back = open({ cipher: old }).vault;
    expect([await back.get('a'), await back.get('b')]).toEqual([null, 'old b']);
  });

  it('of another kind: the old file is neither opened nor lost', async () => {
    const old = keyring('gnome_libsecret');
    await open({ cipher: old }).vault.set('a', 'old');
    const { vault, problems } = open({ cipher: keyring('kwallet') });
    expect(await vault.get('a')).toBeNull();
    expect(vault.state()).toMatchObject({ mode: 'memory', why: expect.stringContaining('gnome_libsecret') });
    expect(await open({ cipher: old }).vault.get('a')).toBe('old');

    await vault.set('b', 'new');
    expect(vault.state()).toEqual({ mode: 'encrypted', backend: 'kwallet' });
    expect(JSON.parse(readFileSync(problems[0]?.keptAs ?? '', 'utf8')).backend).toBe('gnome_libsecret');
  });
});

describe('a damaged file', () => {
  it('is put aside, and the last good copy taken', async () => {
    const cipher = keyring();
    await open({ cipher }).vault.set('a', 'secret');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 60));
    const { vault, problems } = open({ cipher });
    expect(await vault.get('a')).toBe('secret');
    expect(problems).toHaveLength(1);
    expect(existsSync(problems[0]?.keptAs ?? '')).toBe(true);
  });

  it('without a good copy costs the secrets, never the file', async () => {
    writeFileSync(file, '\u0000\u0000garbage');
    const { vault, problems } = open({ cipher: keyring() });
    expect(await vault.get('a')).toBeNull();
    await vault.set('a', 'new');
    expect(readFileSync(problems[0]?.keptAs ?? '', 'utf8')).toContain('garbage');
  });

  it('of a killed run does not stand in the way', async () => {
    writeFileSync(join(folder, `.vault.json.${process.pid}.tmp`), 'half');
    const cipher = keyring();
    await open({ cipher }).vault.set('a', 'secret');
    expect(await open({ cipher }).vault.get('a')).toBe('secret');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('without a keyring', () => {
  it('keeps secrets in memory alone and says why', async () => {
    const { vault } = open(NONE);
    await vault.set('a', 'secret');
    expect(vault.state()).toEqual({ mode: 'memory', why: 'No keyring runs here.', passphrasePossible: true });
    expect(await vault.get('a')).toBe('secret');
    expect(readdirSync(folder)).toEqual([]);
    expect(await open(NONE).vault.get('a')).toBeNull();
  });

  it('a keyring that fails is none', async () => {
    const vault = createVault({
      file,
      now: () => 0,
      log: createMemoryLog(),
      offerCipher: () => Promise.reject(new Error('dbus: glpat-secret')),
      onProblem: () => undefined,
    });
    await vault.open();
    expect(vault.state()).toMatchObject({ mode: 'memory' });
    expect(JSON.stringify(vault.state())).not.toContain('glpat');
  });

  it('leaves a file that a keyring wrote alone until it is back', async () => {
    const cipher = keyring();
    await open({ cipher }).vault.set('a', 'secret');
    const { vault } = open(NONE);
    await vault.set('b', 'other');
    expect(await vault.get('a')).toBeNull();
    expect(await open({ cipher }).vault.get('a')).toBe('secret');
  });
});

describe('with a passphrase', () => {
  it('stores what was in memory, is locked after a restart, and opens by it alone', async () => {
    const first = open(NONE).vault;
    await first.set('a', 'secret');
    await first.createPassphrase('correct horse');
    expect(first.state()).toEqual({ mode: 'encrypted', backend: 'passphrase' });
    expect(everything()).not.toMatch(/secret|correct horse/);

    const { vault, log } = open(NONE);
    expect(await kindOf(vault.get('a'))).toBe('vault-locked');
    expect(await kindOf(vault.set('b', 'x'))).toBe('vault-locked');
    expect(vault.state()).toEqual({ mode: 'locked' });
    expect(await kindOf(vault.unlock('wrong horse'))).toBe('wrong-passphrase');
    await vault.unlock('correct horse');
    expect(await vault.get('a')).toBe('secret');
    await vault.set('b', 'second');
    expect(log.lines.join()).not.toMatch(/horse|secret/);
    const third = open({ cipher: keyring() }).vault;
    await third.unlock('correct horse');
    expect(await third.get('b')).toBe('second');
  });

  it('forgets an entry while locked', async () => {
    const first = open(NONE).vault;
    await first.createPassphrase('correct horse');
    await first.set('a', 'secret');
    const { vault } = open(NONE);
    await vault.remove('a');
    await vault.unlock('correct horse');
    expect(await vault.get('a')).toBeNull();
  });

  it('refuses a short one', async () => {
    expect(await kindOf(open(NONE).vault.createPassphrase('1234567'))).toBe('bad-input');
  });
});
