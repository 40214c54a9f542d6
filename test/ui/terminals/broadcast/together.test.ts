// @vitest-environment node
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionCounters, SessionState } from '../../../../electron/contract.ts';
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
  await set('three', 'open');
  await page.evaluate(() => window.rig.scripted.emit('menuCommand', 'grid'));
  await page.locator('[data-pane=four]').waitFor();
  await page.getByLabel('Terminal input, integration:postgres').focus();
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
});

const eventually = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 5000, interval: 20 });
const bar = () => page.locator('.t-broadcast');
const tab = (name: string) => page.getByRole('tab', { name, exact: true });
const typed = () =>
  page.evaluate(() =>
    window.rig.scripted.log
      .filter(({ name }) => name === 'input')
      .map(({ args: [id, bytes] }) => `${id}:${new TextDecoder().decode(bytes as Uint8Array)}`),
  );
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
const acknowledged = (sessionId: string) =>
  page.evaluate(
    (id) => window.rig.scripted.log.filter(({ name, args }) => name === 'acknowledge' && args[0] === id).length,
    sessionId,
  );

/** Core says that one session's state has changed. */
async function set(id: string, status: SessionState['status']): Promise<void> {
  await page.evaluate(
    ([which, what]) => {
      const { scripted, states, store } = window.rig;
      const { sessions, counters } = store.getState();
      scripted.emit(
        'sessions',
        sessions.map((one) => ({
          ...one,
          ...(counters.get(one.id) as SessionCounters),
          ...(one.id === which ? { state: states[what] } : {}),
        })),
      );
    },
    [id, status] as const,
  );
}

describe('typing to several terminals', () => {
  beforeEach(async () => {
    await page.keyboard.press('Control+Shift+G');
    await bar().getByText('Typing goes to 3 terminals').waitFor();
  });

  it('reaches each that has a shell, whichever of them is typed into', async () => {
    await page.keyboard.type('l');
    await page.getByLabel('Terminal input, soak:48h').focus();
    await page.keyboard.press('Enter');
    expect(await typed()).toEqual(['one:l', 'two:l', 'three:l', 'three:\r', 'one:\r', 'two:\r']);
    expect(await page.locator('[data-typed-together]').count()).toBe(3);
    expect(await tab('build:amd64').locator('.t-tab-together').count()).toBe(0);
  });

  it('is still said on another tab, where typing goes there only, and after focus was elsewhere', async () => {
    await page.evaluate(() => window.rig.store.getState().arrange(() => []));
    await tab('build:amd64').click();
    await bar().getByText('Typing here goes to this terminal only').waitFor();
    expect(await page.locator('.t-tab-together').count()).toBe(3);
    await tab('flash:board-rev-c').click();
    await bar().getByText('Typing goes to 3 terminals').waitFor();
    await page.getByRole('button', { name: 'More' }).focus();
    await page.getByLabel('Terminal input').focus();
    await page.keyboard.type('x');
    expect(await typed()).toEqual(['two:x', 'one:x', 'three:x']);
  });

  it('leaves out what is to be left out, and a shell that is gone, and says which', async () => {
    await bar().getByRole('button', { name: 'Leave out flash:board-rev-c' }).click();
    await bar().getByText('Typing goes to 2 terminals').waitFor();
    await page.locator('[data-pane=two]').getByRole('button', { name: 'Gets what is typed into the others' }).click();
    await bar().getByText('Typing goes to 3 terminals').waitFor();
    await set('three', 'connecting');
    await bar().getByText('Left out: soak:48h is being connected again.').waitFor();
    await set('three', 'open');
    await page.getByLabel('Terminal input, integration:postgres').focus();
    await page.keyboard.type('y');
    expect(await typed()).toEqual(['one:y', 'two:y']);
    await set('two', 'ended');
    await bar().getByText('What you type goes to one terminal again.').waitFor();
    await page.keyboard.type('z');
    expect((await typed()).slice(2)).toEqual(['one:z']);
    await bar().getByRole('button', { name: 'OK' }).click();
    await bar().waitFor({ state: 'detached' });
  });

  it('asks before several lines go to all of them, each wrapped as its own program wants it', async () => {
    await print('two', '\u001b[?2004h');
    await eventually(() => acknowledged('two')).toBeGreaterThan(0);
    await page.evaluate(() => {
      window.rig.clipboard = 'a\nb';
    });
    await page.keyboard.press('Control+Shift+V');
    await page.getByRole('dialog').getByText('Paste 2 lines into 3 terminals?').waitFor();
    await page.getByRole('button', { name: 'Paste', exact: true }).click();
    await eventually(typed).toEqual(['one:a\rb', 'two:\u001b[200~a\rb\u001b[201~', 'three:a\rb']);
  });

  it('sends no terminal what another one reported by itself', async () => {
    await print('one', '\u001b[?1004h\u001b[6n');
    await eventually(typed).toContain('one:\u001b[1;1R');
    await page.getByLabel('Terminal input, flash:board-rev-c').focus();
    await page.getByLabel('Terminal input, integration:postgres').focus();
    await eventually(typed).toContain('one:\u001b[I');
    expect((await typed()).filter((one) => !one.startsWith('one:'))).toEqual([]);
  });

  it('stops by its button and by its key, and does not survive a reload', async () => {
    await bar().getByRole('button', { name: 'Stop' }).click();
    await bar().waitFor({ state: 'detached' });
    await page.keyboard.type('q');
    expect(await typed()).toEqual(['one:q']);
    await page.keyboard.press('Control+Shift+G');
    await bar().waitFor();
    await page.reload();
    await page.getByRole('tab').first().waitFor();
    expect(await bar().count()).toBe(0);
  });

  it('has no violations', async () => {
    const { source } = await import('axe-core');
    await page.evaluate(source);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations: found } = await axe.run('.terminal-area', { rules: { region: { enabled: false } } });
      return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    });
    expect(violations).toEqual([]);
  });
});

describe('scrolling together', () => {
  it('brings the panes of a tab to as many lines from the newest', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, line) => `line ${line}\r\n`).join('');
    await print('one', lines(200));
    await print('two', lines(90));
    await eventually(() => acknowledged('two')).toBeGreaterThan(0);
    await eventually(() => acknowledged('one')).toBeGreaterThan(0);
    const first = (id: string) => page.locator(`[data-pane=${id}] .xterm-rows > div`).first().textContent();
    const before = [await first('one'), await first('two')];
    const back = async (id: string, from: number) =>
      Number(/\d+/.exec(before[from] ?? '')?.[0]) - Number(/\d+/.exec((await first(id)) ?? '')?.[0]);
    await page.locator('[data-pane=one]').getByRole('button', { name: 'Panes' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Scroll with the other panes' }).click();
    await page.locator('[data-pane=one] .xterm-screen').hover();
    await page.mouse.wheel(0, -400);
    await eventually(() => back('one', 0)).toBeGreaterThan(0);
    await eventually(async () => (await back('two', 1)) - (await back('one', 0))).toBe(0);
    await page.locator('[data-pane=one]').getByRole('button', { name: 'Panes' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Scroll with the other panes' }).click();
    const was = await first('two');
    await page.locator('[data-pane=one] .xterm-screen').hover();
    await page.mouse.wheel(0, -400);
    await eventually(() => back('one', 0)).toBeGreaterThan(3);
    expect(await first('two')).toBe(was);
  });
});
