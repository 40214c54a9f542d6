/** Ctrl-C in the middle of a flood: how soon the server has nothing more to say, and how soon the prompt is there. */
import { PROMPT, type Stage } from '../stage.ts';
import type { StreamKind } from '../streams.ts';
import { milliseconds, percentile, type Row } from '../table.ts';

const FLOOD_PART_BYTES = 20_000_000;
/** A prompt that has not come by then does not come: it is counted with so much, and the terminal with it given up. */
const LOST_AFTER_MS = 30_000;
/** After the prompt is on the screen, what the server may still send is looked at for so long. */
const AFTERMATH_MS = 300;

export async function measureInterrupt(
  stage: Stage,
  kind: StreamKind,
  floodMs: number,
  times: number,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const { page, gitlab } = stage;
  const path = await gitlab.writeStream(kind, FLOOD_PART_BYTES);
  const job = `flood of ${kind}`;
  const terminal = await stage.open(job);
  // looked at from now on
  await gitlab.sent(job);
  const stops: number[] = [];
  const prompts: number[] = [];
  for (let n = 0; n < times; n += 1) {
    // One program: where a Ctrl-C comes between two of a loop, the first having ended by itself, bash goes on with the next.
    await terminal.enter(`cat $(for n in {1..500}; do echo ${path}; done)`);
    await page.waitForTimeout(floodMs);
    await page.evaluate((wanted) => window.bench.watch('prompt', 'c', wanted), PROMPT);
    await page.keyboard.press('Control+c');
    const shown = page.evaluate(() => window.bench.watched('prompt'));
    const seen = await Promise.race([shown, page.waitForTimeout(LOST_AFTER_MS)]);
    if (seen === undefined) {
      prompts.push(LOST_AFTER_MS);
      say('Ctrl-C: no prompt');
      break;
    }
    const { pressedAt, shownAt } = seen;
    await page.waitForTimeout(AFTERMATH_MS);
    stops.push((await gitlab.sent(job)).lastAt - pressedAt);
    prompts.push(shownAt - pressedAt);
    say(`Ctrl-C: stopped after ${milliseconds(stops.at(-1) ?? 0)}, prompt after ${milliseconds(prompts.at(-1) ?? 0)}`);
  }
  await stage.closeAll();
  const what = `Ctrl-C after ${floodMs / 1000} s of a ${kind} flood, ${times} times`;
  const judged = kind !== 'mixed';
  const row = (name: string, values: readonly number[], barMs: number): Row => {
    const p95 = percentile(values, 0.95);
    const measured = `p50 ${milliseconds(percentile(values, 0.5))}, p95 ${milliseconds(p95)}`;
    const bar = judged ? `p95 < ${barMs} ms` : '';
    return { what: `${what}: ${name}`, measured, ratio: '', bar, met: judged ? p95 < barMs : null };
  };
  return [row('stopped at the server', stops, 100), row('prompt on the screen', prompts, 300)];
}
