/**
 * `npm run bench -- terminal [--only ROW] [--quick] [--runs N]`: how fast output and keys get through simulated GitLab,
 * core, browser door and xterm in Chromium, against the same bytes straight into an xterm of the same page.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startNginx } from '../../e2e/nginx.ts';
import { measureEcho } from './rows/echo.ts';
import { measureEight } from './rows/eight.ts';
import { measureHidden, measureIdle } from './rows/idle.ts';
import { measureInterrupt } from './rows/interrupt.ts';
import { measureStream } from './rows/one-stream.ts';
import { measurePaste } from './rows/paste.ts';
import { measurePeer } from './rows/peer.ts';
import { measureStalled } from './rows/stalled.ts';
import { type Stage, type StageOptions, setStage } from './stage.ts';
import { type Row, tableOf } from './table.ts';

interface Effort {
  readonly quick: boolean;
  readonly runs: number;
  say(line: string): void;
}

interface Measurement {
  readonly options?: StageOptions;
  measure(stage: Stage, effort: Effort): Promise<readonly Row[]>;
}

const MB = 1_000_000;
const NGINX_DEFAULT_SECONDS = 60;
/** A row that hangs must not take the others with it. */
const LIMIT_MS = 20 * 60_000;

/** As GitLab's documentation sets it up, with the time-outs that it leaves alone. */
const throughNginx: StageOptions['between'] = (url, folder) =>
  startNginx(join(folder, 'nginx'), url, NGINX_DEFAULT_SECONDS);

const measurements: Readonly<Record<string, Measurement>> = {
  mixed: {
    measure: async (stage, { quick, runs, say }) => [
      await measureStream(stage, 'mixed', (quick ? 10 : 50) * MB, runs, say),
    ],
  },
  log: {
    async measure(stage, { quick, runs, say }) {
      const bytes = (quick ? 30 : 100) * MB;
      return [
        await measureStream(stage, 'plain', bytes, runs, say),
        await measureStream(stage, 'coloured', bytes, runs, say),
      ];
    },
  },
  interrupt: {
    measure: async (stage, { quick, say }) => [
      ...(await measureInterrupt(stage, 'coloured', quick ? 3_000 : 10_000, quick ? 5 : 20, say)),
      ...(await measureInterrupt(stage, 'mixed', quick ? 3_000 : 10_000, 1, say)),
    ],
  },
  eight: { measure: (stage, { quick }) => measureEight(stage, quick ? 40 : 100) },
  stalled: {
    options: { between: throughNginx },
    measure: (stage, { quick }) => measureStalled(stage, (quick ? 200 : 1000) * MB, quick ? 30_000 : 180_000, ''),
  },
  budget: {
    options: { between: throughNginx, preferences: { transcriptMegabytes: 64 } },
    measure: (stage, { quick }) =>
      measureStalled(stage, (quick ? 200 : 1000) * MB, quick ? 30_000 : 180_000, ', disk budget 64 MB'),
  },
  echo: { measure: (stage, { quick }) => measureEcho(stage, quick ? 300 : 2_000) },
  paste: {
    options: { preferences: { confirmMultilinePaste: false } },
    measure: (stage) => measurePaste(stage, MB),
  },
  idle: {
    measure: (stage, { quick }) => measureIdle(stage, quick ? 20 : 100, quick ? 10_000 : 60_000),
  },
  hidden: { measure: (stage) => measureHidden(stage) },
  peer: {
    measure: async (stage, { quick }) => [
      await measurePeer(stage, 'mixed', (quick ? 10 : 50) * MB),
      await measurePeer(stage, 'coloured', (quick ? 30 : 100) * MB),
    ],
  },
};

export async function benchTerminal(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean' }, runs: { type: 'string' } },
  });
  const quick = values.quick ?? false;
  const names = values.only ?? Object.keys(measurements);
  const unknown = names.filter((name) => !(name in measurements));
  if (unknown.length > 0) {
    throw new Error(`no row ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}`);
  }
  const effort: Effort = {
    quick,
    runs: Number(values.runs ?? (quick ? 1 : 3)),
    say: (line) => console.error(`  ${line}`),
  };
  const rows: Row[] = [];
  let browser = '';
  let size = '';
  for (const name of names) {
    const measurement = measurements[name];
    if (measurement === undefined) continue;
    console.error(name);
    const stage = await setStage(measurement.options);
    try {
      browser = stage.browser.version();
      const late = setTimeout(() => void stage.dispose(), LIMIT_MS);
      const measured = await measurement.measure(stage, effort).finally(() => clearTimeout(late));
      for (const { what, measured: found, ratio } of measured) effort.say(`${what}: ${found} ${ratio}`);
      rows.push(...measured);
      size = stage.size();
    } catch (error) {
      console.error(error);
      rows.push({ what: name, measured: `failed: ${String(error).split('\n')[0]}`, ratio: '', bar: '', met: null });
    } finally {
      await stage.dispose();
    }
  }
  const [cpu] = cpus();
  console.log(
    `\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Node ${process.versions.node}, Chromium ${browser}, terminal ${size}\n`,
  );
  console.log(tableOf(rows));
}
