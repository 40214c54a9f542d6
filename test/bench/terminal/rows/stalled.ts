/** A page that stands still behind a real nginx with its default time-outs, while a shell goes on printing. */
import type { Snapshot } from '../../../../electron/contract.ts';
import { createDigest } from '../digest.ts';
import { watchResident } from '../processes.ts';
import { PROMPT, type Stage } from '../stage.ts';
import { firstLine, makeStream } from '../streams.ts';
import { megabytes, type Row, seconds } from '../table.ts';

/** Nothing of it can be left out, so that every byte has to reach the page. */
const KIND = 'mixed';
const PART_BYTES = 50_000_000;
const BAR_MB = 32;

export async function measureStalled(
  stage: Stage,
  bytes: number,
  stalledMs: number,
  budget: string,
): Promise<readonly Row[]> {
  const { page, gitlab } = stage;
  const parts = Math.ceil(bytes / PART_BYTES);
  const path = await gitlab.writeStream(KIND, PART_BYTES);
  const part = makeStream(KIND, PART_BYTES);
  const expected = createDigest();
  for (let n = 0; n < parts; n += 1) expected.add(part);

  const terminal = await stage.open('behind nginx');
  // core has seen a flood before: what it keeps for one is not growth
  await terminal.enter(`stty -opost; head -c 20000000 ${path} | tr = x; printf '\\r\\nwarm\\r\\n'`);
  // what is typed while it runs is echoed by the tty once that has room, which may be in the midst of what follows
  await page.waitForFunction(() => window.bench.shows('warm'), undefined, { timeout: 600_000 });
  await page.evaluate(([mark, size]) => window.bench.watch('received', mark, size), [
    firstLine(KIND, PART_BYTES),
    parts * part.length,
  ] as const);
  const pids = await stage.rendererPids();
  await terminal.enter(`for ((n=0;n<${parts};n++)); do cat ${path}; done; stty opost`);
  await page.waitForTimeout(500);
  const resident = watchResident([stage.corePid]);
  const before = resident.peakMb;
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const sentBefore = (await gitlab.sent('behind nginx')).bytes;
  await new Promise((resolve) => setTimeout(resolve, stalledMs));
  const sent = (await gitlab.sent('behind nginx')).bytes - sentBefore;
  const grown = resident.peakMb - before;
  resident.stop();
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  const wokeAt = Date.now();
  const whole = (await page.evaluate(() => window.bench.watched('received'))) === (await expected.done());
  const caughtUpMs = Date.now() - wokeAt;
  const lives = await page.evaluate(async () => {
    const { sessions } = (await window.bench.call('snapshot')) as Snapshot;
    return sessions.every(({ state, shellNumber }) => state.status === 'open' && shellNumber === 1);
  });
  await page.waitForFunction((prompt) => window.bench.cursorRow().startsWith(prompt), PROMPT, { timeout: 600_000 });
  await stage.closeAll();
  return [
    {
      what: `page stopped for ${stalledMs / 1000} s behind nginx, ${(parts * PART_BYTES) / 1e6} MB offered${budget}`,
      measured: [
        `core grew by ${megabytes(grown)}, took ${megabytes(sent / 1e6)} meanwhile`,
        lives ? 'session lives' : 'SESSION LOST',
        whole ? `every byte there ${seconds(caughtUpMs)} after` : 'BYTES DIFFER',
      ].join('; '),
      ratio: '',
      bar: `< ${BAR_MB} MB, lives, every byte`,
      met: grown < BAR_MB && lives && whole,
    },
  ];
}
