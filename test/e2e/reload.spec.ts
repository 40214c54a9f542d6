import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

test('a reload of the window keeps sessions, their scrollback and what was typed', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  const job = scene.job('integration:redis');
  scene.job('unit:fast');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'integration:redis');
  await terminal.enter("word=otter; printf '\\033[6n'; IFS= read -rsd R place; printf 'before-%s\\n' reload");
  await terminal.shows('before-reload');
  await openTerminal(page, 'unit:fast');
  const connection = job.terminal;
  const typed = connection?.bytesReceived;

  await app.reload();
  await tab(app.page, 'integration:redis').click();
  const again = terminalOf(app.page);
  await again.shows('before-reload');
  expect(job.terminal).toBe(connection);
  // Replaying the question for the cursor's place must not answer it a second time.
  expect(job.terminal?.bytesReceived).toBe(typed);

  await again.enter(`printf 'word-%s\\n' "$word"`);
  await again.shows('word-otter');
  await expect(tab(app.page, 'unit:fast')).toBeVisible();
});
