import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toFailure } from '../../electron/core/errors.ts';
import type { UpdatePolicy } from '../../electron/core/policy.ts';
import { type Copy, updateWay } from '../../electron/shell/updates/updatable.ts';
import { toUpdateFailure } from '../../electron/shell/updates/update-failure.ts';
import type { LoadedUpdater } from '../../electron/shell/updates/updater.ts';
import { createMemoryLog } from '../fakes/memory-log.ts';
import { plainWays } from '../fakes/plain-ways.ts';
import { startUpdateServer, type UpdateServer } from './update-server.ts';

/** electron-updater asks for Electron when it is loaded, and with an app of ours never uses it. */
const require = createRequire(import.meta.url);
const electronPath = require.resolve('electron');
require.cache[electronPath] ??= {
  id: electronPath,
  filename: electronPath,
  loaded: true,
  exports: {},
} as NodeJS.Module;

const installed: Copy = {
  demo: false,
  isPackaged: true,
  platform: 'linux',
  env: { APPIMAGE: '/home/mira/Jobdeck.AppImage' },
  packageType: null,
  hasFeed: true,
  hasPolicyFeed: false,
  isWritable: true,
  hasUninstaller: false,
  isTranslocated: false,
};

describe('a copy', () => {
  it.each<[string, Partial<Copy>, string]>([
    ['an AppImage', {}, 'appimage'],
    ['of a Windows installer', { platform: 'win32', env: {}, hasUninstaller: true }, 'nsis'],
    ['in Applications', { platform: 'darwin', env: {} }, 'mac'],
    ['whose feed comes from the policy', { hasFeed: false, hasPolicyFeed: true }, 'appimage'],
  ])('%s replaces itself', (_what, rest, way) => expect(updateWay({ ...installed, ...rest })).toBe(way));

  it.each<[string, Partial<Copy>, RegExp]>([
    ['the demo', { demo: true }, /demo/],
    ['a checkout', { isPackaged: false }, /git/],
    ['a deb', { packageType: 'deb', env: {} }, /apt/],
    ['a deb started inside another AppImage', { packageType: 'deb' }, /apt/],
    ['an rpm', { packageType: 'rpm', env: {} }, /package manager/],
    ['a snap', { env: { SNAP: '/snap/x' } }, /snapd/],
    ['an unpacked archive', { env: {} }, /unpacked by hand/],
    ['a portable Windows program', { platform: 'win32', env: { PORTABLE_EXECUTABLE_DIR: 'E:\\' } }, /by hand/],
    ['an unpacked Windows zip', { platform: 'win32', env: {} }, /by hand/],
    ['a program in a mounted image', { platform: 'darwin', isTranslocated: true }, /Applications/],
    ['a build without a feed', { hasFeed: false }, /no update server/],
    ['a program that the user may not replace', { isWritable: false }, /may not write/],
  ])('that is %s does not', (_what, rest, why) => {
    expect(updateWay({ ...installed, ...rest })).toEqual({ why: expect.stringMatching(why) });
  });
});

it.each<[object, boolean, string]>([
  [{ code: 'ENOTFOUND' }, false, 'offline'],
  [{ statusCode: 503 }, false, 'offline'],
  [{ message: 'Request timed out' }, false, 'offline'],
  [{ code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' }, false, 'not-found'],
  [{ statusCode: 404, code: 'HTTP_ERROR_404' }, false, 'not-found'],
  [{ statusCode: 403 }, false, 'forbidden'],
  [{ code: 'ERR_CHECKSUM_MISMATCH' }, false, 'bad-update'],
  [{ code: 'ERR_UPDATER_INVALID_SIGNATURE' }, false, 'bad-update'],
  [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, false, 'tls-untrusted'],
  [{ code: 'ENOSPC' }, false, 'disk'],
  [{ message: 'https://user:pass@host/' }, false, 'internal'],
  [{ code: 'ENOTFOUND' }, true, 'cancelled'],
])('%j (aborted: %s) is told as %s, without its own text', (error, aborted, kind) => {
  const { failure } = toUpdateFailure(error, aborted);
  expect(failure.kind).toBe(kind);
  expect(JSON.stringify(failure)).not.toContain('pass@');
});

describe.skipIf(process.platform !== 'linux')('electron-updater against a server', () => {
  let folder: string;
  let server: UpdateServer;
  let appImage: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jobdeck-updates-'));
    appImage = join(folder, 'Jobdeck.AppImage');
    writeFileSync(appImage, 'the old one', { mode: 0o755 });
    vi.stubEnv('APPIMAGE', appImage);
    server = await startUpdateServer();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function load(policy: Partial<UpdatePolicy> = {}, version = '1.0.0'): Promise<LoadedUpdater> {
    const { loadUpdater } = await import('../../electron/shell/updates/updater.ts');
    const whole: UpdatePolicy = {
      mode: 'automatic',
      channel: 'latest',
      feedUrl: server.url,
      publicKey: null,
      staging: 'follow',
      waitDays: 0,
      ...policy,
    };
    return loadUpdater({
      way: 'appimage',
      terms: { policy: whole, ways: plainWays },
      buildKey: null,
      log: createMemoryLog(),
      app: {
        version,
        name: 'jobdeck',
        isPackaged: true,
        appUpdateConfigPath: join(folder, 'app-update.yml'),
        userDataPath: join(folder, 'data'),
        baseCachePath: join(folder, 'cache'),
        whenReady: async () => {},
        relaunch: () => {},
        quit: () => {},
        onQuit: () => {},
      },
    });
  }

  /** A program that says that it ran, as an AppImage would be run once after it was put in place. */
  const program = (mark: string): Buffer => Buffer.from(`#!/bin/sh\necho ran > '${join(folder, mark)}'\n`);
  const kindOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'none',
      (error) => toFailure(error).kind,
    );
  const never = new AbortController().signal;

  it('finds a newer version, fetches it with progress, and puts it in place', async () => {
    server.publish({ version: '1.1.0', body: program('ran') });
    const updater = await load();
    const releasedAt = Date.UTC(2026, 10, 1, 10);
    expect(await updater.check()).toEqual({ version: '1.1.0', releasedAt, notes: null, bytes: program('ran').length });
    const progress: number[] = [];
    await updater.download(({ doneBytes }) => progress.push(doneBytes), never);
    expect(progress.at(-1)).toBe(program('ran').length);
    expect(readFileSync(appImage, 'utf8')).toBe('the old one');
    expect(updater.install(false)).toBe(true);
    expect(readFileSync(appImage)).toEqual(program('ran'));
    expect(statSync(appImage).mode & 0o111).toBe(0o111);
    expect(readFileSync(join(folder, 'ran'), 'utf8')).toBe('ran\n');
  });

  it.each<[string, string, boolean]>([
    ['the same', '1.0.0', false],
    ['an older', '0.9.0', false],
    ['a newer', '1.0.1', true],
    ['a newer beta', '1.1.0-beta.1', true],
  ])('of %s version (%s) it makes: %s', async (_what, version, isUpdate) => {
    server.publish({ version, body: program('ran') });
    expect((await (await load()).check()) !== null).toBe(isUpdate);
  });

  it('takes its channel, and nobody down to an older version by changing it', async () => {
    server.publish({ version: '1.0.5', body: program('ran') });
    server.publish({ version: '1.2.0-beta.1', channel: 'beta', body: program('ran') });
    expect((await (await load({ channel: 'beta' })).check())?.version).toBe('1.2.0-beta.1');
    expect((await (await load()).check())?.version).toBe('1.0.5');
    expect(await (await load({}, '1.2.0-beta.1')).check()).toBeNull();
  });

  it('follows a staged release, and pilots go first', async () => {
    server.publish({ version: '1.1.0', stagingPercentage: 0, body: program('ran') });
    expect(await (await load()).check()).toBeNull();
    expect((await (await load({ staging: 'at-once' })).check())?.version).toBe('1.1.0');
    server.publish({ version: '1.1.0', stagingPercentage: 100, body: program('ran') });
    expect((await (await load()).check())?.version).toBe('1.1.0');
  });

  it('throws away what does not have its checksum', async () => {
    server.publish({ version: '1.1.0', body: program('ran'), sha512: Buffer.alloc(64).toString('base64') });
    const updater = await load();
    await updater.check();
    expect(await kindOf(updater.download(() => {}, never))).toBe('bad-update');
    expect(() => updater.install(true)).toThrow();
    expect(readFileSync(appImage, 'utf8')).toBe('the old one');
    const kept = readdirSync(join(folder, 'cache'), { recursive: true }).map(String);
    expect(kept.filter((name) => name.endsWith('.AppImage'))).toEqual([]);
  });

  it('says that the server is gone, or has nothing for this system', async () => {
    expect(await kindOf((await load()).check())).toBe('not-found');
    server.publish({ version: '1.1.0', body: program('ran') });
    const updater = await load();
    await updater.check();
    await server.dispose();
    expect(await kindOf(updater.download(() => {}, never))).toBe('offline');
    server = await startUpdateServer();
  });

  it('stops in the middle when told to, and can begin again', async () => {
    server.publish({ version: '1.1.0', body: Buffer.alloc(4_000_000, 'x') });
    server.stall();
    const updater = await load();
    await updater.check();
    const abort = new AbortController();
    const outcome = kindOf(updater.download(() => abort.abort(), abort.signal));
    await expect.poll(() => server.asked.some((path) => path.endsWith('.AppImage'))).toBe(true);
    abort.abort();
    expect(await outcome).toBe('cancelled');
  });

  it('takes signed metadata, and neither unsigned nor another’s nor changed', async () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    server.publish({ version: '1.1.0', body: program('ran') });
    expect(await kindOf((await load({ publicKey: other })).check())).toBe('not-found');
    const publicKey = server.signFeed();
    expect((await (await load({ publicKey })).check())?.version).toBe('1.1.0');
    expect(await kindOf((await load({ publicKey: other })).check())).toBe('bad-update');
    server.publish({ version: '1.2.0', body: program('ran') });
    expect(await kindOf((await load({ publicKey })).check())).toBe('bad-update');
  });
});
