import { describe, expect, it } from 'vitest';
import type { Account, Settings } from '../../../electron/contract.ts';
import {
  dueWarning,
  isOlder,
  nextExpiryDay,
  noteUse,
  renewalOf,
  type SessionUse,
  sessionEnd,
  signedIn,
} from '../../../electron/core/accounts/expiry.ts';
import { createExpiryWatch } from '../../../electron/core/accounts/expiry-watch.ts';
import { JobdeckError } from '../../../electron/core/errors.ts';
import type { NewNotice } from '../../../electron/core/notices/new-notice.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { accountNamed } from '../jobs/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24, 12);

describe('when credentials end', () => {
  it.each([
    [15 * DAY, null],
    [14 * DAY, 14],
    [7 * DAY + 1, 14],
    [7 * DAY, 7],
    [2 * DAY, 3],
    [1, 1],
    [0, null],
    [-DAY, null],
  ])('with %d ms left, the warning of %s days is due', (left, days) => {
    expect(dueWarning(NOW + left, [14, 7, 3, 1], NOW)).toBe(days);
  });

  it.each([
    ['its cookie says so', { session: NOW + DAY, remembered: null }, NOW + DAY, 'told'],
    ['it does not say, so a week after its use', { session: null, remembered: null }, NOW + 7 * DAY, 'guessed'],
    ['it can be made anew for longer', { session: NOW + DAY, remembered: NOW + 14 * DAY }, NOW + 14 * DAY, 'told'],
    ['it is gone and can be made anew', { session: 'gone', remembered: NOW + 9 * DAY }, NOW + 9 * DAY, 'told'],
    ['it outlives what could make it anew', { session: NOW + 7 * DAY, remembered: NOW + DAY }, NOW + 7 * DAY, 'told'],
  ] as const)('a web session: %s', (_name, life, at, expirySure) => {
    expect(sessionEnd(life, NOW)).toEqual({ at, expirySure });
  });

  it('a session whose end moves is renewed by use; one whose end stays, though it is used for hours, is not', () => {
    let moving: SessionUse | null = null;
    let fixed: SessionUse | null = null;
    const until = { session: NOW + 7 * DAY, remembered: null };
    for (let hour = 0; hour <= 5; hour += 1) {
      const now = NOW + hour * HOUR;
      // at most hourly, as newer GitLab does
      moving = noteUse(moving, { session: now + 7 * DAY, remembered: null }, now);
      fixed = noteUse(fixed, until, now);
      expect(signedIn(moving, { session: now + 7 * DAY, remembered: null }).renewedBy).toBe('use');
      expect(signedIn(fixed, until).renewedBy).toBe(hour > 2 ? 'sign-in' : 'use');
    }
  });

  it.each([
    ['16.9.8-ee', true],
    ['16.10.0', false],
    ['15.11.13-ee', true],
    ['17.0.0-pre', false],
    ['unknown', false],
  ])('GitLab %s is older than 16.10: %s', (version, older) => {
    expect(isOlder(version, [16, 10])).toBe(older);
  });

  const token = {
    scopes: ['read_api', 'self_rotate'],
    expiresAt: NOW + DAY,
    createdAt: NOW - 29 * DAY,
    personal: true,
  };
  it.each([
    ['a token that may rotate itself', { token, version: '18.6.1-ee' }, null, 'possible'],
    ['one that may do all', { token: { ...token, scopes: ['api'] }, version: null }, null, 'possible'],
    ['one that may only read', { token: { ...token, scopes: ['read_api'] }, version: '18.6.1' }, null, 'by-hand'],
    ['another kind', { token: { ...token, personal: false }, version: '18.6.1' }, null, 'by-hand'],
    ['one that GitLab has refused to renew', { token, version: '18.6.1' }, 'GitLab said so.', 'by-hand'],
    ['none', { token: null, version: '18.6.1' }, null, 'by-hand'],
  ] as const)('%s is renewed: %s', (_name, record, refusal, status) => {
    const account = {
      ...record,
      token: record.token === null ? null : { ...record.token, scopes: [...record.token.scopes] },
    };
    expect(renewalOf(account, refusal).status).toBe(status);
  });

  it('by itself takes as many days as the token had, a week at least and a year at most', () => {
    expect(nextExpiryDay(token, NOW)).toBe('2026-12-24');
    expect(nextExpiryDay({ ...token, createdAt: NOW }, NOW)).toBe('2026-12-01');
    expect(nextExpiryDay({ ...token, createdAt: NOW - 399 * DAY }, NOW)).toBe('2027-11-24');
    expect(nextExpiryDay({ ...token, createdAt: null }, NOW)).toBe('2027-02-22');
    expect(nextExpiryDay({ ...token, expiresAt: null }, NOW)).toBeNull();
  });

  it('counts from the day on which it was made, at whatever hour that was', () => {
    const madeAt = (time: string) => ({ ...token, createdAt: Date.parse(time), expiresAt: Date.parse('2026-12-24') });
    for (const time of ['2026-11-24T00:00:01Z', '2026-11-24T12:00:00Z', '2026-11-24T23:59:59Z']) {
      expect(nextExpiryDay(madeAt(time), Date.parse('2026-12-20T09:00:00Z'))).toBe('2027-01-19');
    }
  });
});

describe('the watch', () => {
  function watchOf(start: Account, more: Partial<Settings> = {}) {
    const clock = createManualClock(NOW);
    let account = start;
    const did: string[] = [];
    const told: NewNotice[] = [];
    const past: string[] = [];
    let renews: () => Promise<number | null> = async () => NOW;
    let goesThrough = true;
    const watch = createExpiryWatch({
      accounts: {
        list: () => [account],
        check: async () => void did.push('check'),
        renewToken: () => {
          did.push('renew');
          return renews();
        },
        async touchSession() {
          did.push('use');
          if (goesThrough && account.sessionState.status === 'ok') {
            const lifeMs = account.sessionState.expiresAt - account.sessionState.checkedAt;
            const checkedAt = clock.now();
            account = {
              ...account,
              sessionState: { ...account.sessionState, checkedAt, expiresAt: checkedAt + lifeMs },
            };
          }
        },
      },
      settings: () => ({ expiryWarningDays: [14, 7, 3, 1], keepSignedIn: true, ...more }),
      clock,
      log: createMemoryLog(),
      tell: (notice) => {
        if (!told.some(({ key }) => key === notice.key)) told.push(notice);
      },
      past: (keyStart) => past.push(keyStart),
    });
    return {
      ...{ clock, watch, did, told, past },
      titles: () => told.map(({ title }) => title),
      become(next: Partial<Account>) {
        account = { ...account, ...next };
        watch.accountsChanged();
      },
      renewing(how: typeof renews) {
        renews = how;
      },
      cutOff() {
        goesThrough = false;
      },
    };
  }
  const tokenFor = (ms: number): Account['tokenState'] => ({
    ...{ status: 'ok', scopes: ['api'], expiresAt: NOW + ms, expiryTold: true },
  });
  const sessionFor = (ms: number, more: object = {}): Account['sessionState'] => ({
    ...{ status: 'ok', checkedAt: NOW, expiresAt: NOW + ms, expirySure: 'told', renewedBy: 'use', ...more },
  });
  const noSession = { sessionState: { status: 'missing' } } as const;

  it('warns of a token 14, 7, 3 days and 1 day before its end, though nothing else happens, each once', () => {
    const { watch, clock, told, titles } = watchOf(accountNamed('a', { ...noSession, tokenState: tokenFor(20 * DAY) }));
    watch.start();
    for (let day = 0; day < 25; day += 1) {
      clock.advance(DAY);
      watch.accountsChanged();
    }
    expect(titles().map((title) => title.replace(/^.* in /, ''))).toEqual(['14 days', '7 days', '3 days', '1 day']);
    expect(told.map(({ urgency }) => urgency)).toEqual(['soon', 'soon', 'soon', 'now']);
    expect(told[0]?.actions).toEqual([{ do: 'renew-token', accountId: 'a' }]);
    watch.dispose();
    expect(clock.waiting).toBe(0);
  });

  it('tells under the same keys in another run', () => {
    const keys = [0, 1].map(() => {
      const { watch, told } = watchOf(
        accountNamed('a', {
          tokenState: tokenFor(6 * DAY),
          sessionState: sessionFor(2 * DAY, { renewedBy: 'sign-in' }),
        }),
      );
      watch.start();
      watch.dispose();
      return told.map(({ key }) => key);
    });
    expect(keys[0]).toHaveLength(2);
    expect(keys[1]).toEqual(keys[0]);
  });

  it('reads tokens again each day, and after a sleep', () => {
    const { watch, clock, did } = watchOf(accountNamed('a', noSession));
    watch.start();
    clock.advance(3 * DAY + HOUR);
    expect(did).toEqual(['check', 'check', 'check']);
    clock.sleep(2 * DAY);
    watch.woke();
    expect(did).toHaveLength(4);
    watch.dispose();
  });

  it('uses a web session at the start, then once a day, and says nothing of it', () => {
    const { watch, clock, did, told } = watchOf(accountNamed('a', { sessionState: sessionFor(7 * DAY) }));
    watch.start();
    clock.advance(4 * DAY + HOUR);
    expect(did.filter((one) => one === 'use')).toHaveLength(5);
    expect(told).toEqual([]);
    watch.dispose();
  });

  it('uses one that lives for an hour before that is over', () => {
    const { watch, clock, did } = watchOf(accountNamed('a', { sessionState: sessionFor(HOUR) }));
    watch.start();
    clock.advance(3 * HOUR);
    expect(did.filter((one) => one === 'use')).toHaveLength(5);
    watch.dispose();
  });

  it('leaves web sessions alone where the user wants that, and warns', () => {
    const settings = { keepSignedIn: false };
    const { watch, clock, did, titles } = watchOf(accountNamed('a', { sessionState: sessionFor(7 * DAY) }), settings);
    watch.start();
    clock.advance(7 * DAY);
    expect(did).not.toContain('use');
    expect(titles()).toEqual(['Sign-in to a ends in 3 days', 'Sign-in to a ends in 1 day']);
    watch.dispose();
  });

  it('warns where a session cannot be used: the instance is away for days', () => {
    const unreachable = new JobdeckError('offline', 'away').failure;
    const { watch, clock, told, cutOff } = watchOf(
      accountNamed('a', {
        sessionState: sessionFor(7 * DAY),
        reach: { status: 'unreachable', failure: unreachable, since: NOW },
      }),
    );
    cutOff();
    watch.start();
    clock.advance(7 * DAY);
    expect(told.map(({ key }) => key.split(' ').at(-1))).toEqual(['3', '1']);
    expect(told[0]?.body).toContain('renewed by itself');
    watch.dispose();
  });

  it('renews by itself when the wished days have come, and not before', async () => {
    const mine = accountNamed('a', { ...noSession, tokenState: tokenFor(9 * DAY), renewTokenDays: 7 });
    const { watch, clock, did, told } = watchOf(mine);
    watch.start();
    clock.advance(2 * DAY - HOUR);
    expect(did).not.toContain('renew');
    clock.advance(HOUR);
    expect(did.filter((one) => one === 'renew')).toHaveLength(1);
    expect(told).toEqual([]);
    watch.dispose();
  });

  it('says once why it could not, and tries again a day later', async () => {
    const mine = accountNamed('a', { ...noSession, tokenState: tokenFor(5 * DAY), renewTokenDays: 7 });
    const { watch, clock, did, titles, renewing } = watchOf(mine);
    renewing(async () => {
      throw new JobdeckError('forbidden', 'GitLab did not.', 'Make a new one.');
    });
    watch.start();
    for (let hours = 0; hours < 47; hours += 1) {
      clock.advance(HOUR);
      await Promise.resolve();
    }
    expect(did.filter((one) => one === 'renew')).toHaveLength(2);
    expect(titles()).toEqual(['Access token of a was not renewed']);
    watch.dispose();
  });

  it('tells what a renewal has come to, and takes back what it has warned of', () => {
    const { watch, told, past } = watchOf(accountNamed('a', { ...noSession, tokenState: tokenFor(80 * DAY) }));
    watch.rotated('a', { is: 'renewed', expiresAt: NOW + 80 * DAY });
    expect(told.map(({ kind }) => kind)).toEqual(['token-renewed']);
    expect(past).toEqual(['token-expiring a ', 'token-not-renewed a ']);
    watch.dispose();
  });
});
