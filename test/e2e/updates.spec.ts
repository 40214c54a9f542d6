import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startUpdateServer } from '../shell/update-server.ts';
import { expect, test } from './fixtures.ts';
import { openSettings } from './settings.ts';

test('a copy that cannot replace itself says what updates it', async ({ launch, packaged }) => {
  const app = await launch();
  await openSettings(app.page);
  const dialog = app.page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'Updates' }).click();
  const why = packaged
    ? /unpacked by hand/
    : app.door === 'browser'
      ? /copy that serves this page/
      : /update it with git/;
  await expect(dialog).toContainText(why);
  await expect(dialog.getByRole('button', { name: /updates/i })).toHaveCount(0);
});

test('an AppImage finds a newer one, fetches, verifies, and restarts into it', async ({
  launch,
  packaged,
  folder,
  atEnd,
}) => {
  test.skip(!packaged || process.platform !== 'linux', 'only a packaged app updates itself');
  const server = await startUpdateServer();
  atEnd(() => server.dispose());
  const appImage = join(folder, 'Jobdeck.AppImage');
  const marks = join(folder, 'started');
  writeFileSync(appImage, 'the old one', { mode: 0o755 });
  const newer = Buffer.from(`#!/bin/sh\necho "exit after: $APPIMAGE_EXIT_AFTER_INSTALL" >> '${marks}'\n`);
  server.publish({ version: '99.0.0', body: newer, sha512: Buffer.alloc(64).toString('base64') });
  const publicKey = server.signFeed();
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, JSON.stringify({ version: 1, updates: { mode: 'manual', feedUrl: server.url, publicKey } }));
  const app = await launch({
    args: ['--policy', policy],
    env: { APPIMAGE: appImage, XDG_CACHE_HOME: join(folder, 'cache') },
  });
  await openSettings(app.page);
  const dialog = app.page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'Updates' }).click();
  await dialog.getByRole('button', { name: 'Look for updates' }).click();
  await dialog.getByRole('button', { name: /^Fetch it/ }).click();

  // the metadata is genuine, the package is not what it promises
  await expect(dialog.getByRole('alert')).toContainText('damaged or not genuine');
  expect(readFileSync(appImage, 'utf8')).toBe('the old one');

  server.publish({ version: '99.0.1', body: newer });
  await dialog.getByRole('button', { name: 'Try again' }).click();
  // the new metadata is not signed yet, and the failed download is what is tried again
  await expect(dialog.getByRole('alert')).toBeVisible();
  await app.restart();

  const renewed = server.signFeed();
  writeFileSync(
    policy,
    JSON.stringify({ version: 1, updates: { mode: 'manual', feedUrl: server.url, publicKey: renewed } }),
  );
  await app.restart();
  await openSettings(app.page);
  // of the page that there is now
  const again = app.page.getByRole('dialog');
  await again.getByRole('tab', { name: 'Updates' }).click();
  await again.getByRole('button', { name: 'Look for updates' }).click();
  await expect(again).toContainText('99.0.1');
  await again.getByRole('button', { name: /^Fetch it/ }).click();
  await expect(again).toContainText('is here and verified');
  expect(readFileSync(appImage, 'utf8')).toBe('the old one');
  await again.getByRole('button', { name: 'Restart now' }).click();
  await expect.poll(() => existsSync(marks), { timeout: 20_000 }).toBe(true);
  expect(readFileSync(marks, 'utf8')).toBe('exit after: \n');
  expect(readFileSync(appImage)).toEqual(newer);
});
