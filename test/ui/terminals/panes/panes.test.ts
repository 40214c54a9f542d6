// @vitest-environment node
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MenuCommand } from '../../../../electron/contract.ts';
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
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
});

const eventually = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 5000, interval: 20 });
const tab = (name: string) => page.getByRole('tab', { name, exact: true });
const panes = () => page.locator('[data-pane]').evaluateAll((all) => all.map((one) => one.getAttribute('data-pane')));
const focused = () => page.locator('[role=tab][aria-selected=true]').getAttribute('aria-label');
const keyboardIn = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
const choose = (command: MenuCommand) =>
  page.evaluate((wanted) => window.rig.scripted.emit('menuCommand', wanted), command);

/** What was typed into each session, in order. */
const typed = () =>
  page.evaluate(() =>
    window.rig.scripted.log
      .filter(({ name }) => name === 'input')
      .map(({ args: [id, bytes] }) => `${id}:${new TextDecoder().decode(bytes as Uint8Array)}`),
  );

/** Drags a tab to a place in the room of a session: 0 to 1 from the left and from the top. */
async function drag(name: string, sessionId: string, x: number, y: number, drop = true): Promise<void> {
  const from = await tab(name).boundingBox();
  const to = await page.locator(`[data-pane=${sessionId}]`).boundingBox();
  if (!from || !to) throw new Error('Nothing to drag');
  await page.mouse.move(from.x + 30, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 60, { steps: 4 });
  await page.mouse.move(to.x + x * to.width, to.y + y * to.height, { steps: 6 });
  if (drop) await page.mouse.up();
}

describe('a tab that is dragged onto a terminal', () => {
  it.each([
    ['left', 0.05, 0.5, ['two', 'one']],
    ['right', 0.95, 0.5, ['one', 'two']],
    ['up', 0.5, 0.05, ['two', 'one']],
    ['down', 0.5, 0.95, ['one', 'two']],
  ] as const)('is shown at its %s, as the preview told', async (side, x, y, order) => {
    await drag('flash:board-rev-c', 'one', x, y, false);
    await page.locator(`.pane-drop[data-side=${side}]`).waitFor();
    await page.mouse.up();
    await eventually(panes).toEqual(order);
    await eventually(focused).toBe('flash:board-rev-c');
    await eventually(keyboardIn).toBe('Terminal input, flash:board-rev-c');
    const boxes = await page.locator('[data-pane]').evaluateAll((all) =>
      all.map((one) => {
        const { width, height } = one.getBoundingClientRect();
        return { width, height };
      }),
    );
    const along = side === 'left' || side === 'right' ? 'width' : 'height';
    expect(Math.abs((boxes[0]?.[along] ?? 0) - (boxes[1]?.[along] ?? 0))).toBeLessThan(4);
    expect(await page.evaluate(() => window.rig.scripted.log.some(({ name }) => name === 'reorderSessions'))).toBe(
      false,
    );
  });

  it('stays where it was when the drag is given up', async () => {
    await drag('flash:board-rev-c', 'one', 0.9, 0.5, false);
    await page.locator('.pane-drop').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.pane-drop').waitFor({ state: 'detached' });
    await page.mouse.up();
    expect(await panes()).toEqual(['one']);
  });
});

describe('panes', () => {
  beforeEach(async () => {
    await drag('flash:board-rev-c', 'one', 0.95, 0.5);
    await eventually(panes).toEqual(['one', 'two']);
    await eventually(keyboardIn).toBe('Terminal input, flash:board-rev-c');
  });

  it('have each its shell: what is typed goes to the one with the keyboard', async () => {
    await page.keyboard.type('b');
    await page.keyboard.press('Alt+Shift+ArrowLeft');
    await eventually(keyboardIn).toBe('Terminal input, integration:postgres');
    await page.keyboard.type('a');
    await page.locator('[data-pane=two] .xterm-screen').click();
    await page.keyboard.type('c');
    expect(await typed()).toEqual(['two:b', 'one:a', 'two:c']);
    expect(await focused()).toBe('flash:board-rev-c');
  });

  it('leave the keyboard to a button that is reached by it', async () => {
    const button = page.locator('[data-pane=one]').getByRole('button', { name: 'More' });
    await button.focus();
    await eventually(focused).toBe('integration:postgres');
    expect(await keyboardIn()).toBe('More');
  });

  it('fill the room one at a time while zoomed, and come back', async () => {
    await page.keyboard.press('Control+Shift+Enter');
    await eventually(panes).toEqual(['two']);
    await eventually(keyboardIn).toBe('Terminal input');
    await tab('integration:postgres').click();
    await eventually(panes).toEqual(['one']);
    await page.getByRole('button', { name: 'Show all panes' }).click();
    await eventually(panes).toEqual(['one', 'two']);
  });

  it('give way when a session is closed, and stay when its shell is gone', async () => {
    const tell = (sessions: 'ended' | 'closed') =>
      page.evaluate((what) => {
        const { scripted, scene, states } = window.rig;
        scripted.emit(
          'sessions',
          what === 'closed'
            ? scene.sessions.filter(({ id }) => id !== 'two')
            : scene.sessions.map((one) => (one.id === 'two' ? { ...one, state: states.ended } : one)),
        );
      }, sessions);
    await tell('ended');
    await page.locator('[data-pane=two]').getByRole('region', { name: 'Session ended' }).waitFor();
    expect(await panes()).toEqual(['one', 'two']);
    await page.locator('[data-pane=two]').getByRole('button', { name: 'Reconnect', exact: true }).click();
    expect(await page.evaluate(() => window.rig.scripted.log.filter(({ name }) => name === 'reconnect'))).toEqual([
      { name: 'reconnect', args: ['two'] },
    ]);
    await tell('closed');
    await eventually(panes).toEqual(['one']);
    await page.getByLabel('Terminal input', { exact: true }).waitFor({ state: 'attached' });
  });

  it('give the keyboard to the pane beside when the one with it is closed by the user', async () => {
    await page.keyboard.press('Alt+Shift+ArrowLeft');
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await page.keyboard.press('Control+Shift+W');
    await eventually(focused).toBe('integration:postgres');
  });

  it('are resized by the keyboard, and keep their sizes over a reload', async () => {
    const share = () =>
      page.evaluate(() => {
        const [group] = window.rig.store.getState().layout;
        return Math.round(group?.tree.parts[0]?.share ?? 0);
      });
    const line = page.getByRole('separator', { name: 'Width of the panes' });
    await line.focus();
    await page.keyboard.press('ArrowRight');
    await eventually(share).toBeGreaterThan(50);
    const wide = await share();
    await page.reload();
    await eventually(panes).toEqual(['one', 'two']);
    await eventually(async () => {
      const first = await page.locator('[data-pane=one]').boundingBox();
      const second = await page.locator('[data-pane=two]').boundingBox();
      return Math.round((100 * (first?.width ?? 0)) / ((first?.width ?? 0) + (second?.width ?? 1)));
    }).toBe(wide);
    await choose('even-panes');
    await eventually(share).toBe(50);
    await eventually(async () => {
      const first = await page.locator('[data-pane=one]').boundingBox();
      const second = await page.locator('[data-pane=two]').boundingBox();
      return Math.abs((first?.width ?? 0) - (second?.width ?? 9999));
    }).toBeLessThan(4);
  });

  it('tell each session the size that it has there', async () => {
    const widths = () =>
      page.evaluate(() =>
        Object.fromEntries(
          window.rig.scripted.log
            .filter(({ name }) => name === 'resize')
            .map(({ args: [id, columns] }) => [id, columns]),
        ),
      );
    await eventually(async () => (await widths()).two).toBeLessThan(75);
    await eventually(async () => (await widths()).one).toBeLessThan(75);
    await choose('show-alone');
    await eventually(async () => (await widths()).two).toBeGreaterThan(100);
  });

  it('change places by their tabs, and part when a tab is moved away', async () => {
    await page.keyboard.press('Control+Shift+PageUp');
    await eventually(panes).toEqual(['two', 'one']);
    await page.keyboard.press('Control+Shift+PageDown');
    await eventually(panes).toEqual(['one', 'two']);
    await page.keyboard.press('Control+Shift+PageDown');
    await eventually(panes).toEqual(['two']);
  });
});

describe('all tabs', () => {
  it('stand in a grid when asked, and part again', async () => {
    await choose('grid');
    await eventually(panes).toEqual(['one', 'two', 'three', 'four']);
    await page.locator('[data-pane=four]').getByRole('region', { name: 'Session ended' }).waitFor();
    await page.getByLabel('Terminal input, integration:postgres').focus();
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await eventually(focused).toBe('soak:48h');
    await page.locator('[data-pane=three]').getByRole('button', { name: 'Panes' }).click();
    await page.getByRole('menuitem', { name: 'Show all of them alone' }).click();
    await eventually(panes).toEqual(['three']);
  });

  it('have no violations side by side', async () => {
    const { source } = await import('axe-core');
    await choose('grid');
    await eventually(panes).toHaveLength(4);
    await page.evaluate(source);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations: found } = await axe.run('.terminal-area', { rules: { region: { enabled: false } } });
      return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    });
    expect(violations).toEqual([]);
  });
});
