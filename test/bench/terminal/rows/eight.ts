/** Eight terminals flood at once while one more, in front, is typed into. */
import type { Page } from '@playwright/test';
import type { Snapshot } from '../../../../electron/contract.ts';
import { PROMPT, type Stage } from '../stage.ts';
import { milliseconds, perCent, percentile, type Row } from '../table.ts';

const FLOODS = 8;
const PART_BYTES = 20_000_000;
const WARM_UP_MS = 2_000;
const BETWEEN_KEYS_MS = 100;

/** Bytes that the page has taken so far, of all sessions. */
function taken(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { sessions } = (await window.bench.call('snapshot')) as Snapshot;
    return sessions.reduce((sum, { bytesIn, backlogBytes }) => sum + bytesIn - backlogBytes, 0);
  });
}

async function perSecond(page: Page, meanwhile: () => Promise<void>): Promise<number> {
  await page.waitForTimeout(WARM_UP_MS);
  const from = Date.now();
  const before = await taken(page);
  await meanwhile();
  return ((await taken(page)) - before) / (Date.now() - from) / 1000;
}

/** No more keys than fit into the row of the prompt. */
async function echoes(page: Page, keys: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 1; n <= keys; n += 1) {
    const row = `${PROMPT}${'a'.repeat(n)}`;
    await page.evaluate((wanted) => window.bench.watch('prompt', 'a', wanted), row);
    await page.keyboard.press('a');
    const { pressedAt, shownAt } = await page.evaluate(() => window.bench.watched('prompt'));
    times.push(shownAt - pressedAt);
    await page.waitForTimeout(BETWEEN_KEYS_MS);
  }
  return times;
}

export async function measureEight(stage: Stage, keys: number): Promise<readonly Row[]> {
  const { page, gitlab } = stage;
  const path = await gitlab.writeStream('mixed', PART_BYTES);
  const command = `stty -opost; while cat ${path}; do :; done`;
  const quietMs = keys * BETWEEN_KEYS_MS;

  await (await stage.open('alone')).enter(command);
  const one = await perSecond(page, () => page.waitForTimeout(quietMs));
  await stage.closeAll();

  const floods = Array.from({ length: FLOODS }, (_, n) => `flood ${n + 1}`);
  for (const name of floods) await stage.open(name);
  const terminal = await stage.open('in front');
  const before = await echoes(page, keys);
  await page.keyboard.press('Control+u');
  await terminal.enter('clear');
  await page.waitForFunction((prompt) => window.bench.cursorRow().trimEnd() === prompt.trimEnd(), PROMPT);
  for (const name of floods) {
    await page.evaluate(([title, text]) => window.bench.type(title, text), [name, `${command}\r`] as const);
  }
  let times: number[] = [];
  const all = await perSecond(page, async () => {
    times = await echoes(page, keys);
  });
  await stage.closeAll();
  const share = all / one;
  const p95 = percentile(times, 0.95);
  return [
    {
      what: `${FLOODS} mixed floods at once: bytes taken`,
      measured: `${all.toFixed(1)} MB/s together, ${one.toFixed(1)} MB/s one alone`,
      ratio: perCent(share),
      bar: '≥ 85 % of one',
      met: share >= 0.85,
    },
    {
      what: 'the same: echo in the one in front',
      measured: `p50 ${milliseconds(percentile(times, 0.5))}, p95 ${milliseconds(p95)}; before they began p50 ${milliseconds(percentile(before, 0.5))}, p95 ${milliseconds(percentile(before, 0.95))}`,
      ratio: '',
      bar: 'p95 < 50 ms',
      met: p95 < 50,
    },
  ];
}
