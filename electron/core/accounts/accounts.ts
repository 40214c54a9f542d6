import { randomUUID } from 'node:crypto';
import type { Account, AccountEdit, AccountId, InstanceProbe, NewAccount } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import { isOnInstance } from '../gitlab/address.ts';
import { parseCa } from '../gitlab/certificate.ts';
import type { Credentials } from '../gitlab/client.ts';
import { createNetwork } from '../gitlab/network.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { probeInstance } from '../gitlab/probe.ts';
import { parseSessionCookies } from '../gitlab/session-cookies.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import type { SettingsStore } from '../settings.ts';
import { checkSession, checkToken, cleanToken, type TokenFacts } from './credentials.ts';
import { createLiveAccount, type LiveAccount } from './live-account.ts';
import type { AccountRecord } from './record.ts';
import { createSecretStore } from './secrets.ts';
import type { Vault } from './vault.ts';

const COLOURS = 8;

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
  remove(accountId: AccountId): Promise<void>;
  /** Throws `bad-input` unless these are all ids. */
  reorder(accountIds: readonly AccountId[]): void;
  /** Resolves when the account's states tell the outcome. */
  check(accountId: AccountId): Promise<void>;
  /** Opens the vault and checks all accounts in the background. */
  start(): void;
  dispose(): Promise<void>;
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

  function makeRecord(
    probe: InstanceProbe,
    facts: TokenFacts,
    caPem: string | null,
    label: string | null,
  ): AccountRecord {
    const used = new Set(live.map(({ record }) => record.colour));
    const free = Array.from({ length: COLOURS }, (_, colour) => colour).find((colour) => !used.has(colour));
    const shared = live.some(({ record }) => record.url === probe.url);
    const name = shared ? `${probe.name} (${facts.user.username})` : probe.name;
    return {
      id: randomUUID(),
      label: (label?.trim() || name).slice(0, 100),
      colour: free ?? live.length % COLOURS,
      url: probe.url,
      version: facts.version,
      user: facts.user,
      caPem,
      token: { scopes: [...facts.scopes], expiresAt: facts.expiresAt },
    };
  }

  async function add(wanted: NewAccount): Promise<AccountId> {
    const token = cleanToken(wanted.token);
    const caPem = readCa(wanted.caPem);
    const probe = await probeInstance(wanted.address, { caPem, clock, ways });
    const pasted = wanted.sessionCookie?.trim() ?? '';
    const cookies = pasted === '' ? null : parseSessionCookies(probe.url, pasted);

    const network = createNetwork(new URL(probe.url).origin, caPem, { clock, ways });
    let facts: TokenFacts;
    try {
      const server = { baseUrl: probe.url, network, clock };
      facts = await checkToken(server, token);
      refuseDuplicate(probe.url, facts.user.id, facts.user.username);
      if (cookies !== null) await checkSession(server, cookies, facts.user);
    } finally {
      await network.dispose();
    }

    const credentials: Credentials = { token, cookies };
    const record = makeRecord(probe, facts, caPem, wanted.label);
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
    account.adopt(credentials, { token: facts, session: cookies !== null });
    log.info('account', 'added', { account: record.id });
    changed();
    return record.id;
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
      const facts = await tryCredentials(account, caPem, next, {
        token: changesCa || token !== undefined,
        session: cookies !== undefined,
      });
      find(accountId); // removed meanwhile: nothing is stored
      await secrets.write(accountId, next);
      account.setRecord({ ...account.record, caPem });
      account.adopt(next, { ...(facts === null ? {} : { token: facts }), session: cookies !== undefined });
    }
    const label = wanted.label?.trim().slice(0, 100) || account.record.label;
    account.setRecord({ ...account.record, label, colour: wanted.colour ?? account.record.colour });
    save();
    changed();
  }

  /** Against the server as it will be reached, before anything is stored. */
  async function tryCredentials(
    { record }: LiveAccount,
    caPem: string | null,
    next: Credentials,
    what: { readonly token: boolean; readonly session: boolean },
  ): Promise<TokenFacts | null> {
    const network = createNetwork(new URL(record.url).origin, caPem, { clock, ways });
    try {
      const server = { baseUrl: record.url, network, clock };
      const facts = what.token && next.token !== null ? await checkToken(server, next.token) : null;
      if (facts !== null && facts.user.id !== record.user.id) {
        throw new JobdeckError(
          'wrong-user',
          `This token is of @${facts.user.username}, and the account of @${record.user.username}.`,
          'Add another account for the other user.',
        );
      }
      if (what.session && next.cookies !== null) await checkSession(server, next.cookies, record.user);
      return facts;
    } finally {
      await network.dispose();
    }
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
    remove,
    reorder,
    check: async (accountId) => find(accountId).check(),
    start() {
      vault.open().catch(() => log.warn('vault', 'not opened'));
      for (const account of live) void loadAndCheck(account);
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
