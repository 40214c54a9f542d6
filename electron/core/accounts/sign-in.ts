import type { AccountId, VaultState } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { parseCa } from '../gitlab/certificate.ts';
import { judgeChain } from '../gitlab/chain.ts';
import { tokenPageUrl } from '../gitlab/pages-of-gitlab.ts';
import { probeInstance } from '../gitlab/probe.ts';
import { type SessionCookies, takeBrowserCookies } from '../gitlab/session-cookies.ts';
import { joinPems, ownAuthorities } from '../gitlab/trust.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { BrowserCookie, Clock, Log, SignInRequest, SignInVerdict, SignInWindow } from '../host.ts';
import type { Accounts } from './accounts.ts';
import type { Vault } from './vault.ts';

export interface SignInDeps {
  readonly accounts: Accounts;
  readonly vault: Vault;
  /** Null where there is no such window. */
  readonly window: SignInWindow | null;
  readonly ways: Ways;
  readonly clock: Clock;
  readonly log: Log;
  /** The account has a web session again; what waited for it may go on. */
  readonly onSignedIn: (accountId: AccountId) => void;
}

/**
 * Web sessions by GitLab's own sign-in page. What the window brings is tried, kept in the vault, and only then is the
 * window told that it is done. All reject with `cancelled` when it is closed before, and with `vault-locked` before it opens.
 */
export interface SignIn {
  signIn(accountId: AccountId): Promise<void>;
  /** Rejects as `probeInstance` does too. */
  add(address: string, caPem: string | null): Promise<AccountId>;
  /** Resolves when the window is closed. */
  openTokenPage(accountId: AccountId): Promise<void>;
  /** Closes what is open for an account that goes away; null = for accounts that are not there yet. */
  close(accountId: AccountId | null): void;
  dispose(): void;
}

const NEW = 'new';

type Opened = ReturnType<SignInWindow['open']>;

interface Running<T> {
  readonly window: Opened;
  readonly result: Promise<T>;
}

type Place = Pick<SignInRequest, 'purpose' | 'startUrl' | 'who' | 'cookies'> & {
  readonly baseUrl: string;
  readonly caPem: string | null;
};

export function createSignIn(deps: SignInDeps): SignIn {
  const { accounts, vault, ways, clock, log } = deps;
  /** One window per account and purpose, and per address of an account to be; the key says which. */
  const open = new Map<string, Running<unknown>>();

  /** The one that is open comes to the front: two questions for one answer would be one too many. */
  function once<T>(key: string, start: () => Running<T>): Promise<T> {
    const before = open.get(key);
    if (before !== undefined) {
      before.window.focus();
      return before.result as Promise<T>;
    }
    const started = start();
    open.set(key, started);
    return started.result.finally(() => open.delete(key));
  }

  async function needWindow(): Promise<SignInWindow> {
    if (deps.window === null) {
      throw new JobdeckError(
        'bad-input',
        'There is no sign-in window here.',
        'Sign in with your browser and give this account the session cookie.',
      );
    }
    await vault.open();
    if (vault.state().mode === 'locked') {
      throw new JobdeckError(
        'vault-locked',
        'The session could not be kept: the vault is locked.',
        'Unlock your secrets first.',
      );
    }
    return deps.window;
  }

  /** What the policy does not allow to be reached is not shown either. */
  async function needWay(baseUrl: string): Promise<void> {
    await ways.proxyFor(baseUrl);
  }

  function openWindow(window: SignInWindow, place: Place, judge: SignInRequest['judge']): Opened {
    const { baseUrl, caPem, ...rest } = place;
    let anchors: readonly string[] | null = null;
    return window.open({
      ...rest,
      baseUrl,
      proxy: ways.ruleFor(baseUrl),
      instance: nameOfInstance(baseUrl),
      note: noteOf(vault.state()),
      judge,
      inspect(pems, hostname) {
        anchors ??= ownAuthorities(joinPems(caPem, ways.caFor(new URL(baseUrl).origin)));
        return judgeChain({ pems, hostname, anchors, now: clock.now() });
      },
    });
  }

  /** Its result is what `take` made of the cookies that it accepted. */
  function untilTaken<T>(
    window: SignInWindow,
    place: Place,
    take: (cookies: SessionCookies) => Promise<T>,
  ): Running<T> {
    const taken: T[] = [];
    let judging: Promise<unknown> = Promise.resolve();

    async function judge(held: readonly BrowserCookie[]): Promise<SignInVerdict> {
      if (taken.length > 0) return { is: 'done' };
      const cookies = takeBrowserCookies(place.baseUrl, held);
      if (!cookies.usable) return { is: 'not-yet' };
      try {
        taken.push(await take(cookies));
        return { is: 'done' };
      } catch (error) {
        return verdictOf(error);
      }
    }

    const opened = openWindow(window, place, (held) => {
      const verdict = judge(held);
      judging = verdict;
      return verdict;
    });
    return {
      window: opened,
      result: opened.ended.then(async () => {
        // closed in the very moment in which a session was being kept: then it is kept
        await judging;
        if (taken.length === 0) throw new JobdeckError('cancelled', 'The sign-in was cancelled.');
        return taken[0] as T;
      }),
    };
  }

  async function signIn(accountId: AccountId): Promise<void> {
    const window = await needWindow();
    const { record, detainedAt, cookies } = await accounts.signInFacts(accountId);
    await needWay(record.url);
    await once(accountId, () =>
      untilTaken(
        window,
        {
          purpose: 'sign-in',
          baseUrl: record.url,
          caPem: record.caPem,
          startUrl: detainedAt ?? `${record.url}/users/sign_in`,
          who: `@${record.user.username}`,
          // only where the session is good and held up: a dead one would be in the way
          cookies: detainedAt === null ? [] : (cookies?.toBrowser() ?? []),
        },
        (held) => accounts.setSession(accountId, held),
      ),
    );
    log.info('account', 'signed-in', { account: accountId });
    deps.onSignedIn(accountId);
  }

  async function add(address: string, caText: string | null): Promise<AccountId> {
    const window = await needWindow();
    const caPem = caText === null || caText.trim() === '' ? null : parseCa(caText, clock.now()).pem;
    const probe = await probeInstance(address, { caPem, clock, ways });
    const accountId = await once(`${NEW} ${probe.url}`, () =>
      untilTaken(
        window,
        { purpose: 'sign-in', baseUrl: probe.url, caPem, startUrl: probe.signInUrl, who: null, cookies: [] },
        (cookies) => accounts.addSession(probe, caPem, cookies),
      ),
    );
    deps.onSignedIn(accountId);
    return accountId;
  }

  async function openTokenPage(accountId: AccountId): Promise<void> {
    const window = await needWindow();
    const { record, cookies } = await accounts.signInFacts(accountId);
    await needWay(record.url);
    await once(`${accountId} token`, () => {
      const place: Place = {
        purpose: 'token-page',
        baseUrl: record.url,
        caPem: record.caPem,
        startUrl: tokenPageUrl(record.url),
        who: `@${record.user.username}`,
        cookies: cookies?.toBrowser() ?? [],
      };
      let kept = cookies?.serialise() ?? '';
      // What the page renews of the session is the account's too, as long as it stays the account's user.
      const opened = openWindow(window, place, async (held): Promise<SignInVerdict> => {
        const renewed = takeBrowserCookies(record.url, held);
        if (!renewed.usable || renewed.serialise() === kept) return { is: 'not-yet' };
        try {
          await accounts.setSession(accountId, renewed);
          kept = renewed.serialise();
          return { is: 'not-yet' };
        } catch (error) {
          return verdictOf(error);
        }
      });
      return { window: opened, result: opened.ended.then(() => undefined) };
    });
  }

  return {
    signIn,
    add,
    openTokenPage,
    close(accountId) {
      for (const [key, { window }] of [...open]) if (key.split(' ')[0] === (accountId ?? NEW)) window.close();
    },
    dispose() {
      for (const { window } of [...open.values()]) window.close();
    },
  };
}

/** What a refusal means for somebody who may be in the middle of signing in. */
function verdictOf(error: unknown): SignInVerdict {
  const { kind, message, next } = toFailure(error);
  if (kind === 'session-refused') return { is: 'not-yet' };
  if (kind === 'wrong-user') return { is: 'wrong-user', message };
  return { is: 'trouble', message: next === null ? message : `${message} ${next}` };
}

function noteOf(state: VaultState): string | null {
  if (state.mode !== 'memory') return null;
  return 'Nothing here can encrypt the session: it is kept in memory only, until Jobdeck is closed.';
}
