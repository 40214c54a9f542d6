import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

test('two shells side by side, typed into together until one is left out, and after a reload still side by side', async ({
  app,
  gitlab,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('left:side');
  scene.job('right:side');
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'left:side');
  await openTerminal(page, 'right:side');
  const left = terminalOf(page, 'left:side');
  const right = terminalOf(page, 'right:side');
  const bar = page.getByRole('status').filter({ hasText: /Typing/ });

  await test.step('the one in front gets the other beside it', async () => {
    await right.input.focus();
    await page.keyboard.press('Control+Shift+D');
    await page.getByPlaceholder(/^Show beside/).fill('left:side');
    await page.keyboard.press('Enter');
    await expect(left.input).toBeFocused();
    await expect(right.input).toBeVisible();
  });

  await test.step('what is typed into one runs in both, each in its own shell', async () => {
    await right.enter('side=right');
    await left.enter('side=left');
    await page.keyboard.press('Control+Shift+G');
    await expect(bar).toHaveText('Typing goes to 2 terminals');
    await left.enter(`printf 'both-%d-%s\\n' $((6*7)) $side`);
    await left.shows('both-42-left');
    await right.shows('both-42-right');
  });

  await test.step('one that is left out gets nothing any more', async () => {
    await page.getByRole('button', { name: 'Leave out right:side' }).click();
    await expect(bar).toBeHidden();
    await left.enter(`printf 'only-%d\\n' $((6*7))`);
    await left.shows('only-42');
    expect(await right.screen()).not.toContain('only-42');
  });

  await test.step('a reload keeps the two side by side, and joins nothing', async () => {
    await page.reload();
    await expect(tab(page, 'left:side')).toHaveAttribute('aria-selected', 'true', { timeout: 30_000 });
    await left.shows('only-42');
    await right.shows('both-42-right');
    await expect(bar).toBeHidden();
    await left.enter(`printf 'alone-%d\\n' $((6*7))`);
    await left.shows('alone-42');
    expect(await right.screen()).not.toContain('alone-42');
  });

  await test.step('a pattern is looked for in a worker, which stops one that would run for ever', async () => {
    await left.enter(`printf 'a%.0s' $(seq 60); echo '!'`);
    await left.shows('aaa!');
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    const field = page.getByLabel('Find in the terminal');
    await field.fill('both-[0-9]+-left$');
    await expect(page.getByRole('search').getByRole('status')).toHaveText('1 of 1');
    await field.fill('(a+)+$');
    await expect(page.getByRole('alert')).toContainText('This expression takes too long', { timeout: 30_000 });
  });
});
