import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toFailure } from '../../../electron/core/errors.ts';
import { type RotationWorld, startRotationWorld } from './rotation-world.ts';

const DAY = 86_400_000;
const dayIn = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const ROTATE = /\/personal_access_tokens\/self\/rotate/;

let world: RotationWorld;
beforeEach(async () => {
  world = await startRotationWorld();
});
afterEach(() => world.dispose());

describe('renewing a token', () => {
  it('keeps the new one, for as long as was asked, and tells', async () => {
    const run = world.open();
    const { id, user } = await world.join(run, { scopes: ['api'], expiresAt: dayIn(9) });
    expect(await run.accounts.rotateToken(id, dayIn(90))).toBe(Date.parse(dayIn(90)));

    expect(run.account()).toMatchObject({
      tokenState: { status: 'ok', scopes: ['api'], expiresAt: Date.parse(dayIn(90)), expiryTold: true },
      tokenRenewal: { status: 'possible' },
    });
    expect(await run.stored()).toEqual({ token: world.alive(user)[0], journal: null });
    expect(world.alive(user)).toHaveLength(1);
    expect(run.news).toEqual([{ is: 'renewed', expiresAt: Date.parse(dayIn(90)) }]);

    const later = world.open();
    later.accounts.start();
    await later.until('checked', () => later.account().tokenState.status === 'ok');
  });

  it('says by what day at the latest, and the old token is untouched', async () => {
    const run = world.open();
    const { id, user } = await world.join(run);
    const [old] = world.alive(user);
    const failure = await run.accounts.rotateToken(id, dayIn(400)).catch(toFailure);
    expect(failure).toMatchObject({ kind: 'bad-input', message: expect.stringContaining(dayIn(365)) });
    expect(world.alive(user)).toEqual([old]);
    expect(await run.stored()).toEqual({ token: old, journal: null });
    expect(run.account()).toMatchObject({ tokenState: { status: 'ok' }, tokenRenewal: { status: 'possible' } });
  });

  it('never asks for a token that would be dead on arrival', async () => {
    const run = world.open();
    const { id } = await world.join(run);
    const failure = await run.accounts.rotateToken(id, dayIn(0)).catch(toFailure);
    expect(failure).toMatchObject({ kind: 'bad-input', message: expect.stringContaining('has begun already') });
    expect(world.rotations()).toEqual([]);
  });

  it('by itself takes as long again as the token had, and what the instance lets it have at most', async () => {
    const run = world.open();
    const { id } = await world.join(run, { scopes: ['api'], expiresAt: dayIn(30) });
    expect(await run.accounts.renewToken(id)).toBe(Date.parse(dayIn(30)));
    world.gitlab.setLimits({ longestTokenDays: 14 });
    expect(await run.accounts.renewToken(id)).toBe(Date.parse(dayIn(14)));
    expect(world.rotations()).toEqual([200, 400, 200]);
  });

  it.each([
    ['a scope that may not', { scopes: ['read_api'] }, {}, /scope self_rotate/],
    ['a GitLab before 16.10', { scopes: ['api'] }, { version: '16.9.2-ee' }, /came with 16.10/],
  ] as const)('is by hand with %s, and GitLab is not asked', async (_name, token, options, why) => {
    await world.dispose();
    world = await startRotationWorld(options);
    const run = world.open();
    const { id } = await world.join(run, token);
    expect(run.account().tokenRenewal).toEqual({ status: 'by-hand', why: expect.stringMatching(why) });
    const failure = await run.accounts.rotateToken(id, null).catch(toFailure);
    expect(failure).toMatchObject({ kind: 'forbidden', message: expect.stringMatching(why) });
    expect(world.rotations()).toEqual([]);
  });

  it('learns from GitLab that it is by hand', async () => {
    world.gitlab.setLimits({ fineGrainedOnly: true });
    const run = world.open();
    const { id, user } = await world.join(run);
    expect(await run.accounts.rotateToken(id, null).catch(toFailure)).toMatchObject({ kind: 'forbidden' });
    expect(run.account()).toMatchObject({
      tokenState: { status: 'ok' },
      tokenRenewal: { status: 'by-hand', why: expect.stringContaining('fine-grained') },
    });
    expect(world.alive(user)).toHaveLength(1);
  });

  it('is refused where the new one could not be kept, before GitLab is asked', async () => {
    const run = world.open({ cipher: null, why: 'There is no keyring.' });
    const { id } = await world.join(run);
    expect(await run.accounts.rotateToken(id, null).catch(toFailure)).toMatchObject({
      kind: 'disk',
      message: expect.stringContaining('GitLab was not asked'),
    });
    expect(world.rotations()).toEqual([]);
  });

  it('is asked once, however often it is wanted at the same time', async () => {
    const run = world.open();
    const { id } = await world.join(run);
    const [first, second] = await Promise.allSettled([
      run.accounts.rotateToken(id, null),
      run.accounts.rotateToken(id, null),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(world.rotations()).toEqual([200]);
  });

  it('with a token that was ended elsewhere asks nothing that would end its family', async () => {
    const run = world.open();
    const { id, user } = await world.join(run);
    const { token } = await run.stored();
    for (const one of world.gitlab.tokensOf(user)) if (one.value === token) world.gitlab.revokeToken(one);
    expect(await run.accounts.rotateToken(id, null).catch(toFailure)).toMatchObject({ kind: 'token-expired' });
    expect(world.rotations()).toEqual([]);
    expect(run.account().tokenState).toMatchObject({ status: 'refused' });
  });
});

describe('an answer that does not come', () => {
  it('is found out by the harmless question alone; the account says what to do, and a later run the same', async () => {
    const run = world.open();
    const { id, user } = await world.join(run);
    world.gitlab.addFault({ path: ROTATE, cut: 'answer', times: 1 });
    const failure = await run.accounts.rotateToken(id, null).catch(toFailure);
    expect(failure).toMatchObject({ kind: 'token-expired', next: expect.stringContaining('Make a new token') });
    expect(run.account().tokenState).toEqual({ status: 'refused', failure });

    const later = world.open();
    later.accounts.start();
    await later.until('checked', () => later.account().tokenState.status === 'refused');
    expect(later.account().tokenState).toEqual({ status: 'refused', failure });
    expect(await later.accounts.rotateToken(id, null).catch(toFailure)).toEqual(failure);
    expect(world.rotations()).toEqual([200]);
    expect(world.alive(user)).toHaveLength(1);
  });

  it.each([
    ['a connection that is cut before', { cut: true }],
    ['a proxy that gives up', { answer: { status: 504, body: 'Gateway Timeout' } }],
    ['a proxy that keeps it back', { answer: { status: 403, body: '<html>blocked</html>' } }],
    [
      'a 200 that is no token',
      { answer: { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"to' } },
    ],
  ])(
    'with the old token alive, %s loses nothing, and holds the next try back for two minutes',
    async (_name, fault) => {
      const run = world.open();
      const { id, user } = await world.join(run);
      world.gitlab.addFault({ path: ROTATE, times: 1, ...fault });
      expect(await run.accounts.rotateToken(id, null).catch(toFailure)).toMatchObject({
        message: expect.stringContaining('The old token still works.'),
      });
      expect(run.account()).toMatchObject({ tokenState: { status: 'ok' }, tokenRenewal: { status: 'unclear' } });
      const asked = world.rotations().length;
      expect(await run.accounts.rotateToken(id, null).catch(toFailure)).toMatchObject({ kind: 'offline' });
      expect(world.rotations()).toHaveLength(asked);

      run.clock.advance(120_000);
      await run.until('clear', () => run.account().tokenRenewal.status === 'possible');
      await run.accounts.rotateToken(id, null);
      expect(await run.stored()).toEqual({ token: world.alive(user)[0], journal: null });
    },
  );

  it('while the instance is away stays open, and is cleared up once it is back', async () => {
    const run = world.open();
    const { id, user } = await world.join(run);
    world.gitlab.clearSeen();
    world.gitlab.addFault({ path: ROTATE, delayMs: 100, cut: 'answer', times: 1 });
    const begun = run.accounts.rotateToken(id, null).catch(toFailure);
    await run.until('asked', () => world.gitlab.seen.length > 0);
    const stop = world.gitlab.addFault({ path: /\/self$/, answer: { status: 502, body: 'down' } });
    expect(await begun).toMatchObject({ kind: 'offline', next: expect.stringContaining('finds out') });
    expect(run.account()).toMatchObject({ tokenState: { status: 'ok' }, tokenRenewal: { status: 'unclear' } });

    stop();
    run.clock.advance(60_000);
    await run.until('found out', () => run.account().tokenState.status === 'refused');
    expect(run.account().tokenState).toMatchObject({ failure: { next: expect.stringContaining('Make a new token') } });
    expect(world.rotations()).toEqual([200]);
    expect(world.alive(user)).toHaveLength(1);
  });
});

describe('while a token is being renewed', () => {
  it('nothing else brings the old one back to the vault', async () => {
    const run = world.open();
    const { id, user } = await world.join(run, { scopes: ['api'] });
    const cookie = world.gitlab.signIn(user);
    // a sign-in that is being tried while GitLab makes the new token
    world.gitlab.addFault({ path: ROTATE, delayMs: 50, times: 1 });
    const rotated = run.accounts.rotateToken(id, null);
    await run.accounts.edit(id, { sessionCookie: cookie });
    await rotated;
    expect((await run.stored()).token).toBe(world.alive(user)[0]);

    const later = world.open();
    later.accounts.start();
    await later.until('checked', () => later.account().sessionState.status === 'ok');
    expect(later.account().tokenState.status).toBe('ok');
  });

  it('another token is not taken, and removing the account waits for the answer', async () => {
    const run = world.open();
    const { id, user } = await world.join(run);
    world.gitlab.addFault({ path: ROTATE, delayMs: 50, times: 1 });
    const { value } = world.gitlab.addToken(user);
    const rotated = run.accounts.rotateToken(id, null);
    expect(await run.accounts.edit(id, { token: value }).catch(toFailure)).toMatchObject({
      message: expect.stringContaining('being renewed'),
    });
    await run.accounts.remove(id);
    await rotated.catch(() => undefined);
    expect(await run.vault.get(`account:${id}`)).toBeNull();
    expect(await run.vault.get(`rotation:${id}`)).toBeNull();
  });
});
