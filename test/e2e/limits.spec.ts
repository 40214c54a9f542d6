import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, openTerminal, tab } from './user.ts';

test('what can end a terminal is counted down on its tab, and listed with where it comes from', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const { page } = app;
  const job = scene.job('integration:long', { jobTimeoutSeconds: 250 });
  scene.instance.announce([{ message: 'Maintenance tonight: GitLab will be down for an hour.' }]);
  await addAccount(page, scene.account);
  await openTerminal(page, 'integration:long');

  await test.step('the nearest one is on the tab, in words too', async () => {
    await expect(tab(page, 'integration:long')).toHaveAccessibleDescription(/Job timeout in [34] minutes/);
    await expect(page.locator('.t-limit-pill')).toHaveText(/^[34]:\d\d$/);
  });

  const list = page.getByRole('dialog', { name: 'What can end this terminal' });
  await test.step('by the keyboard, the list says when, from where, and how sure that is', async () => {
    await page.getByRole('button', { name: /^What can end this terminal: Job timeout/ }).press('Enter');
    const timeout = list.getByRole('listitem').filter({ hasText: 'Job timeout' });
    await expect(timeout).toContainText('Certain, by what GitLab says of this job');
    await expect(timeout).toContainText('GitLab gives this job 4 minutes');
    await expect(list.getByRole('listitem').filter({ hasText: 'After the script: a hold' })).toContainText('Guessed');
    await expect(list.getByRole('listitem').filter({ hasText: 'Maintenance tonight' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
  });

  await test.step('a cancel that lets the script end leads to a hold, no longer than the job has left', async () => {
    job.cancel();
    await expect(tab(page, 'integration:long')).toHaveAccessibleDescription(/held open, Hold in [34] minutes/);
    await page.getByRole('button', { name: /^What can end this terminal/ }).press('Enter');
    await expect(list.getByRole('listitem').filter({ hasText: 'Hold' }).first()).toContainText('job’s log says');
  });
});
