import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

test('a terminal is in one window at a time, and moves with its shell and its scrollback', async ({
  app,
  gitlab,
  door,
}) => {
  const scene = setScene(await gitlab());
  const job = scene.job('integration:redis');
  scene.job('unit:fast');
  const { page } = app;
  await addAccount(page, scene.account);
  await (await openTerminal(page, 'integration:redis')).enter("printf 'from-%s\\n' the-first");
  await terminalOf(page).shows('from-the-first');
  const connection = job.terminal;
  await openTerminal(page, 'unit:fast');

  if (door === 'electron') {
    await tab(page, 'integration:redis').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to a new window' }).click();
    await expect.poll(() => app.pages().length).toBe(2);
  } else {
    const second = await page.context().newPage();
    await second.goto(new URL('/', page.url()).href);
    await expect(second.getByRole('tab')).toHaveCount(0);
    await second.getByRole('button', { name: '2 in other windows' }).click();
    await second.getByRole('menuitem', { name: /integration:redis/ }).click();
  }
  const second = app.pages()[1] ?? page;
  await expect(tab(second, 'integration:redis')).toHaveAttribute('aria-selected', 'true');
  await expect(tab(second, 'unit:fast')).toHaveCount(0);
  await expect(tab(page, 'integration:redis')).toHaveCount(0);
  await expect(tab(page, 'unit:fast')).toHaveAttribute('aria-selected', 'true');
  await terminalOf(second).shows('from-the-first');
  await terminalOf(second).enter("printf 'from-%s\\n' the-second");
  await terminalOf(second).shows('from-the-second');
  expect(job.terminal).toBe(connection);

  // What is opened in a window stays in that window.
  const third = scene.job('lint:types');
  await second.getByRole('button', { name: 'Refresh' }).first().click();
  await openTerminal(second, 'lint:types');
  await expect(tab(page, 'lint:types')).toHaveCount(0);

  await second.close();
  // The first has them all, with the connection they had.
  await tab(page, 'integration:redis').click({ timeout: 30_000 });
  await terminalOf(page).shows('from-the-second');
  expect(job.terminal).toBe(connection);
  await tab(page, 'lint:types').click();
  expect(third.terminal).not.toBeNull();
});

test('the windows come back where they were, and onto a display that is there', async ({ app, door }) => {
  test.skip(door === 'browser', "a browser's windows are its own");
  const boundsOf = () =>
    app.pages()[0]?.evaluate(() => ({ x: screenX, y: screenY, width: outerWidth, height: outerHeight }));
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  await app.stop();
  const file = join(app.dataDir, 'window.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { windows: unknown[] };
  expect(kept.windows).toHaveLength(1);

  const bounds = { x: 60, y: 40, width: 900, height: 620 };
  const gone = { x: 9000, y: -4000, width: 1000, height: 700 };
  const places = [bounds, gone].map((one) => ({ bounds: one, maximized: false }));
  writeFileSync(file, JSON.stringify({ windows: places }));
  await app.start();
  await expect.poll(() => app.pages().length).toBe(2);
  const all = await Promise.all(
    app
      .pages()
      .map((page) =>
        page.evaluate(() => ({ x: screenX, y: screenY, width: outerWidth, height: outerHeight, right: screen.width })),
      ),
  );
  expect(all).toContainEqual(expect.objectContaining(bounds));
  const other = all.find(({ width }) => width === gone.width);
  expect(other?.x).toBeGreaterThanOrEqual(0);
  expect(other?.x).toBeLessThan(other?.right ?? 0);

  await app.stop();
  expect((JSON.parse(readFileSync(file, 'utf8')) as { windows: unknown[] }).windows).toHaveLength(2);
  writeFileSync(file, '{"windows": [{"bounds": "nonsense"}]');
  await app.start();
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  expect((await boundsOf())?.width).toBeGreaterThan(700);
});
