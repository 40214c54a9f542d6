/** Many open terminals that do nothing: what they cost core, and what a hidden one costs the window. */
import type { Snapshot } from '../../../../electron/contract.ts';
import { cpuSecondsOf, residentMbOf } from '../processes.ts';
import { PROMPT, type Stage } from '../stage.ts';
import { megabytes, type Row } from '../table.ts';

const SETTLE_MS = 15_000;
const FILLED_LINES = 6_000;
const HIDDEN = 8;

export async function measureIdle(stage: Stage, sessions: number, watchMs: number): Promise<readonly Row[]> {
  const { page, gitlab, corePid } = stage;
  for (let n = 1; n <= sessions; n += 1) await gitlab.addJob(`idle ${n}`);
  await page.waitForFunction(
    async (count) => {
      const { feeds } = (await window.bench.call('snapshot')) as Snapshot;
      return feeds.some(({ jobs }) => jobs.length >= count);
    },
    sessions,
    { timeout: 120_000, polling: 1_000 },
  );
  await page.waitForTimeout(SETTLE_MS);
  const before = residentMbOf(corePid);
  await page.evaluate(async () => {
    const { feeds } = (await window.bench.call('snapshot')) as Snapshot;
    for (const { key } of feeds[0]?.jobs ?? []) await window.bench.call('openTerminal', key);
  });
  await page.waitForFunction(
    async (count) => {
      const snapshot = (await window.bench.call('snapshot')) as Snapshot;
      return snapshot.sessions.filter(({ state }) => state.status === 'open').length === count;
    },
    sessions,
    { timeout: 120_000, polling: 1_000 },
  );
  await page.waitForTimeout(SETTLE_MS);
  const cpuBefore = cpuSecondsOf([corePid]);
  await page.waitForTimeout(watchMs);
  const core = (cpuSecondsOf([corePid]) - cpuBefore) / (watchMs / 1000);
  const each = (residentMbOf(corePid) - before) / sessions;
  await stage.closeAll();
  return [
    {
      what: `${sessions} open sessions, idle: core`,
      measured: `${(core * 100).toFixed(1)} % of a core, ${each.toFixed(2)} MB each`,
      ratio: '',
      bar: '< 2 %, < 1 MB each',
      met: core < 0.02 && each < 1,
    },
  ];
}

async function pageMb(stage: Stage): Promise<number> {
  const devtools = await stage.page.context().newCDPSession(stage.page);
  try {
    for (let n = 0; n < 3; n += 1) await devtools.send('HeapProfiler.collectGarbage');
    const used = (await devtools.send('Runtime.getHeapUsage')) as unknown as Readonly<Record<string, number>>;
    return (
      ['usedSize', 'embedderHeapUsedSize', 'backingStorageSize'].reduce((sum, at) => sum + (used[at] ?? 0), 0) / 1e6
    );
  } finally {
    await devtools.detach();
  }
}

export async function measureHidden(stage: Stage): Promise<readonly Row[]> {
  const { page } = stage;
  const fill = async (name: string) => {
    const terminal = await stage.open(name);
    await terminal.enter(
      `for ((n=0;n<${FILLED_LINES};n++)); do echo "$n $RANDOM a line of a log, as long as most are"; done`,
    );
    await page.waitForFunction((prompt) => window.bench.cursorRow().startsWith(prompt), PROMPT);
  };
  await fill('in front');
  const before = await pageMb(stage);
  for (let n = 1; n <= HIDDEN; n += 1) await fill(`hidden ${n}`);
  await stage.show('in front');
  // rows are packed once nothing has changed for ten seconds
  await page.waitForTimeout(SETTLE_MS);
  const each = ((await pageMb(stage)) - before) / HIDDEN;
  await stage.closeAll();
  return [
    {
      what: 'a hidden terminal of 5,000 lines: window',
      measured: megabytes(each),
      ratio: '',
      bar: '≤ 6 MB',
      met: each <= 6,
    },
  ];
}
