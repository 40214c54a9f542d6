import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

test('a snippet brings a hostile name into two shells as one word, and a search of all terminals finds it', async ({
  app,
  gitlab,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  const hostile = "it's $(echo ran)";
  scene.job('plain:job');
  scene.job(hostile);
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, hostile);
  const plain = await openTerminal(page, 'plain:job');

  await test.step('it is written where the terminal is', async () => {
    await plain.input.focus();
    await page.keyboard.press('Control+Shift+L');
    const dialog = page.getByRole('dialog', { name: 'New snippet' });
    await dialog.getByLabel('Name').fill('Say the name');
    await dialog.getByLabel('Command').fill("printf '<%s>%s\\n' {job_name} {?word}");
    await dialog.getByRole('button', { name: 'Save' }).click();
  });

  await test.step('it goes to both, each with its own job’s name', async () => {
    const dialog = page.getByRole('dialog', { name: 'Snippets' });
    await dialog.getByRole('checkbox', { name: hostile }).check();
    await dialog.getByLabel('word').fill('needle');
    await expect(dialog.getByText("'it'\\''s $(echo ran)' 'needle'")).toBeVisible();
    await dialog.getByRole('button', { name: 'Run' }).click();
    await plain.shows('<plain:job>needle');
  });

  await test.step('what the other shell printed is found, and shown', async () => {
    await page.keyboard.press('Control+Shift+H');
    await page.getByLabel('Find in all terminals').fill(`<${hostile}>needle`);
    await expect(page.getByRole('option', { name: `<${hostile}>needle` })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(tab(page, hostile)).toHaveAttribute('aria-selected', 'true');
    await terminalOf(page).shows(`<${hostile}>needle`);
  });
});
