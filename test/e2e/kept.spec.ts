import { expect, test } from './fixtures.ts';
import { findProgram } from './machine.ts';
import { setScene } from './scene.ts';
import { openSettings } from './settings.ts';
import { addAccount, openTerminal } from './user.ts';

test('a shell that is kept goes on while the network is gone, and is the same one afterwards', async ({
  app,
  gitlab,
}) => {
  test.skip(findProgram('tmux') === null, 'no tmux on this machine');
  const scene = setScene(await gitlab());
  const job = scene.job('unit:kept');
  const { page } = app;
  await addAccount(page, scene.account);

  await test.step('it is off until it is wanted', async () => {
    await openSettings(page);
    await page
      .getByRole('tab', { name: 'Terminal' })
      .or(page.getByRole('button', { name: 'Terminal' }))
      .first()
      .click();
    const wish = page.getByRole('switch', { name: 'Keep shells running over a drop' });
    await expect(wish).not.toBeChecked();
    await wish.click();
    await expect(wish).toBeChecked();
    await page.keyboard.press('Escape');
  });

  const terminal = await openTerminal(page, 'unit:kept');
  await test.step('one prompt is all there is, and a sign', async () => {
    await expect(page.getByText('kept', { exact: true })).toBeVisible({ timeout: 30_000 });
    await terminal.shows(/^\S+@\S+:\S* ?[$#]\s*$/);
    expect((await terminal.screen()).trim().split('\n')).toHaveLength(1);
  });

  await test.step('the network goes, and comes back: what ran has gone on', async () => {
    await terminal.enter('mine=seven; sh -c \'for n in $(seq 900); do echo "tick-$n-"; sleep 0.1; done\'');
    await terminal.shows('tick-3-');
    job.terminal?.drop();
    await expect(page.getByText('resumed', { exact: true })).toBeVisible({ timeout: 60_000 });
    const shown = async () => Number(/tick-(\d+)-(?![\s\S]*tick-)/.exec(await terminal.screen())?.[1] ?? '0');
    await expect.poll(shown).toBeGreaterThan(3);
    const before = await shown();
    await expect.poll(shown).toBeGreaterThan(before + 5);
  });

  await test.step('its variables are there, and GitLab’s Ctrl-D left no trace', async () => {
    await page.keyboard.press('Control+c');
    await terminal.shows(/[$#]\s*$/);
    await terminal.enter('clear; echo "var-$mine"');
    await terminal.shows('var-seven');
    expect(await terminal.screen()).not.toMatch(/jobdeck-|detached|_jn|\^D/);
    await expect(page.getByText(/^shell \d+$/)).toBeHidden();
  });

  await test.step('Ctrl-D of the user leaves it', async () => {
    await page.keyboard.press('Control+d');
    await expect(page.getByRole('region', { name: 'Session ended' })).toContainText('left');
  });
});
