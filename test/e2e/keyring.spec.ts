import { join } from 'node:path';
import { filesBelow, filesWith } from './files.ts';
import { expect, test } from './fixtures.ts';
import { inKeyringSession, lackingForKeyrings } from './keyrings.ts';
import { setScene } from './scene.ts';
import { addAccount, jobRow } from './user.ts';

test('the system keyring keeps the credentials over a restart, and no file holds them plain', async ({
  launch,
  gitlab,
  folder,
}) => {
  const lacking = lackingForKeyrings();
  test.skip(lacking !== null, lacking ?? '');
  test.slow();
  const data = join(folder, 'keyring-data');

  const scene = setScene(await gitlab());
  scene.job('build:sealed');
  const app = await launch(inKeyringSession(folder, data, 'unlocked'));
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
