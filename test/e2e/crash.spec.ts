/** A page that dies while its shell prints: nothing is missing when it comes back, and nothing is in the wrong place. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';
import { pageThroughMain } from './desktop.ts';
import { type DoorOptions, expect, test } from './fixtures.ts';
import { save, saved } from './saved.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal, tab, terminalOf } from './user.ts';

const LINES = 300;
const numbersIn = (text: string): number[] => [...text.matchAll(/\bline-(\d+)/g)].map(([, digits]) => Number(digits));
const everyLine = Array.from({ length: LINES }, (_, index) => index + 1);

/** The terminal in the page that came after the dead one. */
interface Again {
  rows(): Promise<string>;
  scrollUp(): Promise<void>;
  enter(line: string): Promise<void>;
  /** Begins to save all that was printed. */
  save(): Promise<void>;
}

/** Kills the page for real. What it resolves with puts another in its place, or waits until there is one. */
async function killPage(door: DoorOptions['door'], app: App, name: string): Promise<() => Promise<Again>> {
  if (door === 'electron') {
    const page = pageThroughMain(app);
    const before = await page.pid();
    process.kill(before, 'SIGKILL');
    return async () => {
      await expect.poll(async () => ![0, before].includes(await page.pid())).toBe(true);
      await expect.poll(page.rows, { timeout: 30_000 }).toContain('line-');
      return {
        ...page,
        async enter(line) {
          await page.type(line);
          await page.pressEnter();
        },
        save: async () => void (await page.saveTranscript()),
      };
    };
  }
  const dead = app.page;
  const context = dead.context();
  const address = new URL('/', dead.url()).href;
  const crashed = dead.waitForEvent('crash');
  const devtools = await context.newCDPSession(dead);
  // It is never answered.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  return async () => {
    const page = await context.newPage();
    await page.goto(address);
    await tab(page, name).click();
    const terminal = terminalOf(page);
    return {
      rows: terminal.screen,
      enter: terminal.enter,
      async scrollUp() {
        await terminal.input.focus();
        await page.keyboard.press('Shift+PageUp');
      },
      save: () => save(page, 'Everything', 'Plain text'),
    };
  };
}

/** Every number that the terminal holds, from its newest screen upwards. */
async function allNumbers(terminal: Again): Promise<number[]> {
  const seen = new Set<number>();
  for (;;) {
    const rows = await terminal.rows();
    const numbers = numbersIn(rows);
    for (const [index, number] of numbers.entries()) expect(number).toBe((numbers[0] ?? 0) + index);
    for (const number of numbers) seen.add(number);
    if (seen.has(1) || numbers.length === 0) return [...seen].sort((one, other) => one - other);
    await terminal.scrollUp();
    // one page and no further: what readers of screens are given comes up to a second late, and in two steps
    await expect
      .poll(async () => {
        const now = numbersIn(await terminal.rows());
        return now.includes(1) || now.at(-1) === numbers[0];
      })
      .toBe(true);
  }
}

test('a page that crashes while its shell prints comes back with every line, the same shell and a whole transcript', async ({
  app,
  door,
  gitlab,
  folder,
}) => {
  test.slow();
  const scene = setScene(await gitlab());
  const job = scene.job('unit:crash');
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:crash');
  const [some, all] = [join(folder, 'some'), join(folder, 'all')];
  await terminal.enter('word=otter');
  await terminal.enter(
    `for n in $(seq ${LINES}); do printf 'line-%d\\n' $n; [ $n = 60 ] && touch ${some}; sleep 0.02; done; touch ${all}`,
  );
  const connection = job.terminal;
  await expect.poll(() => existsSync(some), { timeout: 30_000 }).toBe(true);

  const comeBack = await killPage(door, app, 'unit:crash');
  expect(existsSync(all)).toBe(false);
  // Nobody reads what is printed here: on the desktop until the window is back, in a browser until all of it is.
  if (door === 'browser') await expect.poll(() => existsSync(all), { timeout: 60_000 }).toBe(true);
  const again = await comeBack();
  await expect.poll(() => existsSync(all), { timeout: 60_000 }).toBe(true);
  await expect.poll(again.rows, { timeout: 30_000 }).toContain(`line-${LINES}`);
  expect(await allNumbers(again)).toEqual(everyLine);

  await again.enter("printf 'word-%s\\n' $word");
  await expect.poll(again.rows).toContain('word-otter');
  expect(job.terminal).toBe(connection);

  const text = await saved(door, app, join(folder, 'saved.txt'), again.save);
  expect(numbersIn(text)).toEqual(everyLine);
  expect(text).toContain('word-otter');
});
