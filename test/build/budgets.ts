/**
 * `npm run budgets`: what the built files weigh against their budgets; `-- --write` makes today's weights, and some room,
 * the new budgets. test/build/budgets.test.ts holds the build to them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChunkReport } from '../../electron/build/report.ts';
import { repositoryRoot } from '../e2e/machine.ts';

export interface Weight {
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Source file or package → bytes, as of the day the budget was set. */
  readonly from: Readonly<Record<string, number>>;
}

/** By the file's name without its hash; chunks that share a name share a budget. */
export type Weights = Readonly<Record<string, Weight>>;

export const BUILDS = ['renderer', 'main', 'serve', 'preload'] as const;
const FILE = join(repositoryRoot, 'test/build/budgets.json');
/** Below this a module is no reason for anything. */
const LEAST_BYTES = 400;
const MOST_NAMED = 8;
const ROOM = 1.1;
const ROOM_BYTES = 2_048;

export function readReport(build: (typeof BUILDS)[number]): readonly ChunkReport[] {
  const path = join(repositoryRoot, 'dist/report', `${build}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as readonly ChunkReport[];
}

export const isBuilt = (): boolean => existsSync(join(repositoryRoot, 'dist/built.json'));

function add(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [from, bytes] of Object.entries(b)) sum[from] = (sum[from] ?? 0) + bytes;
  return sum;
}

export function weigh(chunks: readonly ChunkReport[]): Weights {
  const weights: Record<string, Weight> = {};
  for (const { file, bytes, gzipBytes, from } of chunks) {
    const before = weights[file] ?? { bytes: 0, gzipBytes: 0, from: {} };
    weights[file] = {
      bytes: before.bytes + bytes,
      gzipBytes: before.gzipBytes + gzipBytes,
      from: add(before.from, from),
    };
  }
  return weights;
}

const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** What grew most, as lines: `+41.2 kB  lodash (new)`. */
export function grown(before: Weight['from'], now: Weight['from']): readonly string[] {
  return Object.entries(now)
    .map(([from, bytes]) => ({ from, bytes, was: before[from] ?? 0 }))
    .filter(({ bytes, was }) => bytes - was >= LEAST_BYTES)
    .sort((a, b) => b.bytes - b.was - (a.bytes - a.was))
    .slice(0, MOST_NAMED)
    .map(({ from, bytes, was }) =>
      was === 0 ? `+${kb(bytes)}  ${from} (new)` : `+${kb(bytes - was)}  ${from} (${kb(was)} → ${kb(bytes)})`,
    );
}

/** One text for each file that is past its budget or has none. */
export function overruns(budgets: Weights, now: Weights): readonly string[] {
  return Object.entries(now).flatMap(([file, weight]) => {
    const budget = budgets[file];
    if (budget === undefined) return [`${file} (${kb(weight.gzipBytes)} gzip) has no budget`];
    const over = (['gzipBytes', 'bytes'] as const).filter((what) => weight[what] > budget[what]);
    if (over.length === 0) return [];
    const sums = over.map(
      (what) => `${kb(weight[what])} ${what === 'bytes' ? 'raw' : 'gzip'}, budget ${kb(budget[what])}`,
    );
    return [[`${file}: ${sums.join('; ')}`, ...grown(budget.from, weight.from)].join('\n  ')];
  });
}

export function readBudgets(): Weights {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Weights;
}

function withRoom({ bytes, gzipBytes, from }: Weight): Weight {
  const roomy = (size: number): number => Math.ceil((size * ROOM + ROOM_BYTES) / 100) * 100;
  const worth = Object.entries(from).filter(([, size]) => size >= LEAST_BYTES);
  return { bytes: roomy(bytes), gzipBytes: roomy(gzipBytes), from: Object.fromEntries(worth) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const now = weigh(BUILDS.flatMap(readReport));
  if (process.argv.includes('--write')) {
    const budgets = Object.fromEntries(Object.entries(now).map(([file, weight]) => [file, withRoom(weight)]));
    writeFileSync(FILE, `${JSON.stringify(budgets, null, 2)}\n`);
  }
  const budgets = readBudgets();
  for (const [file, { gzipBytes }] of Object.entries(now)) {
    const budget = budgets[file];
    console.log(`${kb(gzipBytes).padStart(10)} of ${budget === undefined ? '–' : kb(budget.gzipBytes)}  ${file}`);
  }
}
