import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';
import { type DoorOptions, expect, readable, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

const LINES = 60_000;
const line = (n: number) => `${String(n).padStart(6, '0')} the quick brown fox`;

/** Does what begins to save, and answers the file's text: chosen in the system's dialog, or downloaded. */
async function saved(door: DoorOptions['door'], app: App, folder: string, begin: () => Promise<void>): Promise<string> {
  const path = join(folder, 'saved.txt');
  if (door === 'browser') {
    const [download] = await Promise.all([app.page.waitForEvent('download'), begin()]);
    await download.saveAs(path);
  } else {
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = (async () => ({ canceled: false, filePath })) as typeof dialog.showSaveDialog;
    }, path);
    await begin();
    // it is there whole or not at all
    await expect.poll(() => existsSync(path), { timeout: 120_000 }).toBe(true);
  }
  return readFileSync(path, 'utf8');
}

test('everything that was printed is saved, past the scrollback, a reload and the end of the tab', async ({
  door,
  launch,
  gitlab,
  folder,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('unit:big-log');
  const app = await launch({ preferences: { ...readable, scrollbackLines: 1_000 } });
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:big-log');
  await terminal.enter(`seq -f '%06.0f the quick brown fox' 1 ${LINES}; printf '\\033[31mall\\033[0m-%s\\n' printed`);
  await terminal.shows('all-printed', { timeout: 120_000 });
  await app.reload();
  await tab(app.page, 'unit:big-log').click();
  const again = terminalOf(app.page);
  await again.enter("printf 'after-%s\\n' reload");
  await again.shows('after-reload');

  const text = await saved(door, app, folder, async () => {
    await app.page.getByRole('button', { name: 'More', exact: true }).click();
    // by keyboard: a pointer that jumps leaves the way that a menu keeps open for it
    await app.page.getByRole('menuitem', { name: 'Save everything' }).focus();
    await app.page.keyboard.press('ArrowRight');
    await app.page.getByRole('menuitem', { name: 'Text', exact: true }).focus();
    await app.page.keyboard.press('Enter');
  });
  const lines = text.split('\n');
  const start = lines.indexOf(line(1));
  expect(start).toBeGreaterThanOrEqual(0);
  const wrong = Array.from({ length: LINES }, (_, i) => i).filter((i) => lines[start + i] !== line(i + 1));
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(lines[start + LINES]).toBe('all-printed');
  expect(lines).toContain('after-reload');

  // Nothing of it can be read where it lies.
  const kept = join(folder, 'data', 'transcripts');
  const files = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  expect(files.some(({ name }) => name.endsWith('.segment'))).toBe(true);
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name)).includes('the quick brown fox')).toBe(false);
  }

  await app.page.getByTitle('Close unit:big-log').click();
  await expect(tab(app.page, 'unit:big-log')).toBeHidden();
  await app.page.keyboard.press('Control+Shift+K');
  await app.page.getByRole('option', { name: 'Transcripts' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'Transcripts' });
  await dialog.getByRole('searchbox', { name: 'Find a transcript' }).fill('big-log');
  await dialog.getByRole('button', { name: 'Show unit:big-log' }).click();
  await expect(app.page.locator('.transcript-screen .xterm-accessibility-tree')).toContainText('after-reload');
  await app.page.getByRole('button', { name: 'All transcripts' }).click();
  await dialog.getByRole('button', { name: 'Delete unit:big-log' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(0);
  await expect.poll(() => readdirSync(kept)).toEqual([]);
});
