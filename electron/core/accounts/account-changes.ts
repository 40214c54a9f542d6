import type { AccountEdit, AccountId, InstanceProbe, NewAccount } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import { parseCa } from '../gitlab/certificate.ts';
import type { Credentials } from '../gitlab/client.ts';
import { probeInstance } from '../gitlab/probe.ts';
import { parseSessionCookies, type SessionCookies } from '../gitlab/session-cookies.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock } from '../host.ts';
import { cleanToken } from './credentials.ts';
import type { LiveAccount } from './live-account.ts';
import { makeRecord } from './new-record.ts';
import type { AccountRecord } from './record.ts';
import type { SecretStore } from './secrets.ts';
import { type Tried, tryCredentials } from './try-credentials.ts';

/** Accounts come in, and get other credentials: tried against the server first, then stored, then in use. See `Accounts`. */
export interface AccountChanges {
  add(account: NewAccount): Promise<AccountId>;
  edit(accountId: AccountId, edit: AccountEdit): Promise<void>;
  setSession(accountId: AccountId, cookies: SessionCookies): Promise<void>;
  addSession(probe: InstanceProbe, caPem: string | null, cookies: SessionCookies): Promise<AccountId>;
  /** Null = the system's trust. Throws `bad-certificate`. */
  readCa(pem: string | null): string | null;
}

export function createAccountChanges(deps: {
  readonly live: () => readonly LiveAccount[];
  /** Throws `no-account`. */
  readonly find: (accountId: AccountId) => LiveAccount;
  readonly make: (record: AccountRecord) => LiveAccount;
  /** Into the list and the settings file. Throws `disk`, and then it is in neither. */
  readonly join: (account: LiveAccount) => void;
  /** What the list shows has changed, and is to be kept. */
  readonly save: () => void;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly ways: Ways;
}): AccountChanges {
  const { find, secrets, clock, ways } = deps;

  function readCa(pem: string | null): string | null {
    return pem === null || pem.trim() === '' ? null : parseCa(pem, clock.now()).pem;
  }

  function refuseDuplicate(url: string, userId: number, username: string): void {
    if (!deps.live().some(({ record }) => record.url === url && record.user.id === userId)) return;
    throw new JobdeckError(
      'duplicate-account',
      `@${username} on this instance is already added.`,
      'Edit that account to give it a new token or session.',
    );
  }

  async function addTried(
    probe: InstanceProbe,
    caPem: string | null,
    credentials: Credentials,
    tried: Tried,
    label: string | null,
  ): Promise<AccountId> {
    refuseDuplicate(probe.url, tried.user.id, tried.user.username);
    const others = deps.live().map((account) => account.record);
    const account = deps.make(makeRecord({ probe, caPem, tried, label, others }));
    const { id, url, user } = account.record;
    await account.keeper.store(credentials);
    try {
      // again: another window may have added the same meanwhile
      refuseDuplicate(url, user.id, user.username);
      deps.join(account);
    } catch (error) {
      await secrets.remove(id);
      throw error;
    }
    account.adopt({
      ...(tried.token === null ? {} : { token: tried.token }),
      session: credentials.cookies !== null,
    });
    return id;
  }

  /** Credentials that were tried, in the place of those before; what is not named stays as it is. */
  async function keep(
    account: LiveAccount,
    caPem: string | null,
    change: Partial<Credentials>,
    tried: Tried,
  ): Promise<void> {
    find(account.record.id); // removed meanwhile: nothing is stored
    if (change.token !== undefined && account.rotation.busy) {
      throw new JobdeckError('bad-input', 'This token is being renewed just now.', 'Wait for that, then try again.');
    }
    await account.keeper.store(change);
    if (change.token !== undefined) await account.rotation.forget();
    account.setRecord({ ...account.record, caPem });
    account.adopt({ ...(tried.token === null ? {} : { token: tried.token }), session: tried.session });
    deps.save();
  }

  /** What they are and what they replace, tried together as far as they depend on each other. */
  async function change(account: LiveAccount, caPem: string | null, given: Partial<Credentials>): Promise<void> {
    const { record } = account;
    const changesCa = caPem !== record.caPem;
    const next: Credentials = { ...(await account.keeper.read()), ...given };
    const tried = await tryCredentials(
      { baseUrl: record.url, caPem, clock, ways },
      {
        token: changesCa || given.token !== undefined ? next.token : null,
        cookies: given.cookies !== undefined || (changesCa && next.token === null) ? next.cookies : null,
      },
      record.user,
    );
    await keep(account, caPem, given, tried);
  }

  return {
    readCa,
    async add(wanted) {
      const token = wanted.token === null ? null : cleanToken(wanted.token);
      const caPem = readCa(wanted.caPem);
      const probe = await probeInstance(wanted.address, { caPem, clock, ways });
      const pasted = wanted.sessionCookie?.trim() ?? '';
      const cookies = pasted === '' ? null : parseSessionCookies(probe.url, pasted);
      const credentials: Credentials = { token, cookies };
      const tried = await tryCredentials({ baseUrl: probe.url, caPem, clock, ways }, credentials, null);
      return addTried(probe, caPem, credentials, tried, wanted.label);
    },
    /** Whose session it is: an account that is there already gets it, another one is added. */
    async addSession(probe, caPem, cookies) {
      const credentials: Credentials = { token: null, cookies };
      const tried = await tryCredentials({ baseUrl: probe.url, caPem, clock, ways }, credentials, null);
      const known = deps.live().find(({ record }) => record.url === probe.url && record.user.id === tried.user.id);
      if (known === undefined) return addTried(probe, caPem, credentials, tried, null);
      await keep(known, known.record.caPem ?? caPem, { cookies }, tried);
      return known.record.id;
    },
    async setSession(accountId, cookies) {
      const account = find(accountId);
      const { caPem, url, user } = account.record;
      const tried = await tryCredentials({ baseUrl: url, caPem, clock, ways }, { token: null, cookies }, user);
      await keep(account, caPem, { cookies }, tried);
    },
    async edit(accountId, wanted) {
      const account = find(accountId);
      const caPem = wanted.caPem === undefined ? account.record.caPem : readCa(wanted.caPem);
      const given: Partial<Credentials> = {
        ...(wanted.token === undefined ? {} : { token: cleanToken(wanted.token) }),
        ...(wanted.sessionCookie === undefined
          ? {}
          : { cookies: parseSessionCookies(account.record.url, wanted.sessionCookie) }),
      };
      if (caPem !== account.record.caPem || Object.keys(given).length > 0) await change(account, caPem, given);
      const { record } = account;
      account.setRecord({
        ...record,
        label: wanted.label?.trim().slice(0, 100) || record.label,
        colour: wanted.colour ?? record.colour,
        warningMinutes: wanted.warningMinutes === undefined ? record.warningMinutes : wanted.warningMinutes,
        keepTranscripts: wanted.keepTranscripts ?? record.keepTranscripts,
        renewTokenDays: wanted.renewTokenDays === undefined ? record.renewTokenDays : wanted.renewTokenDays,
      });
      deps.save();
    },
  };
}
