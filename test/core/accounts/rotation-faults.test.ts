import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toFailure } from '../../../electron/core/errors.ts';
import type { SimUser } from '../../gitlab/api.ts';
import type { Fault, FaultPoints } from './fault-points.ts';
import { type RotationWorld, type Run, startRotationWorld, testCipher } from './rotation-world.ts';

/*
 * A renewal, with a fault at each place where it touches the world: each step of each file's write, each request before
 * it is sent and after the server has answered, the keyring. Either the step throws, or the program dies there and
 * another one is started over the same data directory. GitLab revokes the whole family when a dead token is rotated.
 */
const points = await vi.hoisted(async () => (await import('./fault-points.ts')).createFaultPoints() as FaultPoints);

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  const around =
    <A extends unknown[], R>(name: string, run: (...args: A) => R) =>
    (...args: A): R =>
      points.sync(name, () => run(...args));
  return {
    ...real,
    openSync: around('open', real.openSync),
    writeSync: around('write', real.writeSync as (...args: unknown[]) => number),
    // the machine of the test does not lose its power
    fsyncSync: around('fsync', () => undefined),
    closeSync: around('close', real.closeSync),
    renameSync: around('rename', real.renameSync),
  };
});
vi.mock(import('../../../electron/core/gitlab/http.ts'), async (importOriginal) => {
  const real = await importOriginal();
  return {
    ...real,
    send: (network, clock, wanted) =>
      points.async(`${wanted.method} ${wanted.url.pathname}`, () => real.send(network, clock, wanted)),
  };
});

const cipher = {
  ...testCipher,
  encrypt: (plain: string) => points.async('encrypt', () => testCipher.encrypt(plain)),
};

let world: RotationWorld;
beforeAll(async () => {
  world = await startRotationWorld({ limits: { apiPerMinute: 1_000_000 } });
});
afterAll(() => world.dispose());
const LOST = {
  kind: 'token-expired',
  message: expect.stringContaining('its answer with the new one never arrived here'),
  next: expect.stringContaining('Make a new token on GitLab’s page and give it to this account.'),
};

const CANNOT_BE_SAVED: Readonly<Record<Fault, readonly string[]>> = {
  throws: ['after POST /api/v4/personal_access_tokens/self/rotate'],
  dies: [
    'after POST /api/v4/personal_access_tokens/self/rotate',
    ...['encrypt', 'open', 'write', 'fsync', 'close'].flatMap((name) => [`before ${name}`, `after ${name}`]),
    'before rename',
  ],
};

/** What holds at the end of every story. */
async function judge(run: Run, user: SimUser): Promise<'works' | 'lost'> {
  const { tokenState } = run.account();
  const { token } = await run.stored();
  expect(world.rotations().filter((status) => status === 401)).toEqual([]);
  expect(world.rotations().length).toBeLessThanOrEqual(1);
  if (world.alive(user).includes(token ?? '')) {
    expect(tokenState).toMatchObject({ status: 'ok' });
    // whatever was left behind is cleared up, and the next renewal goes through
    await run.accounts.rotateToken(run.account().id, null);
    expect(await run.stored()).toEqual({ token: world.alive(user)[0], journal: null });
    return 'works';
  }
  // only ever when GitLab has made a new token and its answer did not come through
  expect(world.rotations()).toEqual([200]);
  expect(tokenState).toEqual({ status: 'refused', failure: LOST });
  expect(await run.accounts.rotateToken(run.account().id, null).catch(toFailure)).toEqual(LOST);
  expect(world.alive(user)).toHaveLength(1);
  // and what it says helps
  const { value } = world.gitlab.addToken(user, { scopes: ['read_api', 'self_rotate'] });
  await run.accounts.edit(run.account().id, { token: value });
  expect(run.account()).toMatchObject({ tokenState: { status: 'ok' }, tokenRenewal: { status: 'possible' } });
  expect(await run.stored()).toEqual({ token: value, journal: null });
  return 'lost';
}

async function story(at: number, fault: Fault): Promise<'works' | 'lost'> {
  const run = world.open({ cipher });
  const { id, user } = await world.join(run);
  points.arm(at, fault);
  const rotated = run.accounts.rotateToken(id, null).catch(() => null);
  await (fault === 'dies' ? Promise.race([rotated, points.stopped]) : rotated);
  points.disarm();
  if (fault === 'throws') {
    // this run goes on: what it still has to find out or to store, it does by itself
    if (run.account().tokenRenewal.status !== 'possible') run.clock.advance(130_000);
    await run.until('clear', () => run.account().tokenRenewal.status === 'possible');
    const end = await judge(run, user);
    await world.close(run);
    return end;
  }
  const next = world.open({ cipher });
  next.accounts.start();
  await next.until('checked', () => ['ok', 'refused'].includes(next.account().tokenState.status));
  next.clock.advance(130_000);
  await next.until('clear', () => next.account().tokenRenewal.status === 'possible');
  const end = await judge(next, user);
  await Promise.all([world.close(run), world.close(next)]);
  return end;
}

function freshFolder(): void {
  for (const name of ['vault.json', 'vault.json.last-good', 'settings.json', 'settings.json.last-good']) {
    rmSync(join(world.folder, name), { force: true });
  }
  world.gitlab.clearSeen();
}

describe('a renewal that a fault cuts off at any point', () => {
  it.each<Fault>(['throws', 'dies'])(
    'keeps the account, or says exactly what to do, when it %s there',
    async (fault) => {
      const run = world.open({ cipher });
      const { id } = await world.join(run);
      points.arm(null, fault);
      await run.accounts.rotateToken(id, null);
      const names = points.passed;
      points.disarm();

      const lostAt: string[] = [];
      for (let at = 0; at < names.length; at += 1) {
        freshFolder();
        const end = await story(at, fault).catch((error: unknown) => {
          throw new Error(`at point ${at} of ${names.length}, ${names[at]}`, { cause: error });
        });
        if (end === 'lost') lostAt.push(names[at] ?? '');
      }
      // the faults were where they should be: around two writes of the vault, and all three requests
      for (const name of ['GET', 'POST', 'rename', 'fsync', 'encrypt']) {
        expect(names.filter((one) => one.includes(name)).length).toBeGreaterThanOrEqual(2);
      }
      // nothing can be done between GitLab's answer and the moment in which the new token has its name on the disk
      expect(new Set(lostAt)).toEqual(new Set(CANNOT_BE_SAVED[fault]));
    },
    240_000,
  );
});
