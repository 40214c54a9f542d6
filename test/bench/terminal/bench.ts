/**
 * `npm run bench -- terminal [--only ROW] [--quick] [--runs N]`: how fast output and keys get through simulated GitLab,
 * core, browser door and xterm in Chromium, against the same bytes straight into an xterm of the same page.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureStream } from './rows/one-stream.ts';
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
      rows.push(...(await measurement.measure(stage, effort)));
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
