import type { Page } from '@playwright/test';
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
  const note = (of: Page) => of.getByRole('button', { name: 'Go to build directory' });
  await expect(note(page)).toBeEnabled();
  await terminal.enter("word=otter; printf '\\033[6n'; IFS= read -rsd R place; printf 'before-%s\\n' reload");
  await terminal.shows('before-reload');
  // Who has run a command is not told any more where the shell began.
  await expect(note(page)).toBeHidden();
  await openTerminal(page, 'unit:fast');
  const connection = job.terminal;
  const typed = connection?.bytesReceived;

  await app.reload();
  await tab(app.page, 'integration:redis').click();
  const again = terminalOf(app.page);
  await again.shows('before-reload');
  await expect(note(app.page)).toBeHidden();
  expect(job.terminal).toBe(connection);
  // Replaying the question for the cursor's place must not answer it a second time.
  expect(job.terminal?.bytesReceived).toBe(typed);

  await again.enter(`printf 'word-%s\\n' "$word"`);
  await again.shows('word-otter');
  await expect(tab(app.page, 'unit:fast')).toBeVisible();
});
