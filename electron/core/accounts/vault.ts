import type { VaultState } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import type { FileProblem } from '../files.ts';
import type { Cipher, CipherOffer, Log } from '../host.ts';
import {
  newPassphraseCipher,
  openPassphraseCipher,
  PASSPHRASE_BACKEND,
  type PassphraseCost,
  type PassphraseParams,
} from './passphrase-cipher.ts';
import { createVaultFile, type VaultContent } from './vault-file.ts';

/** Where tokens and web sessions are kept. Nothing outside core ever reads from it. */
export interface Vault {
  state(): VaultState;
  /** Called after each change of state; returns its undo. */
  onChange(listener: (state: VaultState) => void): () => void;
  /** Reads the file and asks for the system's cipher, once. Later calls answer the same promise. */
  open(): Promise<void>;
  /** Null = not there (any more). Rejects with `vault-locked`. */
  get(name: string): Promise<string | null>;
  /** Resolves when it is on disk (or in memory, where nothing encrypts). Rejects with `vault-locked`, `disk`. */
  set(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Begins to encrypt by a passphrase; secrets in memory are stored by it. Rejects with `bad-input`. */
  createPassphrase(passphrase: string): Promise<void>;
  /** Rejects with `wrong-passphrase`. */
  unlock(passphrase: string): Promise<void>;
}

export interface VaultDeps {
  readonly file: string;
  readonly now: () => number;
  readonly log: Log;
  readonly offerCipher: () => Promise<CipherOffer>;
  readonly onProblem: (problem: FileProblem) => void;
  /** For tests; default: half a second's work. */
  readonly passphraseCost?: PassphraseCost;
}

const MIN_PASSPHRASE_CHARACTERS = 8;
const NOT_OPENED: VaultState = {
  mode: 'memory',
  why: 'The keyring has not been asked yet.',
  passphrasePossible: false,
};

export function createVault(deps: VaultDeps): Vault {
  const vaultFile = createVaultFile(deps);
  const listeners = new Set<(state: VaultState) => void>();
  /** Secrets of this run where nothing encrypts. */
  const memory = new Map<string, string>();
  let state = NOT_OPENED;
  let cipher: Cipher | null = null;
  let content: VaultContent | null = null;
  /** The file on disk cannot be read by what we have: keep it beside before the first write over it. */
  let keepBeforeWrite: string | null = null;
  let toldUnreadable = false;
  let opening: Promise<void> | null = null;
  /** One change at a time, in the order asked for. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  }

  function become(next: VaultState): void {
    state = next;
    deps.log.info('vault', 'state', { mode: next.mode });
    for (const listener of [...listeners]) listener(next);
  }

  async function openNow(): Promise<void> {
    try {
      content = vaultFile.read();
    } catch (error) {
      const why = `${toFailure(error).message} Secrets are kept in memory until that is mended.`;
      return become({ mode: 'memory', why, passphrasePossible: false });
    }
    if (content?.backend === PASSPHRASE_BACKEND && content.passphrase !== null) return become({ mode: 'locked' });

    const offer = await deps
      .offerCipher()
      .catch((): CipherOffer => ({ cipher: null, why: 'The keyring did not answer.' }));
    if (offer.cipher === null) {
      if (content !== null) keepBeforeWrite = `by-${fileWord(content.backend)}`;
      const kept = content === null ? '' : ' Secrets stored earlier are untouched and come back with the keyring.';
      return become({ mode: 'memory', why: `${offer.why}${kept}`, passphrasePossible: true });
    }
    cipher = offer.cipher;
    if (content !== null && content.backend !== cipher.backend) {
      keepBeforeWrite = `by-${fileWord(content.backend)}`;
      return become({
        mode: 'memory',
        why: `Secrets were stored with ${content.backend}, and this system now offers ${cipher.backend}. They are untouched; what you store now is kept by ${cipher.backend}, beside them.`,
        passphrasePossible: true,
      });
    }
    become({ mode: 'encrypted', backend: cipher.backend });
  }

  async function encryptAll(by: Cipher, secrets: ReadonlyMap<string, string>): Promise<Record<string, string>> {
    const entries: Record<string, string> = {};
    for (const [name, secret] of secrets) entries[name] = await encryptEntry(by, name, secret);
    return entries;
  }

  function write(next: VaultContent): void {
    if (keepBeforeWrite !== null) {
      const keptAs = vaultFile.keep(keepBeforeWrite);
      deps.onProblem({
        file: 'vault',
        message: 'Tokens and sessions stored earlier cannot be read here. Their file is kept beside the new one.',
        keptAs,
      });
      keepBeforeWrite = null;
    }
    vaultFile.write(next);
    content = next;
  }

  async function get(name: string): Promise<string | null> {
    await open();
    if (state.mode === 'locked') throw locked();
    const remembered = memory.get(name);
    if (state.mode === 'memory' || cipher === null) return remembered ?? null;
    const entry = content?.entries[name];
    if (entry === undefined) return null;
    try {
      return await decryptEntry(cipher, name, entry);
    } catch {
      // the keyring's key changed under the same name, or the entry is damaged: not ours to wipe
      deps.log.warn('vault', 'entry unreadable');
      keepBeforeWrite ??= 'entry-unreadable';
      tellUnreadable();
      return null;
    }
  }

  function tellUnreadable(): void {
    if (toldUnreadable) return;
    toldUnreadable = true;
    deps.onProblem({
      file: 'vault',
      message:
        'Tokens and sessions stored earlier cannot be read: the key that protects them has changed. Bring the old keyring back, or give your accounts their credentials again.',
      keptAs: deps.file,
    });
  }

  async function store(name: string, secret: string): Promise<void> {
    if (state.mode === 'locked') throw locked();
    if (cipher === null) {
      memory.set(name, secret);
      return;
    }
    const fresh = content === null || content.backend !== cipher.backend;
    const before = fresh ? await encryptAll(cipher, memory) : (content?.entries ?? {});
    const entry = await encryptEntry(cipher, name, secret);
    write({
      version: 1,
      backend: cipher.backend,
      passphrase: fresh ? null : (content?.passphrase ?? null),
      entries: { ...before, [name]: entry },
    });
    memory.clear();
    if (state.mode !== 'encrypted') become({ mode: 'encrypted', backend: cipher.backend });
  }

  async function forget(name: string): Promise<void> {
    memory.delete(name);
    // needs no cipher, so it works on a locked file too; one that this system cannot open is left alone
    if (keepBeforeWrite !== null || content === null || !(name in content.entries)) return;
    const { [name]: _gone, ...entries } = content.entries;
    write({ ...content, entries });
  }

  async function createPassphrase(passphrase: string): Promise<void> {
    if (state.mode !== 'memory') {
      throw new JobdeckError('bad-input', 'Secrets are encrypted already.', null);
    }
    if ([...passphrase].length < MIN_PASSPHRASE_CHARACTERS) {
      throw new JobdeckError('bad-input', `A passphrase needs ${MIN_PASSPHRASE_CHARACTERS} characters or more.`);
    }
    const made: { cipher: Cipher; params: PassphraseParams } = await newPassphraseCipher(
      passphrase,
      deps.passphraseCost,
    );
    const entries = await encryptAll(made.cipher, memory);
    write({ version: 1, backend: PASSPHRASE_BACKEND, passphrase: made.params, entries });
    cipher = made.cipher;
    memory.clear();
    become({ mode: 'encrypted', backend: PASSPHRASE_BACKEND });
  }

  async function unlock(passphrase: string): Promise<void> {
    if (state.mode !== 'locked' || content === null || content.passphrase === null) return;
    cipher = await openPassphraseCipher(passphrase, content.passphrase);
    become({ mode: 'encrypted', backend: PASSPHRASE_BACKEND });
  }

  function open(): Promise<void> {
    opening ??= openNow();
    return opening;
  }

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open,
    get: (name) => inTurn(() => get(name)),
    set: (name, secret) => open().then(() => inTurn(() => store(name, secret))),
    remove: (name) => open().then(() => inTurn(() => forget(name))),
    createPassphrase: (passphrase) => open().then(() => inTurn(() => createPassphrase(passphrase))),
    unlock: (passphrase) => open().then(() => inTurn(() => unlock(passphrase))),
  };
}

function locked(): JobdeckError {
  return new JobdeckError('vault-locked', 'The passphrase has not been given yet.', 'Unlock your secrets first.');
}

/** The name is encrypted with the secret, so that entries of a file cannot be swapped unseen. */
async function encryptEntry(cipher: Cipher, name: string, secret: string): Promise<string> {
  return Buffer.from(await cipher.encrypt(JSON.stringify([name, secret]))).toString('base64');
}

async function decryptEntry(cipher: Cipher, name: string, entry: string): Promise<string> {
  const parsed: unknown = JSON.parse(await cipher.decrypt(Buffer.from(entry, 'base64')));
  if (!Array.isArray(parsed) || parsed[0] !== name || typeof parsed[1] !== 'string') throw new Error('not this entry');
  return parsed[1];
}

function fileWord(backend: string): string {
  return backend.replace(/[^\w-]/g, '-').slice(0, 40);
}
