/** A megabyte pasted into a program that reads bytes. */
import { createHash } from 'node:crypto';
import { encodePaste } from '../../../../renderer/terminals/paste.ts';
import { PROMPT, type Stage } from '../stage.ts';
import { makeStream } from '../streams.ts';
import { milliseconds, type Row, seconds } from '../table.ts';

const BAR_MS = 200;

export async function measurePaste(stage: Stage, bytes: number): Promise<readonly Row[]> {
  const { page } = stage;
  const terminal = await stage.open('paste');
  const text = `${new TextDecoder().decode(makeStream('plain', bytes)).replaceAll('\u001b', '')}ünïcödé ✓`;
  const sent = Buffer.from(encodePaste(text, { bracketed: false }));
  const sum = createHash('sha256').update(sent).digest('hex');
  await terminal.enter(
    `stty raw -echo; printf 'ready\\r\\n'; sum=$(head -c ${sent.length} | sha256sum); stty sane; echo $sum`,
  );
  await page.waitForFunction(() => window.bench.shows('ready'));
  await page.evaluate(() => window.bench.longestPauses());
  await page.waitForTimeout(1_000);
  const idle = await page.evaluate(() => window.bench.longestPauses());
  const from = Date.now();
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    const input = document.querySelector('.terminal-hosts textarea');
    input?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await page.waitForFunction((prompt) => window.bench.cursorRow().startsWith(prompt), PROMPT, { timeout: 600_000 });
  const ms = Date.now() - from;
  const longest = (await page.evaluate(() => window.bench.longestPauses()))[0] ?? Number.NaN;
  const same = await page.evaluate((wanted) => window.bench.shows(wanted), sum);
  await stage.closeAll();
  return [
    {
      what: `paste of ${(sent.length / 1e6).toFixed(1)} MB`,
      measured: `${same ? 'byte for byte the same' : 'BYTES DIFFER'} after ${seconds(ms)}; the page was busy for ${milliseconds(longest)} at most (${milliseconds(idle[0] ?? 0)} idle)`,
      ratio: '',
      bar: `exact, busy < ${BAR_MS} ms`,
      met: same && longest < BAR_MS,
    },
  ];
}
