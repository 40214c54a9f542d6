import { beforeEach, describe, expect, it } from 'vitest';
import type { Account, EndingReason, SignInNeed, TerminalSession, WebSessionState } from '../../electron/contract.ts';
import { createSignInDesk, type SignInDesk, signInNeeds } from '../../electron/core/sign-in-needs.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

const account = (id: string, status: WebSessionState['status'] = 'refused'): Account =>
  ({ id, label: id, sessionState: { status } }) as unknown as Account;

const session = (id: string, accountId: string, reason: EndingReason | null): TerminalSession =>
  ({
    id,
    job: { accountId },
    state: reason === null ? { status: 'open', since: 0 } : { status: 'ended', ending: { reason } },
  }) as unknown as TerminalSession;

describe('what is asked for', () => {
  it.each<[string, readonly TerminalSession[], readonly SignInNeed[]]>([
    ['nothing while nothing waits', [session('s1', 'a', null)], []],
    ['nothing for another ending', [session('s1', 'a', 'network-lost'), session('s2', 'a', 'no-terminal')], []],
    [
      'one account for three tabs',
      [session('s1', 'a', 'signed-out'), session('s2', 'a', 'signed-out'), session('s3', 'a', 'signed-out')],
      [{ accountId: 'a', sessionIds: ['s1', 's2', 's3'] }],
    ],
    [
      'each account by itself, in their order',
      [session('s1', 'b', 'signed-out'), session('s2', 'a', 'signed-out')],
      [
        { accountId: 'a', sessionIds: ['s2'] },
        { accountId: 'b', sessionIds: ['s1'] },
      ],
    ],
    ['nothing for an account that is gone', [session('s1', 'gone', 'signed-out')], []],
  ])('%s', (_case, sessions, needs) => {
    expect(signInNeeds([account('a'), account('b')], sessions)).toEqual(needs);
  });
});

describe('what goes on', () => {
  const clock = createManualClock();
  let wentOn: string[];
  let told: (readonly SignInNeed[])[];
  let desk: SignInDesk;
  const waiting = [
    session('s1', 'a', 'signed-out'),
    session('s2', 'b', 'signed-out'),
    session('s3', 'a', 'signed-out'),
  ];

  beforeEach(() => {
    wentOn = [];
    told = [];
    desk = createSignInDesk({
      clock,
      reconnect: (id) => void wentOn.push(id),
      onChange: (needs) => void told.push(needs),
    });
    desk.accountsChanged([account('a'), account('b')]);
    desk.sessionsChanged(waiting);
  });

  it('tells each change once', () => {
    desk.sessionsChanged([...waiting]);
    desk.accountsChanged([account('a'), account('b')]);
    expect(told).toHaveLength(1);
    expect(desk.needs()).toEqual(told[0]);
  });

  it('is all of an account whose session is back, and nothing of another', () => {
    desk.accountsChanged([account('a', 'ok'), account('b')]);
    expect(wentOn).toEqual(['s1', 's3']);
    desk.accountsChanged([account('a', 'ok'), account('b')]);
    expect(wentOn).toEqual(['s1', 's3']);
  });

  it('is nothing at a start: an account that is well has not come back', () => {
    const fresh = createSignInDesk({ clock, reconnect: (id) => void wentOn.push(id), onChange: () => {} });
    fresh.sessionsChanged(waiting);
    fresh.accountsChanged([account('a', 'ok'), account('b', 'ok')]);
    expect(wentOn).toEqual([]);
  });

  it('does not go round in circles, but for the user', () => {
    for (const status of ['ok', 'refused', 'ok'] as const) desk.accountsChanged([account('a', status), account('b')]);
    expect(wentOn).toEqual(['s1', 's3']);
    desk.signedIn('a');
    expect(wentOn).toEqual(['s1', 's3', 's1', 's3']);
    clock.advance(60_000);
    for (const status of ['refused', 'ok'] as const) desk.accountsChanged([account('a', status), account('b')]);
    expect(wentOn).toHaveLength(6);
  });

  it('leaves out a tab that was closed meanwhile', () => {
    desk.sessionsChanged(waiting.slice(1));
    desk.signedIn('a');
    expect(wentOn).toEqual(['s3']);
    expect(desk.needs().map(({ accountId }) => accountId)).toEqual(['a', 'b']);
  });
});
