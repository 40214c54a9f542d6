import { describe, expect, it } from 'vitest';
import type { Update, UpdateState } from '../../electron/contract.ts';
import { JobdeckError } from '../../electron/core/errors.ts';
import type { Updater } from '../../electron/core/host.ts';
import type { UpdatePolicy } from '../../electron/core/policy.ts';
import { createUpdates } from '../../electron/core/updates.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryLog } from '../fakes/memory-log.ts';

const update: Update = { version: '2.0.0', releasedAt: 0, notes: null, bytes: 100 };
const DAY = 24 * 3600_000;

const policyOf = (rest: Partial<UpdatePolicy>): UpdatePolicy => ({
  mode: 'automatic',
  channel: 'latest',
  feedUrl: null,
  publicKey: null,
  staging: 'follow',
  waitDays: 0,
  ...rest,
});

function world(options: { policy?: UpdatePolicy; automatic?: boolean; found?: Update | null; why?: string } = {}) {
  const clock = createManualClock();
  const states: UpdateState[] = [];
  const done: string[] = [];
  let end: { resolve: () => void; reject: (error: unknown) => void } | null = null;
  let found: Update | null | Error = options.found === undefined ? update : options.found;
  const updater: Updater = {
    async check() {
      done.push('check');
      if (found instanceof Error) throw found;
      return found;
    },
    download: (onProgress, signal) =>
      new Promise<void>((resolve, reject) => {
        done.push('download');
        end = { resolve, reject };
        onProgress({ doneBytes: 50, totalBytes: 100, bytesPerSecond: 5 });
        signal.addEventListener('abort', () => reject(new JobdeckError('cancelled', 'Cancelled.')));
      }),
    installOnQuit: () => void done.push('on-quit'),
    restart: () => void done.push('restart'),
  };
  const updates = createUpdates({
    offer: options.why === undefined ? { updater } : { updater: null, why: options.why },
    policy: options.policy ?? null,
    automatic: () => options.automatic ?? false,
    clock,
    log: createMemoryLog(),
    onChange: (state) => states.push(state),
  });
  return {
    updates,
    clock,
    done,
    names: () => states.map(({ status }) => status),
    find: (next: Update | null | Error) => {
      found = next;
    },
    finish: async (error?: unknown) => {
      if (error === undefined) end?.resolve();
      else end?.reject(error);
      await settle();
    },
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('updates', () => {
  it.each([
    ['the policy', { policy: policyOf({ mode: 'off' }) }, /administrator/],
    ['the copy', { why: 'apt updates it.' }, /apt/],
    ['both, by the policy', { policy: policyOf({ mode: 'off' }), why: 'apt updates it.' }, /administrator/],
  ])('switched off by %s are never asked for, and say why', async (_by, options, why) => {
    const { updates, clock, done } = world({ automatic: true, ...options });
    updates.start();
    expect(updates.state()).toEqual({ status: 'off', why: expect.stringMatching(why) });
    await expect(updates.check()).rejects.toMatchObject({ failure: { kind: 'managed' } });
    clock.advance(2 * DAY);
    await settle();
    expect(done).toEqual([]);
  });

  it('are looked for after a minute and every six hours, where that is wanted', async () => {
    const { updates, clock, done, find } = world({ automatic: true, found: null });
    updates.start();
    clock.advance(59_000);
    await settle();
    expect(done).toEqual([]);
    clock.advance(1_000);
    await settle();
    expect(updates.state()).toMatchObject({ status: 'none', heldBack: null });
    find(update);
    clock.advance(6 * 3600_000);
    await settle();
    expect(done).toEqual(['check', 'check', 'download']);
  });

  it('wait for the user where they are not wanted by themselves', async () => {
    const { updates, clock, done } = world({ policy: policyOf({ mode: 'manual' }), automatic: true });
    updates.start();
    clock.advance(DAY);
    await settle();
    expect(done).toEqual([]);
    await updates.check();
    expect(updates.state()).toMatchObject({ status: 'available', update });
    expect(done).toEqual(['check']);
  });

  it('go from available over progress to ready, and install on quit or by a restart', async () => {
    const { updates, done, names, finish } = world();
    await updates.check();
    expect(() => updates.install()).toThrow(/no update to install/);
    updates.download();
    expect(updates.state()).toMatchObject({ status: 'downloading', doneBytes: 50 });
    updates.download();
    await updates.check();
    await finish();
    expect(updates.state()).toEqual({ status: 'ready', update });
    await updates.check();
    updates.install();
    expect(done).toEqual(['check', 'download', 'on-quit', 'restart']);
    expect(names()).toEqual(['checking', 'available', 'downloading', 'downloading', 'ready']);
  });

  it('can be cancelled, and fetched again', async () => {
    const { updates, finish } = world();
    await updates.check();
    updates.download();
    updates.cancel();
    await settle();
    expect(updates.state()).toEqual({ status: 'available', update });
    updates.download();
    await finish();
    expect(updates.state().status).toBe('ready');
  });

  it('tell what failed, and can be tried again', async () => {
    const { updates, find, finish } = world();
    find(new JobdeckError('offline', 'No way there.'));
    await updates.check();
    expect(updates.state()).toMatchObject({ status: 'failed', doing: 'check', failure: { kind: 'offline' } });
    find(update);
    await updates.check();
    updates.download();
    await finish(new JobdeckError('bad-update', 'Damaged.'));
    expect(updates.state()).toMatchObject({ status: 'failed', doing: 'download', failure: { kind: 'bad-update' } });
    updates.download();
    await finish();
    expect(updates.state().status).toBe('ready');
  });

  it('are held back for as many days as the policy says', async () => {
    const { updates, clock } = world({
      policy: policyOf({ mode: 'manual', waitDays: 3 }),
      found: { ...update, releasedAt: createManualClock().now() - 2 * DAY },
    });
    await updates.check();
    const until = clock.now() + DAY;
    expect(updates.state()).toMatchObject({ status: 'none', heldBack: { version: '2.0.0', until } });
    clock.advance(DAY);
    await updates.check();
    expect(updates.state().status).toBe('available');
  });
});
