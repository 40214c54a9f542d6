import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, ended, jobs, notices, openTerminal, tab, terminalOf } from './user.ts';

test('a job that is still to start: armed from its pipeline’s URL, its terminal opens when it runs', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const deploy = scene.job('deploy:canary', { status: 'created' });
  scene.job('deploy:production', { status: 'manual' });
  const { page } = app;
  await addAccount(page, scene.account);

  await page.keyboard.press('Control+Shift+K');
  await page
    .getByPlaceholder(/paste a job URL/)
    .fill(`${scene.instance.url}/devices/firmware/-/pipelines/${scene.pipeline.id}`);
  await page.getByRole('option', { name: 'Wait for a job of this pipeline…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Wait for a job' });
  await expect(dialog.getByRole('button', { name: 'Start deploy:production now' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Wait for deploy:canary' }).click();
  await expect(dialog.getByRole('button', { name: 'Stop waiting for deploy:canary' })).toBeVisible();
  await page.keyboard.press('Escape');

  const row = jobs(page).getByRole('row', { name: /deploy:canary/ });
  await expect(row).toContainText('armed');
  await expect(page.getByText('1 armed')).toBeVisible();

  scene.instance.queueJob(deploy);
  await expect(tab(page, 'deploy:canary')).toHaveAttribute('aria-selected', 'true', { timeout: 30_000 });
  const terminal = terminalOf(page);
  await terminal.enter('echo caught-$((6 * 7))');
  await terminal.shows('caught-42');
  await expect(notices(page)).toContainText('deploy:canary runs, and its terminal is open');
  await expect(page.getByText('1 armed')).toBeHidden();
});

test('retry with a terminal: a new job, and its shell', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab({ timing: { ...brisk, runnerTakesMs: 1_500 } }));
  const job = scene.job('integration', { executor: 'docker' });
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'integration');
  job.finishScript(1);
  await ended(page).getByRole('button', { name: 'Retry with a terminal' }).click({ timeout: 30_000 });
  await expect(ended(page)).toContainText('Its retry is waited for');
  await expect(tab(page, 'integration')).toHaveCount(2, { timeout: 30_000 });
  await expect(tab(page, 'integration').last()).toHaveAttribute('aria-selected', 'true');
  await terminalOf(page).enter('echo again-$((6 * 7))');
  await terminalOf(page).shows('again-42');
});
