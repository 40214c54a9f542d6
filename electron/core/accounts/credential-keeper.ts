import { toFailure } from '../errors.ts';
import type { Credentials } from '../gitlab/client.ts';
import type { Clock, Log } from '../host.ts';
import type { SecretStore } from './secrets.ts';

/** A request that is made while a token is being exchanged waits for the new one, but no longer than this. */
const LONGEST_HOLD_MS = 5_000;

/**
 * One account's credentials: those in use and those in the vault. Whoever changes one of them leaves the other as it
 * is at that moment, so that no late write brings back a token that GitLab has exchanged meanwhile.
 */
export interface CredentialKeeper {
  /** A new object after each change. Null until read. */
  readonly current: Credentials | null;
  /** Out of the vault the first time. Rejects with `vault-locked`. */
  read(): Promise<Credentials>;
  /** For requests: as `read`, once an exchange that is under way is over. */
  forRequest(): Promise<Credentials>;
  /** Reads them (again), as after an unlock. */
  load(): Promise<Credentials>;
  /** Stores first; in use once that is done. Rejects with `vault-locked`, `disk`, and then nothing has changed. */
  store(change: Partial<Credentials>): Promise<Credentials>;
  /** The server takes no other any more: in use at once, then stored. Rejects as `store` does, and it stays in use. */
  exchangeToken(token: string): Promise<void>;
  /** What is in use, once more to the vault. */
  storeAgain(): Promise<void>;
  /** The cookies have changed: several changes in a row become one write of the last. Never rejects. */
  saveCookies(): Promise<void>;
  /** Makes requests wait; returns its undo. */
  hold(): () => void;
  /** Resolves when what was being saved is. */
  settled(): Promise<void>;
}

export function createCredentialKeeper(deps: {
  readonly accountId: string;
  readonly baseUrl: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
}): CredentialKeeper {
  const { accountId, secrets } = deps;
  let current: Credentials | null = null;
  let loading: Promise<Credentials> | null = null;
  let saving: Promise<void> | null = null;
  let lastSave: Promise<void> = Promise.resolve();
  let held: Promise<void> | null = null;

  function load(): Promise<Credentials> {
    const mine = secrets.read(accountId, deps.baseUrl).then(
      (read) => {
        if (loading === mine) current = read;
        return current ?? read;
      },
      (error: unknown) => {
        if (loading === mine) loading = null;
        throw error;
      },
    );
    current = null;
    loading = mine;
    return mine;
  }

  async function read(): Promise<Credentials> {
    return current ?? (await (loading ?? load()));
  }

  const storeAgain = async (): Promise<void> => {
    if (current !== null) await secrets.write(accountId, current);
  };

  return {
    get current() {
      return current;
    },
    read,
    async forRequest() {
      while (held !== null) await held;
      return read();
    },
    load,
    async store(change) {
      const before = await read();
      await secrets.write(accountId, { ...before, ...change });
      const meanwhile = current !== before;
      current = { ...(current ?? before), ...change };
      loading = Promise.resolve(current);
      if (meanwhile) await storeAgain();
      return current;
    },
    async exchangeToken(token) {
      current = { token, cookies: current?.cookies ?? null };
      loading = Promise.resolve(current);
      await storeAgain();
    },
    storeAgain,
    saveCookies() {
      saving ??= Promise.resolve().then(async () => {
        saving = null;
        await storeAgain().catch((error) => {
          deps.log.warn('account', 'session not stored', { account: accountId, kind: toFailure(error).kind });
        });
      });
      lastSave = saving;
      return saving;
    },
    hold() {
      let release: () => void = () => undefined;
      const mine = new Promise<void>((resolve) => {
        release = resolve;
      });
      held = mine;
      const end = (): void => {
        cancel();
        if (held === mine) held = null;
        release();
      };
      const cancel = deps.clock.after(LONGEST_HOLD_MS, end);
      return end;
    },
    settled: () => lastSave,
  };
}
