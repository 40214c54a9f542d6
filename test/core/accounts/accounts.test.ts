import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Account, NewAccount } from '../../../electron/contract.ts';
import { createAccounts } from '../../../electron/core/accounts/accounts.ts';
import { createVault } from '../../../electron/core/accounts/vault.ts';
import { toFailure } from '../../../electron/core/errors.ts';
import type { CipherOffer } from '../../../electron/core/host.ts';
import { noPolicy } from '../../../electron/core/policy.ts';
import { createSettings } from '../../../electron/core/settings.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainSettingsFile } from '../../fakes/plain-settings-file.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { startTinyGitlab, type TinyGitlabOptions, type TinyServer } from '../../fakes/tiny-gitlab.ts';

const ada = { id: 1, username: 'ada' };
const bob = { id: 2, username: 'bob' };
const ADA_TOKEN = 'glpat-ada-secret-token';
const BOB_TOKEN = 'glpat-bob-secret-token';
const ADA_SESSION = 'ada0session0value0';
const BOB_SESSION = 'bob0session0value0';
const SECRETS = [ADA_TOKEN, BOB_TOKEN, ADA_SESSION, BOB_SESSION];

let folder: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-accounts-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** Not strong, but no plain text: what it wrote can be told from what leaked. */
const cipher: CipherOffer = {
  cipher: {
    backend: 'test',
    encrypt: async (plain) => Buffer.from(plain, 'utf8').map((byte) => byte ^ 0x5a),
    decrypt: async (secret) => Buffer.from(secret.map((byte) => byte ^ 0x5a)).toString('utf8'),
  },
};

async function startGitlab(options: TinyGitlabOptions = {}) {
  const tokens = new Map([
    [ADA_TOKEN, { user: ada, scopes: ['read_api'], expiresAt: '2030-01-02' }],
    [BOB_TOKEN, { user: bob, scopes: ['api'], expiresAt: '2030-01-02T03:04:05.000Z' }],
    ['narrow', { user: ada, scopes: ['read_user'] }],
  ]);
  const sessions = new Map([
    [ADA_SESSION, ada],
    [BOB_SESSION, bob],
  ]);
  const server = await startTinyGitlab({ tokens, sessions, ...options });
  closers.push(() => server.close());
  return { ...server, server, tokens, sessions };
}

function open(offer: CipherOffer = cipher) {
  const log = createMemoryLog();
  const onProblem = () => undefined;
  const settings = createSettings({
    policy: noPolicy,
    file: createPlainSettingsFile(join(folder, 'settings.json')),
    now: Date.now,
    onProblem,
  });
  const vault = createVault({
    file: join(folder, 'vault.json'),
    now: Date.now,
    log,
    offerCipher: async () => offer,
    onProblem,
    passphraseCost: { log2N: 8, r: 8, p: 1 },
  });
  const accounts = createAccounts({
    settings,
    vault,
    clock: realClock,
    log,
    ways: plainWays,
    onRotation: () => undefined,
  });
  const events: (readonly Account[])[] = [];
  accounts.onChange((list) => events.push(list));
  closers.push(() => accounts.dispose());

  /** Resolves when the first account is as wanted. */
  function until(wanted: (account: Account) => boolean): Promise<Account> {
    return new Promise((resolve) => {
      const look = () => {
        const [account] = accounts.list();
        if (account === undefined || !wanted(account)) return;
        stop();
        resolve(account);
      };
      const stop = accounts.onChange(look);
      look();
    });
  }
  return { accounts, vault, log, events, settings, until };
}

const wanted = (server: Pick<TinyServer, 'origin'>, more: Partial<NewAccount> = {}): NewAccount => ({
  address: `${server.origin}/group/app/-/jobs/3`,
  token: ADA_TOKEN,
  sessionCookie: ADA_SESSION,
  caPem: null,
  label: null,
  ...more,
});

const failureOf = (promise: Promise<unknown>) => promise.then(() => null, toFailure);

describe('adding an account', () => {
  it('finds the instance, tries token and session, and knows both', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab, { token: ` ${ADA_TOKEN}\n` }));
    expect(accounts.list()).toEqual([
      expect.objectContaining({
        id,
        label: gitlab.origin.replace('http://', ''),
        colour: 0,
        instance: expect.objectContaining({ url: gitlab.origin, version: '18.4.1-ee', ca: null }),
        user: { id: 1, username: 'ada', name: 'ADA' },
        tokenState: { status: 'ok', scopes: ['read_api'], expiresAt: Date.UTC(2030, 0, 2), expiryTold: true },
        sessionState: expect.objectContaining({ status: 'ok' }),
        reach: expect.objectContaining({ status: 'online' }),
      }),
    ]);
  });

  it.each<[string, Partial<NewAccount>, string]>([
    ['a refused token', { token: 'glpat-wrong' }, 'unauthorized'],
    ['a token without read_api', { token: 'narrow' }, 'missing-scope'],
    ['no token', { token: '  ' }, 'bad-input'],
    ['a token with a line break inside', { token: 'a\r\nb' }, 'bad-input'],
    ['a session of nobody', { sessionCookie: 'nobody' }, 'session-refused'],
    ['a session of someone else', { sessionCookie: BOB_SESSION }, 'wrong-user'],
    ['a CA that is none', { caPem: 'hello' }, 'bad-certificate'],
    ['an address of nothing', { address: 'two words' }, 'bad-address'],
  ])('stores nothing with %s', async (_name, more, kind) => {
    const gitlab = await startGitlab();
    const { accounts, vault } = open();
    expect((await failureOf(accounts.add(wanted(gitlab, more))))?.kind).toBe(kind);
    expect(accounts.list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(vault.state().mode).toBe('memory');
  });

  it('takes an OAuth token, whose scopes GitLab does not tell', async () => {
    const gitlab = await startGitlab({
      first: ({ url }, response) => {
        if (!url.endsWith('/personal_access_tokens/self')) return false;
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"message":"400 Bad request"}');
        return true;
      },
    });
    const { accounts } = open();
    await accounts.add(wanted(gitlab));
    expect(accounts.list()[0]?.tokenState).toEqual({ status: 'ok', scopes: [], expiresAt: null, expiryTold: false });
  });

  it('works without a web session', async () => {
    const { accounts } = open();
    await accounts.add(wanted(await startGitlab(), { sessionCookie: null }));
    expect(accounts.list()[0]?.sessionState).toEqual({ status: 'missing' });
  });

  it('takes two users of one instance, each once', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    await accounts.add(wanted(gitlab));
    await accounts.add(wanted(gitlab, { token: BOB_TOKEN, sessionCookie: BOB_SESSION }));
    expect((await failureOf(accounts.add(wanted(gitlab))))?.kind).toBe('duplicate-account');
    const both = await Promise.all([failureOf(accounts.add(wanted(gitlab))), failureOf(accounts.add(wanted(gitlab)))]);
    expect(both.map((failure) => failure?.kind)).toEqual(['duplicate-account', 'duplicate-account']);
    expect(accounts.list().map(({ label, colour }) => [label.includes('(bob)'), colour])).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });

  it('of the same user twice at once stores one', async () => {
    const gitlab = await startGitlab();
    const { accounts, settings } = open();
    const both = await Promise.all([failureOf(accounts.add(wanted(gitlab))), failureOf(accounts.add(wanted(gitlab)))]);
    expect(both.map((failure) => failure?.kind ?? 'ok').sort()).toEqual(['duplicate-account', 'ok']);
    expect(settings.accounts()).toHaveLength(1);
    expect(Object.keys(JSON.parse(readFileSync(join(folder, 'vault.json'), 'utf8')).entries)).toHaveLength(1);
  });

  it('keeps a private CA for that instance', async () => {
    const gitlab = await startGitlab({ tls: true });
    const { accounts } = open();
    expect(await failureOf(accounts.add(wanted(gitlab)))).toMatchObject({
      kind: 'tls-untrusted',
      certificate: { subject: 'CN=tiny.test' },
    });
    expect(gitlab.seen).toEqual([]);
    await accounts.add(wanted(gitlab, { caPem: gitlab.certificate }));
    expect(accounts.list()[0]?.instance.ca).toMatchObject({ subject: 'CN=tiny.test', problem: null });
  });
});

describe('after a restart', () => {
  it('accounts are there at once, offline too, and turn good by themselves', async () => {
    const gitlab = await startGitlab();
    await open().accounts.add(wanted(gitlab, { label: 'Work' }));
    const { accounts, until } = open();
    expect(accounts.list()[0]).toMatchObject({
      label: 'Work',
      tokenState: { status: 'unchecked' },
      reach: { status: 'unknown' },
    });
    accounts.start();
    const account = await until(({ sessionState }) => sessionState.status === 'ok');
    expect(account.tokenState.status).toBe('ok');
  });

  it('being offline refuses no credential, and coming back is noticed by ordinary traffic', async () => {
    const gitlab = await startGitlab();
    const id = await open().accounts.add(wanted(gitlab));
    await gitlab.close();
    const { accounts, until } = open();
    accounts.start();
    const account = await until(({ reach }) => reach.status === 'unreachable');
    await accounts.check(id);
    expect(account.tokenState.status).toBe('unchecked');
    expect(accounts.list()[0]?.sessionState.status).toBe('unchecked');
  });

  it('a lost keyring leaves the account, without its credentials', async () => {
    const gitlab = await startGitlab();
    await open().accounts.add(wanted(gitlab));
    const { accounts, until } = open({ cipher: null, why: 'No keyring.' });
    accounts.start();
    const account = await until(({ sessionState }) => sessionState.status === 'missing');
    expect(account.tokenState).toEqual({ status: 'missing' });
    expect((await failureOf(accounts.clientFor(account.id).api('/user', z.unknown())))?.kind).toBe('no-credentials');
  });

  it('a locked vault locks the accounts until the passphrase comes', async () => {
    const none: CipherOffer = { cipher: null, why: 'No keyring.' };
    const gitlab = await startGitlab();
    const first = open(none);
    await first.accounts.add(wanted(gitlab));
    await first.vault.createPassphrase('correct horse');
    const { accounts, vault, until } = open(none);
    accounts.start();
    const locked = await until(({ sessionState }) => sessionState.status === 'locked');
    expect((await failureOf(accounts.clientFor(locked.id).api('/user', z.unknown())))?.kind).toBe('vault-locked');
    await vault.unlock('correct horse');
    await until(({ sessionState, tokenState }) => sessionState.status === 'ok' && tokenState.status === 'ok');
  });
});

describe('real traffic', () => {
  it('flips the token to refused on a 401, and back when it is taken again', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab));
    const facts = gitlab.tokens.get(ADA_TOKEN);
    gitlab.tokens.delete(ADA_TOKEN);
    await failureOf(accounts.clientFor(id).api('/user', z.unknown()));
    expect(accounts.list()[0]?.tokenState).toMatchObject({ status: 'refused', failure: { kind: 'unauthorized' } });
    if (facts !== undefined) gitlab.tokens.set(ADA_TOKEN, facts);
    await accounts.clientFor(id).api('/user', z.unknown());
    expect(accounts.list()[0]?.tokenState.status).toBe('ok');
  });

  it('a late refusal of the old token says nothing about the new', async () => {
    let arrive: (refuse: () => void) => void = () => undefined;
    const arrived = new Promise<() => void>((resolve) => {
      arrive = resolve;
    });
    const gitlab = await startGitlab({
      first: ({ url }, response) => {
        if (url !== '/api/v4/slow') return false;
        arrive(() => response.writeHead(401, { 'content-type': 'application/json' }).end('{}'));
        return true;
      },
    });
    gitlab.tokens.set('glpat-next', { user: ada, scopes: ['api'], expiresAt: '2031-01-01' });
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab));
    const slow = failureOf(accounts.clientFor(id).api('/slow', z.unknown()));
    const refuse = await arrived;
    await accounts.edit(id, { token: 'glpat-next' });
    refuse();
    expect((await slow)?.kind).toBe('unauthorized');
    expect(accounts.list()[0]?.tokenState.status).toBe('ok');
  });

  it('stores a renewed session cookie', async () => {
    const gitlab = await startGitlab({
      first: ({ url }, response) => {
        if (url !== '/page') return false;
        response.writeHead(200, { 'set-cookie': '_gitlab_session=renewed0value; path=/; HttpOnly' }).end();
        return true;
      },
    });
    gitlab.sessions.set('renewed0value', ada);
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab));
    await accounts.clientFor(id).web('/page');
    await accounts.dispose();
    const again = open();
    again.accounts.start();
    await again.until(({ sessionState }) => sessionState.status === 'ok');
    expect(await again.accounts.clientFor(id).cookieHeader(`${gitlab.origin}/`)).toBe('_gitlab_session=renewed0value');
  });
});

describe('changing accounts', () => {
  it('keeps the old credentials when the new do not work', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab));
    expect((await failureOf(accounts.edit(id, { token: 'glpat-wrong' })))?.kind).toBe('unauthorized');
    expect((await failureOf(accounts.edit(id, { token: BOB_TOKEN })))?.kind).toBe('wrong-user');
    expect((await failureOf(accounts.edit(id, { sessionCookie: BOB_SESSION })))?.kind).toBe('wrong-user');
    await accounts.clientFor(id).api('/user', z.unknown());
    expect(accounts.list()[0]?.tokenState.status).toBe('ok');
  });

  it('takes a new token for a refused one, label and colour', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab, { sessionCookie: null }));
    gitlab.tokens.set('glpat-next', { user: ada, scopes: ['api'], expiresAt: '2031-01-01' });
    await accounts.edit(id, { token: 'glpat-next', sessionCookie: ADA_SESSION, label: ' Home ', colour: 5 });
    expect(accounts.list()[0]).toMatchObject({
      label: 'Home',
      colour: 5,
      tokenState: { status: 'ok', scopes: ['api'] },
      sessionState: { status: 'ok' },
    });
    const again = open();
    await again.accounts.check(id);
    expect(again.accounts.list()[0]).toMatchObject({ label: 'Home', tokenState: { scopes: ['api'] } });
  });

  it('reorders for good, and refuses half an order', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    const a = await accounts.add(wanted(gitlab));
    const b = await accounts.add(wanted(gitlab, { token: BOB_TOKEN, sessionCookie: null }));
    accounts.reorder([b, a]);
    expect(
      open()
        .accounts.list()
        .map(({ id }) => id),
    ).toEqual([b, a]);
    expect(() => accounts.reorder([a])).toThrowError(/each account once/);
    expect(() => accounts.reorder([a, a])).toThrowError(/each account once/);
  });

  it('removes an account with its secrets', async () => {
    const { accounts } = open();
    const id = await accounts.add(wanted(await startGitlab()));
    await accounts.remove(id);
    expect(accounts.list()).toEqual([]);
    expect(readFileSync(join(folder, 'vault.json'), 'utf8')).not.toContain(id);
    expect(() => accounts.clientFor(id)).toThrowError(
      expect.objectContaining({ failure: expect.objectContaining({ kind: 'no-account' }) }),
    );
  });

  it('finds the account of a URL: deepest root first', async () => {
    const gitlab = await startGitlab();
    const { accounts } = open();
    const id = await accounts.add(wanted(gitlab));
    expect(accounts.accountsForUrl(`${gitlab.origin}/g/p/-/jobs/1`).map((account) => account.id)).toEqual([id]);
    expect(accounts.accountsForUrl('https://elsewhere.example/g/p/-/jobs/1')).toEqual([]);
  });
});

it('no secret is ever in an event, a failure, a log line, or a file in plain text', async () => {
  const gitlab = await startGitlab({
    first: ({ url }, response) => {
      if (!url.startsWith('/api/v4/echo')) return false;
      response
        .writeHead(500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ message: SECRETS, error: SECRETS }));
      return true;
    },
  });
  const { accounts, log, events } = open();
  const id = await accounts.add(wanted(gitlab));
  const failures = [
    await failureOf(accounts.add(wanted(gitlab, { sessionCookie: BOB_SESSION }))),
    await failureOf(accounts.add(wanted(gitlab))),
    await failureOf(accounts.edit(id, { token: BOB_TOKEN })),
    await failureOf(accounts.edit(id, { sessionCookie: `theme=${BOB_SESSION}` })),
    await failureOf(accounts.clientFor(id).api('/echo', z.unknown())),
    await failureOf(
      accounts.probe(`http://me:${BOB_TOKEN}@${gitlab.origin.slice(7)}x/?private_token=${BOB_TOKEN}`, null),
    ),
  ];
  expect(failures.every((failure) => failure !== null)).toBe(true);
  await accounts.check(id);
  await accounts.edit(id, { token: ADA_TOKEN, sessionCookie: ADA_SESSION });
  gitlab.tokens.clear();
  gitlab.sessions.clear();
  await accounts.check(id);
  expect(accounts.list()[0]).toMatchObject({ tokenState: { status: 'refused' }, sessionState: { status: 'refused' } });
  await gitlab.close();
  await failureOf(accounts.clientFor(id).api('/user', z.unknown()));

  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(files.length).toBeGreaterThan(2);
  const everything = [JSON.stringify(events), JSON.stringify(failures), ...log.lines, ...files].join('\n');
  for (const secret of SECRETS) expect(everything).not.toContain(secret);
});
