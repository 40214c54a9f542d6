// @vitest-environment node
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {} from './harness.tsx';
import { type Harness, openHarness } from './terminals/harness/open-harness.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await openHarness(new URL('harness.html', import.meta.url));
}, 60_000);
afterAll(() => harness.dispose());
beforeEach(async () => {
  page = await harness.open('#list');
});
afterEach(() => page.context().close());

const row = (job: string): Locator => page.getByRole('row', { name: new RegExp(job) });
const button = (job: string): Locator => row(job).getByRole('button', { name: 'Open terminal' });
const opened = (): Promise<unknown[]> =>
  page.evaluate(() => window.fakeApi.asked.filter(({ name }) => name === 'openTerminal').map(({ args }) => args[0]));

/** What a press at several places on the button would hit, once what it shows and hides has settled. */
const hits = (job: string) =>
  row(job).evaluate(async (element) => {
    await Promise.all(element.getAnimations({ subtree: true }).map((animation) => animation.finished));
    const target = element.querySelector('button');
    if (!target) return ['no button'];
    const { left, top, width, height } = target.getBoundingClientRect();
    return [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => {
      const hit = document.elementFromPoint(left + part * width, top + height / 2);
      return hit !== null && target.contains(hit) ? 'button' : (hit?.className ?? 'nothing');
    });
  });

/** GitLab tells another list for the account: these jobs of it, in this order. */
const tell = (jobIds: readonly number[]) =>
  page.evaluate(async (ids) => {
    const known = await window.fakeApi.snapshot();
    if (!known.ok) return;
    window.fakeApi.tell(
      'feeds',
      known.value.feeds.map((feed) =>
        feed.accountId === 'gitlab'
          ? { ...feed, jobs: ids.flatMap((id) => feed.jobs.filter((job) => job.id === id)) }
          : feed,
      ),
    );
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, jobIds);

/** The account's jobs from top to bottom. */
const order = async (): Promise<string[]> => {
  const rows = page.locator('[data-key^="gitlab:"]');
  const at = await rows.evaluateAll((all) =>
    all.map((one) => ({
      key: (one as HTMLElement).dataset.key ?? '',
      top: one.getBoundingClientRect().top,
    })),
  );
  return at.sort((one, other) => one.top - other.top).map(({ key }) => key.replace('gitlab:', ''));
};
const orderBecomes = (expected: readonly string[]) => expect.poll(order).toEqual(expected);

async function aimAt(job: string): Promise<void> {
  const box = await button(job).boundingBox();
  if (!box) throw new Error(`no button for ${job}`);
  await page.mouse.move(box.x + box.width - 12, box.y + box.height / 2);
}

describe('the job list in a real browser', () => {
  it('lets nothing stand between the pointer and “Open terminal”, however long the job runs', async () => {
    await row('soak:48h').hover();
    expect(await hits('soak:48h')).toEqual(['button', 'button', 'button', 'button', 'button']);
  });

  it('opens the job that was pressed when the list is told anew between press and release', async () => {
    await aimAt('build:arm64');
    await page.mouse.down();
    await tell([4, 2, 5, 3, 1]);
    await page.mouse.up();
    await expect.poll(opened).toEqual(['gitlab:3']);
  });

  it('opens the job that was aimed at when the list is told anew before the press', async () => {
    await aimAt('build:arm64');
    await tell([4, 5, 3, 2, 1]);
    await page.mouse.down();
    await page.mouse.up();
    await expect.poll(opened).toEqual(['gitlab:3']);
  });

  it('asks for the job that was pressed also when it is gone by then, and for no other', async () => {
    await aimAt('build:arm64');
    await page.mouse.down();
    await tell([1, 2, 4, 5]);
    await page.mouse.up();
    await expect.poll(opened).toEqual(['gitlab:3']);
    await page.mouse.move(700, 400);
    await orderBecomes(['1', '2', '4', '5']);
  });

  it('goes on with the list when the pointer has left the button, or rests there', async () => {
    await aimAt('build:arm64');
    await tell([3, 2, 1]);
    expect(await order()).toEqual(['1', '2', '3', '4', '5']);
    await row('e2e:safari').hover({ position: { x: 40, y: 10 } });
    await orderBecomes(['3', '2', '1']);
    await page.clock.install();
    await aimAt('build:arm64');
    await tell([1, 2, 3]);
    expect(await order()).toEqual(['3', '2', '1']);
    await page.clock.fastForward(5000);
    await orderBecomes(['1', '2', '3']);
  });

  it('follows the filter at once, wherever the pointer lies', async () => {
    await aimAt('build:arm64');
    await page.keyboard.press('/');
    await page.getByLabel('Filter jobs').fill('lint');
    await expect.poll(order).toEqual(['4']);
  });
});
