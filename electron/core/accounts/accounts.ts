import type { Account, AccountEdit, AccountId, InstanceProbe, NewAccount } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import { isOnInstance } from '../gitlab/address.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { probeInstance } from '../gitlab/probe.ts';
import type { SessionCookies } from '../gitlab/session-cookies.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import type { SettingsStore } from '../settings.ts';
import { createAccountChanges } from './account-changes.ts';
import { createLiveAccount, type LiveAccount } from './live-account.ts';
import type { AccountRecord } from './record.ts';
import { createRotationJournal } from './rotation-journal.ts';
import type { RotationNews } from './rotation-outcome.ts';
import { createSecretStore } from './secrets.ts';
import type { Vault } from './vault.ts';

/** All accounts: what is known of each, and each one's way to its instance. */
export interface Accounts {
  list(): readonly Account[];
  /** Called with the whole list after any change; returns its undo. */
  onChange(listener: (accounts: readonly Account[]) => void): () => void;
  /** Throws `no-account`. The same client for as long as the account lives. */
  clientFor(accountId: AccountId): GitlabClient;
  /** Accounts on the instance of this URL: deepest root first, then those with a web session, then in order. */
  accountsForUrl(url: string): readonly Account[];

  probe(address: string, caPem: string | null): Promise<InstanceProbe>;
  /** Tries everything against the server, then stores. Rejects with the kinds of `probeInstance` and of the checks, `duplicate-account`. */
  add(account: NewAccount): Promise<AccountId>;
  /** As `add`: what does not work is not stored, and the old stays. */
  edit(accountId: AccountId, edit: AccountEdit): Promise<void>;
  /** A web session from a sign-in window, tried and kept. Rejects with `wrong-user` too. */
  setSession(accountId: AccountId, cookies: SessionCookies): Promise<void>;
  /** The same for whoever it is: adds an account unless there is one. */
  addSession(probe: InstanceProbe, caPem: string | null, cookies: SessionCookies): Promise<AccountId>;
  /** As `rotateToken` of the contract. */
  rotateToken(accountId: AccountId, expiresOn: string | null): Promise<number | null>;
  /** The same by itself: for as long again as it had, or for as long as the instance lets it. */
  renewToken(accountId: AccountId): Promise<number | null>;
  /** An ordinary page, asked for so that GitLab counts the web session as used. Resolves when the state tells the outcome. */
  touchSession(accountId: AccountId): Promise<void>;
  /** What a sign-in window needs to know of an account. Throws `no-account`. */
  signInFacts(accountId: AccountId): Promise<SignInFacts>;
  remove(accountId: AccountId): Promise<void>;
  /** Throws `bad-input` unless these are all ids. */
  reorder(accountIds: readonly AccountId[]): void;
  /** Resolves when the account's states tell the outcome. */
  check(accountId: AccountId): Promise<void>;
  /** The machine slept: asks over new connections. */
  woke(): void;
  /** Opens the vault and checks all accounts in the background. */
  start(): void;
  dispose(): Promise<void>;
}

export interface SignInFacts {
  readonly record: AccountRecord;
  /** Where GitLab holds up the present session; null = it is not held up. */
  readonly detainedAt: string | null;
  /** The present session; null = none, or the vault is locked. */
  readonly cookies: SessionCookies | null;
}

export interface AccountsDeps {
  readonly settings: SettingsStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly ways: Ways;
  /** What became of an exchange of an account's token. */
  readonly onRotation: (accountId: AccountId, news: RotationNews) => void;
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const { settings, vault, clock, log, ways } = deps;
  const secrets = createSecretStore(vault);
  const journal = createRotationJournal(vault);
  const listeners = new Set<(accounts: readonly Account[]) => void>();
  let live: readonly LiveAccount[] = settings.accounts().map(makeLive);
  let disposed = false;

  const stopVault = vault.onChange((state) => {
    if (state.mode !== 'encrypted') return;
    for (const account of live) {
      if (account.toAccount().tokenState.status === 'locked') void loadAndCheck(account);
    }
  });

  function makeLive(record: AccountRecord): LiveAccount {
    return createLiveAccount(record, {
      ...{ secrets, journal, vault, clock, log, ways },
      onChange: changed,
      onRecord: save,
      onRotation: deps.onRotation,
    });
  }

  function changed(): void {
    if (disposed) return;
    const accounts = list();
    for (const listener of [...listeners]) listener(accounts);
  }

  function list(): readonly Account[] {
    return live.map((account) => account.toAccount());
  }

  function save(): void {
    settings.setAccounts(live.map(({ record }) => record));
  }

  function find(accountId: AccountId): LiveAccount {
    const found = live.find(({ record }) => record.id === accountId);
    if (found === undefined) throw new JobdeckError('no-account', 'There is no such account (any more).');
    return found;
  }

  async function loadAndCheck(account: LiveAccount): Promise<void> {
    try {
      await account.load();
      await account.check();
    } catch {
      // the account's states tell it
    }
  }

  const changes = createAccountChanges({
    ...{ find, secrets, clock, ways },
    live: () => live,
    make: makeLive,
    join(account) {
      settings.setAccounts([...live, account].map(({ record }) => record));
      live = [...live, account];
      log.info('account', 'added', { account: account.record.id });
    },
    save() {
      save();
      changed();
    },
  });

  async function remove(accountId: AccountId): Promise<void> {
    const account = find(accountId);
    live = live.filter((other) => other !== account);
    save();
    changed();
    log.info('account', 'removed', { account: accountId });
    await account.dispose();
    await secrets.remove(accountId);
    await journal.clear(accountId);
  }

  function reorder(accountIds: readonly AccountId[]): void {
    const wanted = accountIds.map(find);
    if (new Set(wanted).size !== live.length || wanted.length !== live.length) {
      throw new JobdeckError('bad-input', 'The order must name each account once.');
    }
    live = wanted;
    save();
    changed();
  }

  function accountsForUrl(url: string): readonly Account[] {
    const depth = (account: Account) => account.instance.url.length;
    const signedIn = (account: Account) => (account.sessionState.status === 'ok' ? 1 : 0);
    return list()
      .filter((account) => isOnInstance(account.instance.url, url))
      .sort((a, b) => depth(b) - depth(a) || signedIn(b) - signedIn(a));
  }

  return {
    list,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clientFor: (accountId) => find(accountId).client,
    accountsForUrl,
    async probe(address, caPem) {
      return probeInstance(address, { caPem: changes.readCa(caPem), clock, ways });
    },
    add: changes.add,
    edit: changes.edit,
    setSession: changes.setSession,
    addSession: changes.addSession,
    rotateToken: async (accountId, expiresOn) => find(accountId).rotation.rotate(expiresOn),
    renewToken: async (accountId) => find(accountId).rotation.renew(),
    touchSession: async (accountId) => find(accountId).touchSession(),
    async signInFacts(accountId) {
      const account = find(accountId);
      const { cookies } = await account.keeper.read().catch(() => ({ cookies: null }));
      return { record: account.record, detainedAt: account.detainedAt, cookies };
    },
    remove,
    reorder,
    check: async (accountId) => find(accountId).check(),
    start() {
      vault.open().catch(() => log.warn('vault', 'not opened'));
      for (const account of live) void loadAndCheck(account);
    },
    woke() {
      for (const account of live) account.woke();
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      stopVault();
      listeners.clear();
      await Promise.all(live.map((account) => account.dispose()));
    },
  };
}
