import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, readable, test } from './fixtures.ts';
import { chooseInDialog, save, saved } from './saved.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

const LINES = 60_000;
const line = (n: number) => `${String(n).padStart(6, '0')} the quick brown fox`;

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

  const text = await saved(door, app, join(folder, 'saved.txt'), () => save(app.page, 'Everything', 'Plain text'));
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

test('a terminal is saved in each format, from the keyboard, to where the user says', async ({
  door,
  launch,
  gitlab,
  folder,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('unit:formats');
  const app = await launch({ preferences: readable });
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:formats');
  await terminal.enter("printf '\\033[1;32mgre%s\\033[0m <b>\\n' en");
  await terminal.shows('green <b>');

  const file = (name: string) => join(folder, name);
  const as = (extent: 'What I see' | 'Everything', format: string, name: string) =>
    saved(door, app, file(name), () => save(app.page, extent, format));
  expect(await as('Everything', 'Plain text', 'all.txt')).toMatch(/^green <b>$/m);
  expect(await as('Everything', 'Terminal output', 'all.ansi')).toContain('\u001b[1;32mgreen\u001b[0m <b>');
  const page = await as('Everything', 'Web page', 'all.html');
  expect(page).toMatch(/<span style="[^"]*font-weight:bold">green<\/span> &lt;b&gt;/);
  const [header = '', ...events] = (await as('Everything', 'Recording', 'all.cast')).trimEnd().split('\n');
  expect(JSON.parse(header)).toMatchObject({ version: 2, title: 'unit:formats · devices/firmware' });
  const printed = events.map((one) => JSON.parse(one) as [number, string, string]).filter(([, kind]) => kind === 'o');
  expect(printed.map(([, , text]) => text).join('')).toContain('\u001b[1;32mgreen\u001b[0m <b>');

  expect(await as('What I see', 'Plain text', 'seen.txt')).toMatch(/^green <b>$/m);
  expect(await as('What I see', 'Terminal output', 'seen.ansi')).toMatch(/\[[\d;]*32[\d;]*mgreen/);
  expect(await as('What I see', 'Web page', 'seen.html')).toContain("default-src 'none'");
});

test('a dialog that is taken back saves nothing, and a place that cannot be written is said', async ({
  door,
  launch,
  gitlab,
  folder,
}) => {
  test.skip(door === 'browser', 'there the browser asks where, and writes');
  const scene = setScene(await gitlab());
  scene.job('unit:places');
  const app = await launch({ preferences: readable });
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:places');
  await terminal.enter("printf 'here-%s\\n' it-is");
  await terminal.shows('here-it-is');

  await chooseInDialog(app, null);
  await save(app.page, 'Everything', 'Plain text');
  await save(app.page, 'What I see', 'Plain text');
  // it is not taken for a failure
  await terminal.enter("printf 'and-%s\\n' on");
  await terminal.shows('and-on');
  await expect(app.page.getByText('The output could not be saved')).toBeHidden();

  const gone = join(folder, 'not-there');
  await chooseInDialog(app, join(gone, 'out.html'));
  await save(app.page, 'Everything', 'Web page');
  await expect(app.page.getByText(`${gone} is not there any more`)).toBeVisible();
  await app.page.getByRole('button', { name: 'Dismiss: out.html' }).click();
  await save(app.page, 'What I see', 'Plain text');
  await expect(app.page.getByText(`${gone} is not there any more`)).toBeVisible();
  expect(existsSync(gone)).toBe(false);
});
