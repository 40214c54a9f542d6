// @vitest-environment node
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Attack, attacks, wanting } from './attacks.ts';
import type {} from './harness/harness.tsx';
import { type Harness, openHarness } from './harness/open-harness.ts';
import { imageAttacks, imagesWaitedFor } from './image-attacks.ts';

let harness: Harness;
let page: Page;
let complaints: string[] = [];
let sessions = 0;

async function openPage(query = ''): Promise<void> {
  page = await harness.open(query);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await page.getByLabel('Terminal input').waitFor({ state: 'attached' });
}

beforeAll(async () => {
  harness = await openHarness();
  await openPage();
}, 60_000);
afterAll(() => harness.dispose());

/** Each attack has a tab of its own, which is in front. */
async function openTab(liveFrom: number): Promise<string> {
  sessions += 1;
  const id = `tab-${sessions}`;
  await page.evaluate(
    ([sessionId, from]) => {
      const { rig } = window;
      rig.attachment = { from: 0, liveFrom: from };
      rig.clipboard = 'mine';
      rig.scripted.emit('sessions', [rig.session(sessionId, null, rig.states.open)]);
      rig.scripted.emit('showSession', sessionId);
    },
    [id, liveFrom] as const,
  );
  await page
    .locator(`[data-session="${id}"][aria-selected=true], [data-session="${id}"] [aria-selected=true]`)
    .waitFor();
  await page.waitForFunction(
    (sessionId) => window.rig.scripted.log.some(({ name, args }) => name === 'attachSession' && args[0] === sessionId),
    id,
  );
  return id;
}

/** Prints and waits until the terminal has parsed it: an attack that stops the page fails here. */
async function print(id: string, offset: number, text: string): Promise<number> {
  const end = await page.evaluate(
    ([sessionId, at, what]) => {
      const bytes = new TextEncoder().encode(what);
      // As it comes from the network: in pieces.
      for (let from = 0; from < bytes.length; from += 32_768) {
        const piece = bytes.subarray(from, from + 32_768);
        window.rig.scripted.emit('output', { sessionId, offset: at + from, bytes: piece, leftOut: null });
      }
      return at + bytes.length;
    },
    [id, offset, text] as const,
  );
  await page.waitForFunction(
    ([sessionId, wanted]) =>
      window.rig.scripted.log.some(
        ({ name, args }) => name === 'acknowledge' && args[0] === sessionId && (args[1] as number) >= wanted,
      ),
    [id, end] as const,
    { timeout: 20_000 },
  );
  return end;
}

interface Seen {
  readonly answers: string;
  readonly calls: readonly string[];
  readonly wish: string | null;
  readonly title: string | null;
  readonly clipboard: string;
  readonly size: string;
}

const look = (id: string): Promise<Seen> =>
  page.evaluate((sessionId) => {
    const { log } = window.rig.scripted;
    const harmless = [
      'attachSession',
      'acknowledge',
      'input',
      'resize',
      'snapshot',
      'setInFront',
      'setActiveSession',
      'keepLayout',
    ];
    const text = (selector: string) => document.querySelector(selector)?.textContent ?? null;
    return {
      answers: log
        .filter(({ name, args }) => name === 'input' && args[0] === sessionId)
        .map(({ args }) => String.fromCharCode(...(args[1] as Uint8Array)))
        .join(''),
      calls: log.map(({ name }) => String(name)).filter((name) => !harmless.includes(name)),
      wish: text('.t-copy-bar .t-question-preview'),
      title: text('.t-breadcrumb-title'),
      clipboard: window.rig.clipboard,
      size: `${innerWidth}x${innerHeight}`,
    };
  }, id);

/** As the bar shows it: the beginning, with what cannot be seen made visible. */
const previewOf = (wish: string): string => (wish.length > 600 ? `${wish.slice(0, 600)}…` : wish);

async function attack(one: Attack, replayed: boolean): Promise<void> {
  const bytes = new TextEncoder().encode(one.prints).length;
  const id = await openTab(replayed ? bytes : 0);
  const before = (await look(id)).calls.length;
  const end = await print(id, 0, one.prints);
  const wish = one.wish === undefined || replayed ? null : previewOf(one.wish);
  await expect.poll(async () => (await look(id)).wish).toBe(wish);
  await expect.poll(async () => (await look(id)).title).toBe(one.title ?? null);
  const seen = await look(id);
  const answers = replayed ? '' : (one.answers ?? '');
  if (typeof answers === 'string') expect(seen.answers).toBe(answers);
  else expect(seen.answers).toMatch(answers);
  expect(seen.calls.slice(before)).toEqual([]);
  expect(seen.clipboard).toBe('mine');
  expect(seen.size).toBe('1120x720');
  // It is drawn, and goes on living: what comes after ST, a cancel and a reset is seen.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  if (one.shows !== undefined) await page.locator('.xterm-rows').getByText(one.shows).first().waitFor();
  await print(id, end, '\u001b\\\u0018\u001bcthe shell lives');
  await page.locator('.xterm-rows').getByText('the shell lives').waitFor();
  expect(complaints).toEqual([]);
}

describe.each([
  ['printed', false, [...attacks, ...imageAttacks], ''],
  ['shown again after a reload', true, wanting, ''],
  ['printed where images are shown', false, imageAttacks, '?images'],
  ['shown again where images are', true, imagesWaitedFor, '?images'],
] as const)('an attack that is %s', (_how, replayed, all, query) => {
  beforeAll(async () => {
    await page.context().close();
    await openPage(query);
  });

  it.each(all.map((one) => [one.name, one] as const))(
    '%s',
    async (_name, one) => {
      complaints = [];
      try {
        await attack(one, replayed);
      } catch (error) {
        // The next one gets a page that lives.
        await page.context().close();
        await openPage(query);
        throw error;
      }
    },
    60_000,
  );
});

describe('a wish for the clipboard', () => {
  beforeAll(async () => {
    await page.context().close();
    await openPage();
  });

  const wish = (text: string) => `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
  const bar = () => page.getByRole('region', { name: /wants to change your clipboard/ });
  const clipboard = () => page.evaluate(() => window.rig.clipboard);

  it('is granted once, and the next one asks again', async () => {
    const id = await openTab(0);
    let at = await print(id, 0, wish('one'));
    await bar().getByRole('button', { name: 'Allow once' }).click();
    await expect.poll(clipboard).toBe('one');
    at = await print(id, at, wish('two'));
    await bar().getByText('two', { exact: true }).waitFor();
    expect(await clipboard()).toBe('one');
    await bar().getByRole('button', { name: 'Not now' }).click();
    await bar().waitFor({ state: 'detached' });
    expect(await clipboard()).toBe('one');
  });

  it('is granted for the tab, and for no other', async () => {
    const id = await openTab(0);
    const at = await print(id, 0, wish('one'));
    await bar().getByRole('button', { name: 'Always in this tab' }).click();
    await print(id, at, wish('two'));
    await expect.poll(clipboard).toBe('two');
    await print(await openTab(0), 0, wish('three'));
    await bar().getByText('three', { exact: true }).waitFor();
    expect(await clipboard()).toBe('mine');
  });

  it('is refused for the tab', async () => {
    const id = await openTab(0);
    const at = await print(id, 0, wish('one'));
    await bar().getByRole('button', { name: 'Never in this tab' }).click();
    await print(id, at, `${wish('two')}after it`);
    await page.locator('.xterm-rows').getByText('after it').waitFor();
    expect(await bar().count()).toBe(0);
    expect(await clipboard()).toBe('mine');
  });

  it('is not asked for at all where the settings say never', async () => {
    await page.evaluate(() =>
      window.rig.scripted.emit('settings', { ...window.rig.scene.settings, programCopies: 'never' }),
    );
    await print(await openTab(0), 0, `${wish('one')}after it`);
    await page.locator('.xterm-rows').getByText('after it').waitFor();
    expect(await bar().count()).toBe(0);
    await page.evaluate(() => window.rig.scripted.emit('settings', window.rig.scene.settings));
  });

  it('shows what cannot be seen, and does not take the keyboard', async () => {
    const id = await openTab(0);
    await page.getByLabel('Terminal input').focus();
    await print(id, 0, wish('ls \u202e\u001b[2K\u200b-l'));
    await bar().getByText('ls ⟨U+202E⟩␛[2K⟨U+200B⟩-l').waitFor();
    await page.keyboard.press('Enter');
    expect((await look(id)).answers).toBe('\r');
    expect(await clipboard()).toBe('mine');
  });
});
