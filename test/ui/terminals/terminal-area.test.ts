// @vitest-environment node
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionId, Settings } from '../../../electron/contract.ts';
import type {} from './harness/harness.tsx';
import { type Harness, openHarness } from './harness/open-harness.ts';

let harness: Harness;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  harness = await openHarness();
}, 60_000);
afterAll(() => harness.dispose());

async function open(query = ''): Promise<void> {
  await page?.context().close();
  complaints = [];
  page = await harness.open(query);
  page.on('pageerror', (error) => complaints.push(String(error)));
  if (!query.includes('empty')) await page.getByLabel('Terminal input').waitFor({ state: 'attached' });
}

beforeEach(() => open());
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
});

const print = (bytes: readonly number[] | string, offset = 0, sessionId: SessionId = 'one') =>
  page.evaluate(
    ([what, at, id]) => {
      const chunk = typeof what === 'string' ? new TextEncoder().encode(what) : Uint8Array.from(what);
      window.rig.scripted.emit('output', { sessionId: id, offset: at, bytes: chunk, leftOut: null });
    },
    [bytes, offset, sessionId] as const,
  );

/** Everything that was sent as input, as one string of bytes. */
const typed = (): Promise<string> =>
  page.evaluate(() =>
    window.rig.scripted.log
      .filter(({ name }) => name === 'input')
      .map(({ args }) => Array.from(args[1] as Uint8Array, (byte) => String.fromCharCode(byte)).join(''))
      .join(''),
  );

const calls = (name: string): Promise<unknown[][]> =>
  page.evaluate(
    (wanted) => window.rig.scripted.log.filter((entry) => entry.name === wanted).map(({ args }) => [...args]),
    name,
  );

/** The terminal's buffer as text, by the product's own way out. */
async function buffer(): Promise<string> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy all output' }).click();
  return page.evaluate(() => window.rig.clipboard);
}

const setClipboard = (text: string) =>
  page.evaluate((value) => {
    window.rig.clipboard = value;
  }, text);

const focusTerminal = () => page.getByLabel('Terminal input').focus();
const tab = (name: string) => page.getByRole('tab', { name, exact: true });

/** Keeps asking until it is so; for what the page does in its own time. */
const eventually = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 5000, interval: 20 });

describe('bytes', () => {
  it('keeps a prompt whole while the window is made narrow and wide again', async () => {
    const prompt = `${'a-long-name-of-a-runner-'.repeat(4)}end$ `;
    await print(prompt);
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    const wide = page.viewportSize();
    const sizes = (await calls('resize')).length;
    await page.setViewportSize({ width: 700, height: 800 });
    await eventually(async () => (await calls('resize')).length).toBeGreaterThan(sizes);
    if (wide !== null) await page.setViewportSize(wide);
    await eventually(async () => (await calls('resize')).length).toBeGreaterThan(sizes + 1);
    expect(await buffer()).toContain(prompt.trimEnd());
  });

  it('puts characters together that were cut between two outputs, and acknowledges what is parsed', async () => {
    const bytes = [...new TextEncoder().encode('grün 漢字 👍')];
    await print(bytes.slice(0, 3));
    await print(bytes.slice(3, 8), 3);
    await print(bytes.slice(8), 8);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', bytes.length, expect.any(Number)]);
    expect(await buffer()).toContain('grün 漢字 👍');
  });

  it('sends what is typed, and leaves to the shell what shells live by', async () => {
    await focusTerminal();
    await page.keyboard.type('é');
    for (const key of ['c', 'r', 'w', 'k', 'd', 'l']) await page.keyboard.press(`Control+${key}`);
    expect(await typed()).toBe('\u00c3\u00a9\u0003\u0012\u0017\u000b\u0004\u000c');
  });

  it('answers a cursor report, but not one that is only replayed', async () => {
    await page.evaluate(() => {
      window.rig.attachment = { from: 0, liveFrom: 8 };
    });
    await tab('flash:board-rev-c').click();
    await print('abcd\u001b[6n\u001b[6n', 0, 'two');
    await eventually(() => calls('acknowledge')).toContainEqual(['two', 12, expect.any(Number)]);
    expect(await typed()).toBe('\u001b[1;5R');
  });

  it('keeps what the user types during a replay', async () => {
    await page.evaluate(() => {
      window.rig.attachment = { from: 0, liveFrom: 1_000_000 };
    });
    await tab('flash:board-rev-c').click();
    await focusTerminal();
    await print(`${'x'.repeat(999_996)}\u001b[6n`, 0, 'two');
    await page.keyboard.type('ls');
    await eventually(() => calls('acknowledge')).toContainEqual(['two', 1_000_000, expect.any(Number)]);
    expect(await typed()).toBe('ls');
  });

  it('tells core the size once it is known, and again when the window changes', async () => {
    const first = (await calls('resize')).at(-1) as [string, number, number];
    expect(first[1]).toBeGreaterThan(80);
    await page.setViewportSize({ width: 700, height: 400 });
    await eventually(async () => ((await calls('resize')).at(-1) as [string, number, number])[1]).toBeLessThan(
      first[1],
    );
  });

  it('does not let a program into the clipboard', async () => {
    await setClipboard('mine');
    await print('\u001b]52;c;ZXZpbA==\u0007\u001b]52;c;?\u0007done');
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 29, expect.any(Number)]);
    expect(await typed()).toBe('');
    expect(await page.evaluate(() => window.rig.clipboard)).toBe('mine');
  });
});

describe('paste', () => {
  it('sends one line at once and asks for several', async () => {
    await focusTerminal();
    await setClipboard('echo one');
    await page.keyboard.press('Control+Shift+V');
    await eventually(typed).toBe('echo one');
    await setClipboard('make clean\nmake all\n');
    await page.keyboard.press('Control+Shift+V');
    const question = page.getByRole('dialog');
    await question.getByText('Paste 2 lines into the shell?').waitFor();
    await question.getByRole('button', { name: 'Paste as one line' }).click();
    await eventually(typed).toBe('echo onemake clean make all');
  });

  it('guards the paste event of the browser too, and cannot be tricked out of bracketed paste', async () => {
    await print('\u001b[?2004h');
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 8, expect.any(Number)]);
    await focusTerminal();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'ls\u001b[201~\nrm -rf /\n');
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.querySelector('.xterm-helper-textarea')?.dispatchEvent(event);
    });
    expect(await typed()).toBe('');
    await page.getByRole('dialog').getByRole('button', { name: 'Paste', exact: true }).click();
    await eventually(typed).toBe('\u001b[200~ls\rrm -rf /\r\u001b[201~');
  });

  it('brings 200 kB over byte for byte, and asks no more when told so', async () => {
    const text = Array.from({ length: 2500 }, (_, line) => `${String(line).padStart(6, '0')} ${'é'.repeat(36)}`).join(
      '\n',
    );
    await focusTerminal();
    await setClipboard(text);
    await page.keyboard.press('Control+Shift+V');
    await page.getByLabel('Do not ask again').check();
    await page.getByRole('button', { name: 'Paste', exact: true }).click();
    const sent = Buffer.from(await typed(), 'latin1').toString('utf8');
    expect(sent).toBe(text.replaceAll('\n', '\r'));
    expect(await calls('updateSettings')).toEqual([[{ confirmMultilinePaste: false }]]);
  });

  it('shows what cannot be seen, to the last character', async () => {
    await focusTerminal();
    await setClipboard('echo safe\u0003\u202e\nrm -rf ~\n');
    await page.keyboard.press('Control+Shift+V');
    const question = page.getByRole('dialog');
    await question.getByText('1 control character is left out. 1 invisible character is in it, named below.').waitFor();
    expect(await question.getByLabel('What is pasted').textContent()).toBe('echo safe␃⟨U+202E⟩\nrm -rf ~\n');
  });

  it('says what line mode would cut, also when it asks no more, but not where lines of any length are taken', async () => {
    await page.evaluate(() => {
      const { scripted, scene } = window.rig;
      scripted.emit('settings', { ...scene.settings, confirmMultilinePaste: false });
    });
    await focusTerminal();
    const line = 'x'.repeat(4096);
    await setClipboard(line);
    await page.keyboard.press('Control+Shift+V');
    const question = page.getByRole('dialog');
    await question.getByText('A line is longer than 4,095 bytes.').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await typed()).toBe('');
    await print('\u001b[?2004h');
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    await setClipboard(line);
    await page.keyboard.press('Control+Shift+V');
    await eventually(typed).toBe(`\u001b[200~${line}\u001b[201~`);
  });

  it('shows how far a large one is, and stops it', async () => {
    await focusTerminal();
    await setClipboard('x'.repeat(1_000_000));
    await page.keyboard.press('Control+Shift+V');
    await page.getByRole('button', { name: 'Paste all the same' }).click();
    const bar = page.getByRole('progressbar', { name: 'Sending' });
    await bar.waitFor();
    const sent = (await typed()).length;
    expect(sent).toBeLessThan(1_000_000);
    await page.locator('.t-chip').getByRole('button', { name: 'Cancel' }).click();
    await bar.waitFor({ state: 'detached' });
    expect(await typed()).toHaveLength(sent);
  });

  it('copies the selection', async () => {
    await print('copy me');
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 7, expect.any(Number)]);
    await page.locator('.xterm-screen').click({ clickCount: 3, position: { x: 20, y: 8 } });
    await page.keyboard.press('Control+Shift+C');
    await eventually(() => page.evaluate(() => window.rig.clipboard)).toBe('copy me');
  });
});

describe('the right button', () => {
  it('opens our menu without handing the selection to the browser', async () => {
    await print('one line of many\r\n');
    await page.getByRole('tabpanel').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Select all' }).click();
    const input = await page.getByLabel('Terminal input').elementHandle();
    // xterm empties its textarea again when the menu takes the focus: what counts is what was put into it.
    const put = await page.evaluateHandle((textarea) => {
      const values: string[] = [];
      if (textarea !== null) Object.defineProperty(textarea, 'value', { get: () => '', set: (to) => values.push(to) });
      return values;
    }, input);
    await page.getByRole('tabpanel').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Copy\b/ }).waitFor();
    expect((await put.jsonValue()).join('')).toBe('');
    await page.keyboard.press('Escape');
  });
});

describe('the other buttons', () => {
  const wish = (part: Partial<Settings>) =>
    page.evaluate((patch) => {
      const { scripted, scene } = window.rig;
      scripted.emit('settings', { ...scene.settings, ...patch });
    }, part);

  it('copy or paste by the right one where that is wished, and open the menu with Shift', async () => {
    await wish({ rightClick: 'paste' });
    await setClipboard('ls -l');
    await page.locator('.xterm-screen').click({ button: 'right' });
    await eventually(typed).toBe('ls -l');
    await print('word');
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 4, expect.any(Number)]);
    await page.locator('.xterm-screen').dblclick({ position: { x: 10, y: 8 } });
    await page.locator('.xterm-screen').click({ button: 'right', position: { x: 10, y: 8 } });
    await eventually(() => calls('writeClipboard')).toEqual([['word']]);
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.locator('.xterm-screen').click({ button: 'right', modifiers: ['Shift'] });
    await page.getByRole('menuitem', { name: 'Select all' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('refuse what the browser pastes by the middle one where it is to do nothing', async () => {
    const middle = (text: string) =>
      page.evaluate((what) => {
        const target = document.querySelector('.xterm-helper-textarea');
        target?.dispatchEvent(new MouseEvent('auxclick', { button: 1, bubbles: true }));
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', what);
        target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, text);
    await middle('one');
    expect(await typed()).toBe('one');
    await wish({ middleClick: 'off' });
    await middle('two');
    expect(await typed()).toBe('one');
  });
});

describe('the bell', () => {
  it('marks a tab that is not in front until it is shown', async () => {
    await tab('flash:board-rev-c').click();
    await tab('integration:postgres').click();
    await print('\u0007', 0, 'two');
    const mark = page.locator('[data-session=two] .t-tab-bell');
    await mark.waitFor();
    await tab('flash:board-rev-c').click();
    await mark.waitFor({ state: 'detached' });
  });
});

describe('a file path in the output', () => {
  it('leads to the file in GitLab, by a click with Ctrl', async () => {
    await print('at /builds/acme/checkout/src/tax.ts:19:7\r\n');
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    const place = { position: { x: 120, y: 8 } };
    await page.locator('.xterm-screen').hover(place);
    await page.locator('.t-link-target').getByText('/builds/acme/checkout/src/tax.ts').waitFor();
    await page.locator('.xterm-screen').click(place);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.locator('.xterm-screen').click({ ...place, modifiers: ['Control'] });
    await page.getByRole('dialog').getByText('As it is on fix/retry-tax in acme/checkout now').waitFor();
    await page.getByRole('button', { name: 'Open in GitLab' }).click();
    await eventually(() => calls('openExternal')).toEqual([
      ['https://gitlab.example/acme/checkout/-/blob/fix/retry-tax/src/tax.ts#L19'],
    ]);
  });

  it('is found where a row’s end cuts it, and can be copied', async () => {
    const { columns } = await page.evaluate(() => {
      const sizes = window.rig.scripted.log.filter(({ name }) => name === 'resize');
      return { columns: sizes.at(-1)?.args[1] as number };
    });
    await print(`${' '.repeat(columns - 6)}/usr/lib/node.js:3`);
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    await page.locator('.xterm-screen').click({ position: { x: 20, y: 24 }, modifiers: ['Control'] });
    await page.getByRole('dialog').getByText('does not lead into the job’s repository').waitFor();
    await page.getByRole('button', { name: 'Copy the path' }).click();
    await eventually(() => calls('writeClipboard')).toEqual([['/usr/lib/node.js']]);
  });
});

describe('while output goes on', () => {
  it('a selection and the place that is read stay', async () => {
    const lines = Array.from({ length: 200 }, (_, line) => `line ${line}\r\n`).join('');
    await print(lines);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', lines.length, expect.any(Number)]);
    await page.locator('.xterm-screen').hover();
    await page.mouse.wheel(0, -900);
    await page.getByRole('button', { name: 'Newest output' }).waitFor();
    await page.locator('.xterm-screen').click({ clickCount: 3, position: { x: 20, y: 40 } });
    await page.keyboard.press('Control+Shift+C');
    await eventually(() => calls('writeClipboard')).toHaveLength(1);
    const [[picked]] = (await calls('writeClipboard')) as [[string]];
    expect(picked).toMatch(/^line \d+$/);
    const top = () => page.locator('.terminal-host .xterm-rows > div').first().textContent();
    const before = await top();
    const more = Array.from({ length: 300 }, (_, line) => `more ${line}\r\n`).join('');
    await print(more, lines.length);
    await eventually(() => calls('acknowledge')).toContainEqual([
      'one',
      lines.length + more.length,
      expect.any(Number),
    ]);
    expect(await top()).toBe(before);
    await page.keyboard.press('Control+Shift+C');
    await eventually(() => calls('writeClipboard')).toEqual([[picked], [picked]]);
  });
});

describe('copy on select', () => {
  it('copies once, when the button is let go', async () => {
    await page.evaluate(() => {
      const { scripted, scene } = window.rig;
      scripted.emit('settings', { ...scene.settings, copyOnSelect: true });
    });
    await print('pick this');
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    const screen = await page.locator('.xterm-screen').boundingBox();
    if (!screen) throw new Error('No screen');
    await page.mouse.move(screen.x + 1, screen.y + 8);
    await page.mouse.down();
    await page.mouse.move(screen.x + 90, screen.y + 8, { steps: 6 });
    expect(await calls('writeClipboard')).toEqual([]);
    await page.mouse.up();
    await eventually(() => calls('writeClipboard')).toEqual([['pick this']]);
  });
});

describe('tabs', () => {
  it('are named after their jobs, described by their state, and tell which is in front', async () => {
    const names = await page.getByRole('tab').evaluateAll((tabs) => tabs.map((one) => one.getAttribute('aria-label')));
    expect(names).toEqual(['integration:postgres', 'flash:board-rev-c', 'soak:48h', 'build:amd64']);
    expect(await tab('integration:postgres').getAttribute('aria-selected')).toBe('true');
    const description = await tab('build:amd64').evaluate(
      (one) => document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent,
    );
    expect(description).toContain('ended: The connection was lost');
  });

  it('are switched from within the shell, by order and by number', async () => {
    await focusTerminal();
    const selected = () => page.locator('[role=tab][aria-selected=true]').getAttribute('aria-label');
    await page.keyboard.press('Control+PageDown');
    await eventually(selected).toBe('flash:board-rev-c');
    await page.keyboard.press('Control+9');
    await eventually(selected).toBe('build:amd64');
    await page.keyboard.press('Control+PageDown');
    await eventually(selected).toBe('integration:postgres');
    expect(await typed()).toBe('');
  });

  it('move by keyboard and by drag', async () => {
    await focusTerminal();
    await page.keyboard.press('Control+Shift+PageDown');
    await eventually(() => calls('reorderSessions')).toEqual([[['two', 'one', 'three', 'four']]]);
    const from = await tab('integration:postgres').boundingBox();
    const to = await tab('soak:48h').boundingBox();
    if (!from || !to) throw new Error('No tabs');
    await page.mouse.move(from.x + 40, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y + 10, { steps: 8 });
    await page.mouse.move(to.x + 30, to.y + 10, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => (await calls('reorderSessions')).at(-1)).toEqual([['two', 'three', 'one', 'four']]);
  });

  it('close at once when nothing is lost, and ask when the job is held', async () => {
    await tab('build:amd64').click({ button: 'middle' });
    await eventually(() => calls('closeSession')).toEqual([['four']]);
    await focusTerminal();
    await page.keyboard.press('Control+Shift+W');
    await page.getByRole('dialog').getByText('held only by this terminal').waitFor();
    await page.getByRole('button', { name: 'Keep open' }).click();
    expect(await calls('closeSession')).toHaveLength(1);
    await page.getByTitle('Close integration:postgres').click();
    await page.getByRole('button', { name: 'Close and let it finish' }).click();
    await eventually(() => calls('closeSession')).toEqual([['four'], ['one']]);
    await eventually(() => page.locator('[role=tab][aria-selected=true]').getAttribute('aria-label')).toBe(
      'flash:board-rev-c',
    );
  });

  it('show that a hidden one printed something, until it is looked at', async () => {
    await page.evaluate(() => {
      const { scripted, scene } = window.rig;
      scripted.emit(
        'sessions',
        scene.sessions.map((one) => (one.id === 'two' ? { ...one, bytesIn: 500 } : one)),
      );
    });
    const mark = page.locator('[data-session=two] [data-unread]');
    await mark.waitFor();
    await tab('flash:board-rev-c').click();
    await mark.waitFor({ state: 'detached' });
  });

  it('keep selection and scroll position while another is shown and output goes on', async () => {
    const lines = Array.from({ length: 200 }, (_, line) => `line ${line}\r\n`).join('');
    await print(lines);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', lines.length, expect.any(Number)]);
    await page.locator('.xterm-screen').hover();
    await page.mouse.wheel(0, -600);
    await page.getByRole('button', { name: 'Newest output' }).waitFor();
    const top = () => page.locator('.terminal-host .xterm-rows > div').first().textContent();
    const before = await top();
    await tab('flash:board-rev-c').click();
    await print('more\r\n', lines.length);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', lines.length + 6, expect.any(Number)]);
    await tab('integration:postgres').click();
    await eventually(top).toBe(before);
  });

  it('draw nothing of what is printed while they are hidden', async () => {
    await print('one\r\n'.repeat(100));
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 500, expect.any(Number)]);
    const rows = await page.locator('.terminal-host .xterm-rows').elementHandle();
    await tab('flash:board-rev-c').click();
    await eventually(async () => rows?.evaluate((hidden) => hidden.isConnected)).toBe(false);
    const changes = await rows?.evaluateHandle((hidden) => {
      const seen = { count: 0 };
      new MutationObserver((records) => {
        seen.count += records.length;
      }).observe(hidden, { childList: true, subtree: true });
      return seen;
    });
    await print('two\r\n'.repeat(100), 500);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 1_000, expect.any(Number)]);
    // two frames on, whatever was asked for is drawn
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect((await changes?.jsonValue())?.count).toBe(0);
  });

  it('give the keyboard to their terminal, also where they are in front already', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await tab('flash:board-rev-c').click();
    await eventually(focused).toBe('Terminal input');
    await tab('flash:board-rev-c').click();
    await eventually(focused).toBe('Terminal input');
  });

  it('show no selection that is not there, also once the pane has another height', async () => {
    await print('one two\r\n'.repeat(100));
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 900, expect.any(Number)]);
    const screen = await page.locator('.xterm-screen').boundingBox();
    // near the end, where it stays in sight
    await page.locator('.xterm-screen').dblclick({ position: { x: 10, y: (screen?.height ?? 0) - 60 } });
    const marks = () => page.locator('.terminal-host .xterm-selection > div').count();
    await eventually(marks).not.toBe(0);
    // another height takes the selection away, and the next one does not bring it back
    const wide = page.viewportSize();
    await page.setViewportSize({ width: 1200, height: 400 });
    await eventually(marks).toBe(0);
    const sizes = (await calls('resize')).length;
    if (wide !== null) await page.setViewportSize(wide);
    await eventually(async () => (await calls('resize')).length).toBeGreaterThan(sizes);
    await print('three\r\n'.repeat(3), 900);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 921, expect.any(Number)]);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await marks()).toBe(0);
  });

  it('stay at their newest line when they are shown in less room', async () => {
    const last = () =>
      page.evaluate(() => {
        const rows = [...document.querySelectorAll('.terminal-host .xterm-rows > div')].map((row) => row.textContent);
        return rows
          .filter((row) => row?.trim())
          .at(-1)
          ?.trim();
      });
    await print(`${`one two ${'.'.repeat(90)}\r\n`.repeat(30)}prompt$ `);
    await eventually(last).toBe('prompt$');
    await tab('flash:board-rev-c').click();
    await page.setViewportSize({ width: 700, height: 500 });
    const sizes = (await calls('resize')).length;
    await tab('integration:postgres').click();
    await eventually(async () => (await calls('resize')).length).toBeGreaterThan(sizes);
    for (let frame = 0; frame < 10; frame += 1) {
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    }
    expect(await last()).toBe('prompt$');
  });

  const slider = () =>
    page.locator('.terminal-host .scrollbar.vertical .slider').evaluate((element) => {
      const [own, all] = [element.getBoundingClientRect(), element.parentElement?.getBoundingClientRect()];
      return { height: Math.round(own.height), below: Math.round((all?.bottom ?? 0) - own.bottom) };
    });

  it('have the scrollbar follow once, not by each line', async () => {
    await page.evaluate(() => {
      const set = window.setTimeout;
      Object.assign(window, { timersSet: 0 });
      window.setTimeout = ((...given: Parameters<typeof set>) => {
        Object.assign(window, { timersSet: (window as unknown as { timersSet: number }).timersSet + 1 });
        return set(...given);
      }) as typeof set;
    });
    await print('line\r\n'.repeat(500));
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 3_000, expect.any(Number)]);
    // each move of it sets one that hides it later
    expect(await page.evaluate(() => (window as unknown as { timersSet: number }).timersSet)).toBeLessThan(100);
    await eventually(async () => (await slider()).below).toBe(0);
  });

  it('ask for no frames while they are hidden, and have the right scrollbar when they are shown', async () => {
    await print('one\r\n'.repeat(100));
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 500, expect.any(Number)]);
    await eventually(async () => (await slider()).below).toBe(0);
    const { height } = await slider();
    await tab('flash:board-rev-c').click();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await page.evaluate(() => {
      const ask = window.requestAnimationFrame;
      Object.assign(window, { framesAsked: 0 });
      window.requestAnimationFrame = (frame) => {
        Object.assign(window, { framesAsked: (window as unknown as { framesAsked: number }).framesAsked + 1 });
        return ask(frame);
      };
    });
    await print('two\r\n'.repeat(300), 500);
    await eventually(() => calls('acknowledge')).toContainEqual(['one', 2_000, expect.any(Number)]);
    expect(await page.evaluate(() => (window as unknown as { framesAsked: number }).framesAsked)).toBe(0);
    await tab('integration:postgres').click();
    await eventually(async () => (await slider()).height < height / 2).toBe(true);
    await eventually(async () => (await slider()).below).toBe(0);
  });

  it('take their terminal with them when the session is gone', async () => {
    await print('alive');
    await eventually(() => calls('acknowledge')).toEqual([['one', 5, expect.any(Number)]]);
    await page.evaluate(() => {
      const { scripted, scene } = window.rig;
      scripted.emit(
        'sessions',
        scene.sessions.filter((one) => one.id !== 'one'),
      );
    });
    await eventually(() => page.locator('.terminal-host').count()).toBe(1);
    await print('nobody hears this', 5);
    await print('this is heard', 0, 'two');
    await eventually(() => calls('acknowledge')).toEqual([
      ['one', 5, expect.any(Number)],
      ['two', 13, expect.any(Number)],
    ]);
  });
});

it('a cursor blinks, goes on from what is printed, and no animation runs for it', async () => {
  await page.evaluate(() => {
    const { scripted, scene } = window.rig;
    scripted.emit('settings', { ...scene.settings, cursorBlink: true });
  });
  await page.locator('.xterm-helper-textarea').first().focus();
  const cursor = page.locator('.terminal-host .xterm-cursor-blink');
  const looks = () => cursor.evaluate((cell) => getComputedStyle(cell).backgroundColor);
  const lit = await looks();
  await eventually(looks).not.toBe(lit);
  await eventually(looks).toBe(lit);
  const states = () =>
    page.evaluate(() =>
      document
        .querySelector('.terminal-host')
        ?.getAnimations({ subtree: true })
        .map((one) => one.playState),
    );
  expect(await states()).toEqual(['paused']);
  await eventually(looks).not.toBe(lit);
  await print('x');
  await eventually(looks).toBe(lit);
});

describe('around the terminal', () => {
  it('counts a hold down and lets it go', async () => {
    await eventually(() => page.getByRole('timer').textContent()).toMatch(/^26:5\d$/);
    await page.getByRole('button', { name: 'Let it finish' }).click();
    await eventually(() => calls('endSession')).toEqual([['one']]);
  });

  it('says what a connection waits for and can be told to stop', async () => {
    await tab('soak:48h').click();
    await page.getByText('Connecting to soak:48h').waitFor();
    await page.getByText('Attempt 2. GitLab waits for the runner').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await eventually(() => calls('endSession')).toEqual([['three']]);
  });

  it('says why a session ended and offers what helps, with the scrollback still there', async () => {
    await tab('build:amd64').click();
    await print('last words', 0, 'four');
    const panel = page.getByRole('region', { name: 'Session ended' });
    await panel.getByText('The connection was lost').waitFor();
    await panel.getByText('Reconnecting opens a new shell').waitFor();
    await panel.getByRole('button', { name: 'Reconnect' }).click();
    await eventually(() => calls('reconnect')).toEqual([['four']]);
    expect(await buffer()).toContain('last words');
    await focusTerminal();
    await page.keyboard.type('x');
    expect(await typed()).toBe('');
  });

  it('leaves the full-screen program that died with its shell', async () => {
    await print('before\r\n\u001b[?1049h\u001b[?1003h\u001b[?25l the editor\u001b[3');
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    await page.evaluate(() => {
      const { scripted, scene, states } = window.rig;
      scripted.emit(
        'sessions',
        scene.sessions.map((one) => (one.id === 'one' ? { ...one, state: states.ended } : one)),
      );
    });
    await page.getByRole('region', { name: 'Session ended' }).waitFor();
    expect(await buffer()).toMatch(/^before\n/);
  });

  it('finds text and counts the hits', async () => {
    await print('alpha beta alpha\r\nAlpha gamma\r\n');
    await focusTerminal();
    await page.keyboard.press('Control+Shift+F');
    await page.getByLabel('Find in the terminal').fill('alpha');
    const count = page.getByRole('search').getByRole('status');
    await eventually(() => count.textContent()).toBe('1 of 3');
    await page.keyboard.press('Enter');
    await eventually(() => count.textContent()).toBe('2 of 3');
    await page.getByRole('button', { name: 'Match case' }).click();
    await eventually(() => count.textContent()).toMatch(/of 2$/);
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await page.getByLabel('Find in the terminal').fill('(');
    await eventually(() => count.textContent()).toBe('no valid pattern');
    await page.keyboard.press('Escape');
    await page.getByLabel('Find in the terminal').waitFor({ state: 'detached' });
    await page.keyboard.type('q');
    expect(await typed()).toBe('q');
  });

  it('finds patterns as it finds text: forward, back, round the ends, over wrapped lines and new output', async () => {
    const long = `x${'-'.repeat(300)}e77`;
    await print(`e1 e22\r\n${long}\r\n`);
    await focusTerminal();
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await page.getByLabel('Find in the terminal').fill('e\\d+|x-+e');
    const count = page.getByRole('search').getByRole('status');
    const selected = async (text: string) => {
      await focusTerminal();
      await page.keyboard.press('Control+Shift+C');
      await eventually(() => page.evaluate(() => window.rig.clipboard)).toBe(text);
      await page.getByLabel('Find in the terminal').focus();
    };
    await eventually(() => count.textContent()).toBe('1 of 3');
    await page.keyboard.press('Enter');
    await eventually(() => count.textContent()).toBe('2 of 3');
    await selected('e22');
    await page.keyboard.press('Enter');
    await eventually(() => count.textContent()).toBe('3 of 3');
    await selected(long.slice(0, -2));
    await page.keyboard.press('Enter');
    await eventually(() => count.textContent()).toBe('1 of 3');
    await page.keyboard.press('Shift+Enter');
    await eventually(() => count.textContent()).toBe('3 of 3');
    await print('more e5\r\n', 6 + 2 + long.length + 2);
    await eventually(() => count.textContent()).toBe('3 of 4');
  });

  it('stops a pattern that would run for ever, also on output that comes while it is searched for', async () => {
    const line = `${'a'.repeat(60)}!\r\n`;
    await print('before\r\n');
    await focusTerminal();
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await page.getByLabel('Find in the terminal').fill('(a+)+$');
    const count = page.getByRole('search').getByRole('status');
    await eventually(() => count.textContent()).toBe('no hits');
    await print(line, 8);
    // The page answers all the while: each look at it is an answer.
    await page.getByRole('alert').getByText('This expression takes too long: (a+)+$').waitFor({ timeout: 15_000 });
    expect(await count.textContent()).toBe('stopped');
    await page.getByLabel('Find in the terminal').fill('bef.re');
    await eventually(() => count.textContent()).toBe('1 of 1');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('makes the text larger and smaller through the settings', async () => {
    await focusTerminal();
    await page.keyboard.press('Control+=');
    await page.keyboard.press('Control+0');
    await eventually(() => calls('updateSettings')).toEqual([[{ terminalFontSize: 14 }], [{ terminalFontSize: 13 }]]);
  });

  it('types the size into the shell when asked', async () => {
    await page.getByRole('button', { name: /^Terminal size/ }).click();
    await page.getByRole('menuitem', { name: /stty/ }).click();
    await eventually(typed).toMatch(/^ stty rows \d+ cols \d+\r$/);
  });

  it('opens what is elsewhere only after showing where a link really leads', async () => {
    await print('\u001b]8;;https://evil.example/\u0007https://gitlab.example/\u001b]8;;\u0007');
    await eventually(() => calls('acknowledge')).toHaveLength(1);
    await page.locator('.xterm-screen').hover({ position: { x: 60, y: 8 } });
    await page.getByText('https://evil.example/').waitFor();
    await page.locator('.xterm-screen').click({ position: { x: 60, y: 8 }, modifiers: ['Control'] });
    await page.getByRole('dialog').getByText('Open a page on evil.example?').waitFor();
    expect(await calls('openExternal')).toEqual([]);
    await page.getByRole('button', { name: 'Open in the browser' }).click();
    await eventually(() => calls('openExternal')).toEqual([['https://evil.example/']]);
  });

  it('exposes the text to screen readers when asked', async () => {
    await open('?reader');
    await print('read me aloud');
    await page
      .locator('.xterm-accessibility')
      .getByRole('listitem')
      .getByText('read me aloud')
      .waitFor({ state: 'attached' });
  });

  it('explains itself when nothing is open', async () => {
    await open('?empty');
    await page.getByRole('heading', { name: 'No terminal is open' }).waitFor();
    await page.getByRole('button', { name: 'Open a local shell' }).click();
    await eventually(() => calls('openLocalShell')).toHaveLength(1);
  });
});

describe('accessibility', () => {
  it.each(['?theme=dark', '?theme=light'])('has no violations: %s', async (query) => {
    const { source } = await import('axe-core');
    await open(query);
    await print('$ ');
    for (const name of ['integration:postgres', 'soak:48h', 'build:amd64']) {
      await tab(name).click();
      await page.evaluate(source);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const { violations: found } = await axe.run('.terminal-area', { rules: { region: { enabled: false } } });
        return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      });
      expect(violations).toEqual([]);
    }
  });
});
