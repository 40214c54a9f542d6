import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { signInWindow, typePassword, untilClosed } from './sign-in-window.ts';
import { jobRow, openTerminal } from './user.ts';

test.skip(({ door }) => door === 'browser', 'a browser has no window whose cookies the app could read');

test('an account by its address and a sign-in, and a terminal with it', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('integration:redis');
  const { page } = app;
  await page.getByLabel('GitLab URL').fill(scene.instance.url);
  await page.getByRole('button', { name: 'Sign in…' }).click();
  const window = await signInWindow(app);
  await expect(window.head.getByText('closes by itself')).toBeVisible();
  await typePassword(window.page, scene.user.username, scene.user.password);
  await untilClosed(app);
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(jobRow(page, 'integration:redis')).toBeVisible();
  const terminal = await openTerminal(page, 'integration:redis');
  await terminal.enter("printf 'here-%s\\n' now");
  await terminal.shows('here-now');
});
