/** One terminal takes one long stream, against the same bytes straight into an xterm of the same page. */
import { digestOf } from '../digest.ts';
import { cpuSecondsOf } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { firstLine, makeStream, type StreamKind } from '../streams.ts';
import { median, perCent, type Row, seconds } from '../table.ts';
import { timeOfSource } from './source.ts';

interface Run {
  readonly ceilingMs: number;
  readonly relayMs: number;
  /** For a client that only reads. */
  readonly sourceMs: number;
  /** Null where parts may be left out of the view. */
  readonly sameBytes: boolean | null;
  readonly sameBuffer: boolean;
  readonly sameTranscript: boolean;
  /** Seconds of CPU: of the page's process for either, and of the other two for the relay. */
  readonly cpu: { readonly ceiling: number; readonly relay: number; readonly core: number; readonly gitlab: number };
}

async function runOnce(stage: Stage, kind: StreamKind, bytes: number): Promise<Run> {
  const { page, gitlab } = stage;
  const job = `${kind} ${crypto.randomUUID().slice(0, 8)}`;
  const terminal = await stage.open(job);
  await gitlab.prepare(kind, bytes);
  const stream = makeStream(kind, bytes);
  const sent = await digestOf(stream);

  const sourceMs = await timeOfSource(stage);
  const rendererPids = await stage.rendererPids();
  const used = async <T>(pids: readonly number[], task: Promise<T>): Promise<[T, number]> => {
    const before = cpuSecondsOf(pids);
    const value = await task;
    return [value, cpuSecondsOf(pids) - before];
  };
  const [ceiling, ceilingCpu] = await used(
    rendererPids,
    page.evaluate(([what, size]) => window.bench.ceiling(what, size), [kind, bytes] as const),
  );

  // The shell waits until the screen has been looked at. What it prints itself must have come: it is not the stream's.
  await terminal.enter("printf 'wai%s\\r\\n' ting; read -rs");
  await page.waitForFunction(() => window.bench.shows('waiting'));
  await page.evaluate(
    ([mark, size]) => {
      window.bench.watch('shown');
      if (mark !== null) window.bench.watch('received', mark, size, 'shown');
    },
    [kind === 'mixed' ? firstLine(kind, bytes) : null, stream.length] as const,
  );
  const shown = page.evaluate(() => window.bench.watched('shown'));
  const all = Promise.all([used(rendererPids, shown), used([stage.corePid], shown), used([gitlab.pid], shown)]);
  await gitlab.print(job);
  const [[relay, relayCpu], [, core], [, gitlabCpu]] = await all;
  const run = {
    ceilingMs: ceiling.ms,
    relayMs: relay.ms,
    sourceMs,
    sameBytes: kind === 'mixed' ? (await page.evaluate(() => window.bench.watched('received'))) === sent : null,
    sameBuffer: ceiling.buffer === relay.buffer,
    cpu: { ceiling: ceilingCpu, relay: relayCpu, core, gitlab: gitlabCpu },
  };
  const transcript = await page.evaluate(([mark, size]) => window.bench.transcript(mark, size), [
    firstLine(kind, bytes),
    stream.length,
  ] as const);
  await page.keyboard.press('Enter');
  await stage.closeAll();
  return { ...run, sameTranscript: transcript === sent };
}

export async function measureStream(
  stage: Stage,
  kind: StreamKind,
  bytes: number,
  runs: number,
  say: (line: string) => void,
): Promise<Row> {
  const all: Run[] = [];
  for (let n = 0; n < runs; n += 1) {
    const run = await runOnce(stage, kind, bytes);
    const cpu = Object.entries(run.cpu).map(([who, used]) => `${who} ${used.toFixed(1)} s`);
    say(
      `${kind}: ceiling ${seconds(run.ceilingMs)}, relay ${seconds(run.relayMs)}, source alone ${seconds(run.sourceMs)}; CPU: ${cpu.join(', ')}`,
    );
    all.push(run);
  }
  const whole = all.every((run) => run.sameBytes !== false && run.sameBuffer && run.sameTranscript);
  const speed = (ms: number) => `${(bytes / 1e3 / ms).toFixed(1)} MB/s`;
  const relayMs = median(all.map((run) => run.relayMs));
  const ceilingMs = median(all.map((run) => run.ceilingMs));
  const integrity = [
    kind !== 'mixed' ? '' : all.every((run) => run.sameBytes) ? 'bytes the same' : 'BYTES DIFFER',
    all.every((run) => run.sameBuffer) ? 'buffer the same' : 'BUFFER DIFFERS',
    all.every((run) => run.sameTranscript) ? 'transcript the same' : 'TRANSCRIPT DIFFERS',
  ]
    .filter((text) => text !== '')
    .join(', ');
  if (kind === 'mixed') {
    const share = median(all.map((run) => run.ceilingMs / run.relayMs));
    return {
      what: `one terminal, ${bytes / 1e6} MB mixed ANSI`,
      measured: `${speed(relayMs)} of ${speed(ceilingMs)}; ${integrity}`,
      ratio: perCent(share),
      bar: '≥ 80 % of the ceiling',
      met: share >= 0.8 && whole,
    };
  }
  const share = median(all.map((run) => run.relayMs / run.ceilingMs));
  return {
    what: `one terminal, ${bytes / 1e6} MB ${kind} log`,
    measured: `${seconds(relayMs)} against ${seconds(ceilingMs)}, with ${seconds(median(all.map((run) => run.sourceMs)))} for a client that only reads; ${integrity}`,
    ratio: share.toFixed(2),
    bar: '≤ 1/3 of the ceiling’s time',
    met: share <= 1 / 3 && whole,
  };
}
