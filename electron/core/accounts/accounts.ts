import type { Account, AccountEdit, AccountId, InstanceProbe, NewAccount } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import { isOnInstance } from '../gitlab/address.ts';
import { parseCa } from '../gitlab/certificate.ts';
import type { Credentials } from '../gitlab/client.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { probeInstance } from '../gitlab/probe.ts';
import { parseSessionCookies, type SessionCookies } from '../gitlab/session-cookies.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import type { SettingsStore } from '../settings.ts';
import { cleanToken } from './credentials.ts';
import { createLiveAccount, type LiveAccount } from './live-account.ts';
import { makeRecord } from './new-record.ts';
import type { AccountRecord } from './record.ts';
import { createSecretStore } from './secrets.ts';
import { type Tried, tryCredentials } from './try-credentials.ts';
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
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const { settings, vault, clock, log, ways } = deps;
  const secrets = createSecretStore(vault);
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
    return createLiveAccount(record, { secrets, clock, log, ways, onChange: changed, onRecord: save });
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

  function refuseDuplicate(url: string, userId: number, username: string): void {
    if (!live.some(({ record }) => record.url === url && record.user.id === userId)) return;
    throw new JobdeckError(
      'duplicate-account',
      `@${username} on this instance is already added.`,
      'Edit that account to give it a new token or session.',
    );
  }

  async function add(wanted: NewAccount): Promise<AccountId> {
    const token = wanted.token === null ? null : cleanToken(wanted.token);
    const caPem = readCa(wanted.caPem);
    const probe = await probeInstance(wanted.address, { caPem, clock, ways });
    const pasted = wanted.sessionCookie?.trim() ?? '';
    const cookies = pasted === '' ? null : parseSessionCookies(probe.url, pasted);
    const credentials: Credentials = { token, cookies };
    const tried = await tryCredentials({ baseUrl: probe.url, caPem, clock, ways }, credentials, null);
    return addTried(probe, caPem, credentials, tried, wanted.label);
  }

  async function addTried(
    probe: InstanceProbe,
    caPem: string | null,
    credentials: Credentials,
    tried: Tried,
    label: string | null,
  ): Promise<AccountId> {
    refuseDuplicate(probe.url, tried.user.id, tried.user.username);
    const record = makeRecord({ probe, caPem, tried, label, others: live.map((account) => account.record) });
    await secrets.write(record.id, credentials);
    try {
      // again: another window may have added the same meanwhile
      refuseDuplicate(record.url, record.user.id, record.user.username);
      settings.setAccounts([...live.map((account) => account.record), record]);
    } catch (error) {
      await secrets.remove(record.id);
      throw error;
    }
    const account = makeLive(record);
    live = [...live, account];
    account.adopt(credentials, {
      ...(tried.token === null ? {} : { token: tried.token }),
      session: credentials.cookies !== null,
    });
    log.info('account', 'added', { account: record.id });
    changed();
    return record.id;
  }

  /** Whose session it is: an account that is there already gets it, another one is added. */
  async function addSession(probe: InstanceProbe, caPem: string | null, cookies: SessionCookies): Promise<AccountId> {
    const credentials: Credentials = { token: null, cookies };
    const tried = await tryCredentials({ baseUrl: probe.url, caPem, clock, ways }, credentials, null);
    const known = live.find(({ record }) => record.url === probe.url && record.user.id === tried.user.id);
    if (known === undefined) return addTried(probe, caPem, credentials, tried, null);
    await keep(known, known.record.caPem ?? caPem, { ...(await known.credentials()), cookies }, tried);
    return known.record.id;
  }

  async function setSession(accountId: AccountId, cookies: SessionCookies): Promise<void> {
    const account = find(accountId);
    const { caPem, url, user } = account.record;
    const tried = await tryCredentials({ baseUrl: url, caPem, clock, ways }, { token: null, cookies }, user);
    await keep(account, caPem, { ...(await account.credentials()), cookies }, tried);
  }

  /** Credentials that were tried, in the place of those before. */
  async function keep(account: LiveAccount, caPem: string | null, next: Credentials, tried: Tried): Promise<void> {
    const { id } = account.record;
    find(id); // removed meanwhile: nothing is stored
    await secrets.write(id, next);
    account.setRecord({ ...account.record, caPem });
    account.adopt(next, { ...(tried.token === null ? {} : { token: tried.token }), session: tried.session });
    save();
    changed();
  }

  async function edit(accountId: AccountId, wanted: AccountEdit): Promise<void> {
    const account = find(accountId);
    const caPem = wanted.caPem === undefined ? account.record.caPem : readCa(wanted.caPem);
    const changesCa = caPem !== account.record.caPem;
    const token = wanted.token === undefined ? undefined : cleanToken(wanted.token);
    const cookies =
      wanted.sessionCookie === undefined ? undefined : parseSessionCookies(account.record.url, wanted.sessionCookie);

    if (changesCa || token !== undefined || cookies !== undefined) {
      const before = await account.credentials();
      const next: Credentials = { token: token ?? before.token, cookies: cookies ?? before.cookies };
      const tried = await tryCredentials(
        { baseUrl: account.record.url, caPem, clock, ways },
        {
          token: changesCa || token !== undefined ? next.token : null,
          cookies: cookies !== undefined || (changesCa && next.token === null) ? next.cookies : null,
        },
        account.record.user,
      );
      await keep(account, caPem, next, tried);
    }
    const label = wanted.label?.trim().slice(0, 100) || account.record.label;
    account.setRecord({
      ...account.record,
      label,
      colour: wanted.colour ?? account.record.colour,
      renewTokenDays: wanted.renewTokenDays === undefined ? account.record.renewTokenDays : wanted.renewTokenDays,
    });
    save();
    changed();
  }

  function readCa(pem: string | null): string | null {
    return pem === null || pem.trim() === '' ? null : parseCa(pem, clock.now()).pem;
  }

  async function remove(accountId: AccountId): Promise<void> {
    const account = find(accountId);
    live = live.filter((other) => other !== account);
    save();
    changed();
    log.info('account', 'removed', { account: accountId });
    await account.dispose();
    await secrets.remove(accountId);
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
      return probeInstance(address, { caPem: readCa(caPem), clock, ways });
    },
    add,
    edit,
    setSession,
    addSession,
    async signInFacts(accountId) {
      const account = find(accountId);
      const { cookies } = await account.credentials().catch(() => ({ cookies: null }));
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
