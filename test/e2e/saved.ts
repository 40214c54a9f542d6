import { existsSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { App } from './app.ts';
import { type DoorOptions, expect } from './fixtures.ts';
import { terminalOf } from './user.ts';

/** What the system's dialog answers from now on; null = the user takes it back. */
export async function chooseInDialog(app: App, path: string | null): Promise<void> {
  await app.electron.evaluate(({ dialog }, filePath) => {
    const answer = filePath === null ? { canceled: true, filePath: '' } : { canceled: false, filePath };
    dialog.showSaveDialog = (async () => answer) as typeof dialog.showSaveDialog;
  }, path);
}

/** Does what begins to save, and answers the file's text: chosen in the system's dialog, or downloaded. */
export async function saved(
  door: DoorOptions['door'],
  app: App,
  path: string,
  begin: () => Promise<void>,
): Promise<string> {
  if (door === 'browser') {
    // The newest page: one before it may have died.
    const page = app.pages().at(-1) ?? app.page;
    const [download] = await Promise.all([page.waitForEvent('download'), begin()]);
    await download.saveAs(path);
  } else {
    await chooseInDialog(app, path);
    await begin();
    // it is there whole or not at all
    await expect.poll(() => existsSync(path), { timeout: 120_000 }).toBe(true);
  }
  return readFileSync(path, 'utf8');
}

/** By keyboard alone: what the terminal in front has printed, in a format. */
export async function save(page: Page, extent: 'What I see' | 'Everything', format: string): Promise<void> {
  await terminalOf(page).input.focus();
  await page.keyboard.press('Control+Shift+X');
  const dialog = page.getByRole('dialog', { name: 'Save output' });
  await expect(dialog.getByRole('radio', { name: 'What I see' })).toBeFocused();
  if (extent === 'Everything') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  while (!(await dialog.getByRole('radio', { name: format }).isChecked())) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}
