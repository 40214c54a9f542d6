import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Colour, inlineFile, png, sixel } from '../fakes/pictures.ts';
import { expect, readable, test } from './fixtures.ts';
import { save, saved } from './saved.ts';
import { setScene } from './scene.ts';
import { closeDialog, openSettings } from './settings.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

/** Asks for the device attributes; 4 is for sixel. */
const asksWhatItIs =
  "stty -echo -icanon; printf '\\033[c'; IFS= read -rd c answer; stty sane; printf '%s\\n' \"$answer\" | tr '\\033?' 'eq'";
const red: Colour = [255, 0, 0];
const blue: Colour = [0, 0, 255];

/** Whether the page may compile WebAssembly, by its policy and by trying. */
const mayCompile = (page: Page) =>
  page.evaluate(async () => {
    const answer = await fetch(location.href);
    const allowed = answer.headers.get('content-security-policy')?.includes("'wasm-unsafe-eval'") ?? false;
    try {
      new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
      return [allowed, true];
    } catch {
      return [allowed, false];
    }
  });

/** Pixels of this colour in what is drawn over the terminal in front. */
const pixels = (page: Page, colour: Colour) =>
  page.evaluate((wanted) => {
    const layer = document.querySelector<HTMLCanvasElement>('.xterm-image-layer');
    const context = layer?.getContext('2d');
    if (!layer || !context) return 0;
    const { data } = context.getImageData(0, 0, layer.width, layer.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255 && wanted.every((part, index) => data[at + index] === part)) found += 1;
    }
    return found;
  }, colour);

test('images are left out without a trace, until they are wanted; then they are drawn, also after a reload', async ({
  app,
  door,
  gitlab,
  folder,
}) => {
  const scene = setScene(await gitlab());
  const job = scene.job('unit:images');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'unit:images');
  const show = async (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    // quoted, since the line itself is echoed, too
    await terminalOf(app.page).enter(`clear; cat ${path}; echo; echo shown'-'${name}`);
    await terminalOf(app.page).shows(new RegExp(`shown-${name}$`, 'm'));
  };

  await test.step('off, as it comes', async () => {
    expect(await mayCompile(page)).toEqual([false, false]);
    await show('six', sixel(60, 10, red));
    await show('file', inlineFile(png(50, 40, blue)));
    expect((await terminal.screen()).split('\n').slice(0, 2)).toEqual(['', 'shown-file']);
    await terminal.enter(asksWhatItIs);
    await terminal.shows('[q1;2');
    expect(await page.locator('.xterm-image-layer').count()).toBe(0);
  });

  const connection = job.terminal;
  await test.step('on, once the window is loaded anew', async () => {
    await openSettings(page);
    await page.getByRole('tab', { name: 'Terminal' }).click();
    await page.getByRole('switch', { name: 'Images' }).click();
    await page.getByRole('button', { name: 'Reload window' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await tab(app.page, 'unit:images').click();
    await expect.poll(() => mayCompile(app.page)).toEqual([true, true]);
    // What was left out before is there now.
    await terminalOf(app.page).shows('[q1;2');
    expect(job.terminal).toBe(connection);
  });

  await test.step('drawn, pixel by pixel', async () => {
    await show('six', sixel(60, 10, red));
    await expect.poll(() => pixels(app.page, red)).toBe(3600);
    await show('file', inlineFile(png(50, 40, blue)));
    await expect.poll(() => pixels(app.page, blue)).toBe(2000);
    await expect.poll(() => pixels(app.page, red)).toBe(0);
    // What is saved of it is the text: the rows that the picture covers are blank.
    for (const [name, format] of [
      ['seen.txt', 'Plain text'],
      ['seen.ansi', 'Terminal output'],
    ] as const) {
      const seen = await saved(door, app, join(folder, name), () => save(app.page, 'What I see', format));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours and cursor moves are control sequences
      const text = seen.replace(/\u001b\[[\d;?]*[A-Za-z]|\r/g, '');
      expect(text).toMatch(/^\s*shown-file\n/m);
      expect(text).not.toMatch(/[^\n -~]/);
    }
  });

  await test.step('and again after a reload, without telling the shell twice what the terminal can do', async () => {
    await terminalOf(app.page).enter(asksWhatItIs);
    await terminalOf(app.page).shows('[q62;4');
    const typed = job.terminal?.bytesReceived;
    await app.reload();
    await tab(app.page, 'unit:images').click();
    await terminalOf(app.page).shows('[q62;4');
    await expect.poll(() => pixels(app.page, blue)).toBe(2000);
    expect(job.terminal).toBe(connection);
    expect(job.terminal?.bytesReceived).toBe(typed);
  });

  await test.step('off again', async () => {
    await openSettings(app.page);
    await app.page.getByRole('tab', { name: 'Terminal' }).click();
    await app.page.getByRole('switch', { name: 'Images' }).click();
    await expect(app.page.getByText('Images are left out once this window is loaded anew.')).toBeVisible();
    await closeDialog(app.page);
    await app.reload();
    expect(await mayCompile(app.page)).toEqual([false, false]);
  });
});

test('the first page of a later run has what was switched on before', async ({ launch }) => {
  const app = await launch({ preferences: { ...readable, terminalImages: true } });
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  expect(await mayCompile(app.page)).toEqual([true, true]);
});
