import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, filesWith } from './files.ts';
import { expect, test } from './fixtures.ts';
import { findProgram } from './machine.ts';
import { setScene } from './scene.ts';
import { addAccount, jobRow } from './user.ts';

/** A D-Bus session with a real, unlocked gnome-keyring in it, whose keyring file outlives the session. */
const SESSION = `#!/bin/sh
printf 'test' | gnome-keyring-daemon --unlock --components=secrets --control-directory="$XDG_RUNTIME_DIR/keyring" >/dev/null 2>&1
"$@"
`;

test('the system keyring keeps the credentials over a restart, and no file holds them plain', async ({
  launch,
  gitlab,
  folder,
}) => {
  const lacking = ['gnome-keyring-daemon', 'dbus-run-session'].filter((name) => findProgram(name) === null);
  test.skip(lacking.length > 0, `not on this machine: ${lacking.join(', ')} (Debian: gnome-keyring, dbus-daemon)`);
  test.slow();
  const runtime = join(folder, 'run');
  const data = join(folder, 'keyring-data');
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(join(data, 'keyrings'), { recursive: true, mode: 0o700 });
  const session = join(folder, 'session');
  writeFileSync(session, SESSION);
  chmodSync(session, 0o755);

  const scene = setScene(await gitlab());
  scene.job('build:sealed');
  const app = await launch({
    wrap: ['dbus-run-session', '--', session],
    env: { XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: data },
    electronArgs: ['--password-store=gnome-libsecret'],
  });
  await addAccount(app.page, scene.account);
  await expect(jobRow(app.page, 'build:sealed')).toBeVisible();

  await app.restart();
  // Nobody types anything: the keyring opens the vault.
  await expect(jobRow(app.page, 'build:sealed')).toBeVisible({ timeout: 60_000 });

  expect([...filesBelow(data).values()].some((text) => text.length > 0)).toBe(true);
  for (const secret of [scene.token, scene.cookie]) {
    expect([...filesWith(app.dataDir, secret), ...filesWith(data, secret)]).toEqual([]);
  }
});
