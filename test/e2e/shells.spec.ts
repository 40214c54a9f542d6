import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

test('a shell knows the window’s size from the start and follows it, and nothing of that is seen', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab());
  scene.job('unit:sizes');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'unit:sizes');
  const chip = page.getByRole('button', { name: /^Terminal size/ });
  const pane = async () => ((await chip.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];

  await test.step('one prompt is all there is', async () => {
    await terminal.shows(/^\S+@\S+:\S* ?[$#]\s*$/);
    await chip.click();
    await expect(page.getByText('The shell knows this size.')).toBeVisible();
    await page.keyboard.press('Escape');
    expect((await terminal.screen()).trim().split('\n')).toHaveLength(1);
  });

  await test.step('it is in the runner’s directory, and goes to the job’s files at a click', async () => {
    await page.getByRole('button', { name: 'Go to build directory' }).click();
    await terminal.shows('cd /');
    await expect(page.getByRole('button', { name: 'Go to build directory' })).toBeHidden();
    await terminal.enter('pwd');
    await terminal.shows(/^\/.*\/builds\/\S+\/devices\/firmware$/m);
  });

  await test.step('its programs draw for the pane', async () => {
    const [columns, rows] = await pane();
    await terminal.enter('stty size; echo "TERM=$TERM"');
    await terminal.shows(`${rows} ${columns}`);
    await terminal.shows('TERM=xterm-256color');
  });

  await test.step('larger text, so fewer columns: told at the prompt, not below a program', async () => {
    const before = await pane();
    await terminal.enter('echo ready-$((1+1)); read -r word; stty size');
    await terminal.shows('ready-2');
    for (const _ of [1, 2, 3]) {
      const smaller = await pane();
      await page.keyboard.press('Control+=');
      await expect.poll(pane).not.toEqual(smaller);
    }
    const [columns, rows] = await pane();
    await expect(page.getByRole('button', { name: /^shell \d+ × \d+: fit/ })).toBeVisible();
    await terminal.enter('on');
    await terminal.shows(`${before[1]} ${before[0]}`);
    await expect(page.getByRole('button', { name: /^shell \d+ × \d+: fit/ })).toBeHidden();
    await terminalOf(page).enter('clear; stty size');
    await terminal.shows(`${rows} ${columns}`);
    expect(await terminal.screen()).not.toMatch(/stty rows|7133|_jd/);
  });

  await test.step('a program that has the screen keeps its size, and all of it is seen', async () => {
    await terminal.enter('clear; seq 500 | less');
    await terminal.shows(/^1\s*\n2\s*\n/);
    const [, rows = 0] = await pane();
    for (const _ of [1, 2, 3]) {
      const smaller = await pane();
      await page.keyboard.press('Control+=');
      await expect.poll(pane).not.toEqual(smaller);
    }
    await page.keyboard.press('Space');
    await terminal.shows(new RegExp(`^${rows}\\s*\\n(\\d+\\s*\\n){${rows - 2}}:`));
    await page.keyboard.press('q');
    await chip.click();
    await expect(page.getByText('The shell knows this size.')).toBeVisible();
    await page.keyboard.press('Escape');
    const [columns, fewer] = await pane();
    await terminal.enter('clear; stty size');
    await terminal.shows(`${fewer} ${columns}`);
    for (const _ of [1, 2, 3]) {
      const larger = await pane();
      await page.keyboard.press('Control+-');
      await expect.poll(pane).not.toEqual(larger);
    }
  });

  await test.step('a prompt that has no room in a row any more: what is typed stands behind it', async () => {
    const [wide = 0] = await pane();
    await terminal.enter('clear; cd; pwd');
    await terminal.shows(/^\/\S+\s*$/m);
    // `user@host:~/xxx…$ `, ten columns short of the row
    const start = /^(\S+:)~\$/m.exec(await terminal.screen())?.[1] ?? '';
    const directory = 'x'.repeat(wide - start.length - 14);
    await terminal.enter(`mkdir -p ${directory}; cd ${directory}; clear`);
    const prompt = `${start}~/${directory}$ `;
    await terminal.shows(prompt.trimEnd());
    for (const _ of [1, 2, 3]) {
      const smaller = await pane();
      await page.keyboard.press('Control+=');
      await expect.poll(pane).not.toEqual(smaller);
    }
    const [columns = 0] = await pane();
    expect(columns).toBeLessThan(prompt.length);
    await chip.click();
    await expect(page.getByText('The shell knows this size.')).toBeVisible();
    await page.keyboard.press('Escape');
    await terminal.enter('echo "here-$((1+1))"');
    await terminal.shows(`\n${prompt.slice(columns)}echo "here-$((1+1))"`);
    await terminal.shows(/\nhere-2\s*\n/);
  });
});

test('a tab in which something runs is not closed behind its back, and what runs can be stopped first', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab());
  const job = scene.job('unit:busy');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'unit:busy');
  await terminal.shows(/[$#]\s*$/);
  await terminal.enter('echo begun-$((1+1)); sleep 600');
  await terminal.shows('begun-2');
  const close = async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Close tab' }).click();
  };
  const question = page.getByRole('dialog', { name: 'Close unit:busy?' });

  await close();
  await expect(question).toContainText('also after the job, until the runner stops');
  await question.getByRole('button', { name: 'Keep open' }).click();
  await expect(question).toBeHidden();

  await close();
  await question.getByRole('button', { name: 'Stop and close' }).click();
  await expect(question).toBeHidden({ timeout: 30_000 });
  await expect(tab(page, 'unit:busy')).toBeHidden();
  await expect.poll(() => job.terminal).toBeNull();
});
