// @vitest-environment node
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {} from '../harness/harness.tsx';
import { type Harness, openHarness } from '../harness/open-harness.ts';

let harness: Harness;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  harness = await openHarness();
}, 60_000);
afterAll(() => harness.dispose());

beforeEach(async () => {
  complaints = [];
  page = await harness.open();
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.getByLabel('Terminal input').waitFor({ state: 'attached' });
  await page.getByLabel('Terminal input').focus();
  await page.keyboard.press('Control+Shift+H');
  await page.getByLabel('Find in all terminals').waitFor();
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
});

const eventually = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 5000, interval: 20 });
const panel = () => page.getByRole('search', { name: 'All terminals' });
const words = () => panel().getByRole('status').textContent();
const print = (sessionId: string, text: string) =>
  page.evaluate(
    ([id, what]) =>
      window.rig.scripted.emit('output', {
        sessionId: id,
        offset: 0,
        bytes: new TextEncoder().encode(what),
        leftOut: null,
      }),
    [sessionId, text] as const,
  );
const find = (text: string) => page.getByLabel('Find in all terminals').fill(text);
const found = () => panel().getByRole('option').allTextContents();

describe('the search of all terminals', () => {
  it('finds what a terminal printed that was never looked at, and goes there', async () => {
    const filler = Array.from({ length: 300 }, (_, line) => `line ${line}\r\n`).join('');
    // Typing makes the terminal of each session: what core sends then is what it kept.
    await find('x');
    await eventually(words).toBe('No terminal has it.');
    await print('one', 'the needle is here\r\n');
    await print('two', `first 漢字 Needle\r\n${filler}`);
    await find('needle');
    await eventually(words).toBe('2 lines in 2 terminals');
    expect(await found()).toEqual(['the needle is here', 'first 漢字 Needle']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('[role=tab][aria-selected=true]').getAttribute('aria-label')).toBe(
      'flash:board-rev-c',
    );
    await page.locator('.xterm-rows').getByText('first').waitFor();
    await page.keyboard.press('Control+Shift+C');
    await eventually(() => page.evaluate(() => window.rig.clipboard)).toBe('Needle');
    await page.keyboard.press('Control+Shift+H');
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Find in all terminals',
    );
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    await page.keyboard.type('q');
    expect(await page.evaluate(() => window.rig.scripted.log.filter(({ name }) => name === 'input').length)).toBe(1);
  });

  it('takes patterns, case and whole words, and says when a pattern is none', async () => {
    await print('one', 'Error: e1\r\nerrors: e22\r\n');
    await find('error');
    await eventually(words).toBe('2 lines in 1 terminal');
    await panel().getByRole('button', { name: 'Whole words' }).click();
    await eventually(words).toBe('1 line in 1 terminal');
    await panel().getByRole('button', { name: 'Whole words' }).click();
    await panel().getByRole('button', { name: 'Match case' }).click();
    await eventually(found).toEqual(['errors: e22']);
    await panel().getByRole('button', { name: 'Regular expression' }).click();
    await find('e\\d{2}$');
    await eventually(found).toEqual(['errors: e22']);
    await find('(');
    await eventually(words).toBe('This is no valid pattern.');
  });

  it('stops a pattern that would run for ever, says so, and goes on with the next', async () => {
    await print('one', `${'a'.repeat(60)}!\r\nhere\r\n`);
    await panel().getByRole('button', { name: 'Regular expression' }).click();
    await find('(a+)+$');
    // The page answers all the while: each look at it is an answer.
    await expect
      .poll(words, { timeout: 15_000 })
      .toMatch(/^This expression takes too long: \(a\+\)\+\$ It was stopped/);
    await find('(a+)+$|q');
    await eventually(words).toBe('Searching…');
    await find('h.re');
    await eventually(found).toEqual(['here']);
  });

  it('goes on with what is searched in one terminal', async () => {
    await page.keyboard.press('Escape');
    await print('one', 'over here\r\n');
    await page.getByLabel('Terminal input').focus();
    await page.keyboard.press('Control+Shift+F');
    await page.getByLabel('Find in the terminal').fill('over');
    await page.getByRole('button', { name: 'Search all terminals' }).click();
    await eventually(words).toBe('1 line in 1 terminal');
    expect(await page.getByLabel('Find in the terminal').count()).toBe(0);
  });

  it('joins what the width has cut, shows the newest first, and more when asked', async () => {
    await print('one', Array.from({ length: 80 }, (_, line) => `hit ${line} ${'-'.repeat(200)} end\r\n`).join(''));
    await find('hit \\d+ -+ end');
    await panel().getByRole('button', { name: 'Regular expression' }).click();
    await eventually(words).toBe('50 lines and more in 1 terminal');
    expect((await found())[0]).toContain('hit 79');
    await panel().getByRole('button', { name: 'Look for more' }).click();
    await eventually(words).toBe('80 lines in 1 terminal');
  });

  it('changes the size of no terminal, and has no violations', async () => {
    await print('one', 'here\r\n');
    const size = () => page.getByRole('button', { name: /^Terminal size/ }).textContent();
    const before = await size();
    await find('here');
    await eventually(words).toBe('1 line in 1 terminal');
    expect(await size()).toBe(before);
    const width = (selector: string) => page.locator(selector).evaluate((one) => one.getBoundingClientRect().width);
    expect(await width('.pane-stage')).toBe(await width('.terminal-area'));
    const { source } = await import('axe-core');
    await page.evaluate(source);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations: all } = await axe.run('.everywhere', { rules: { region: { enabled: false } } });
      return all.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    });
    expect(violations).toEqual([]);
  });
});
