import { describe, expect, it } from 'vitest';
import { BUILDS, grown, isBuilt, overruns, readBudgets, readReport, type Weight, weigh } from './budgets.ts';

const gzipOf = (chunks: readonly { readonly gzipBytes: number }[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.gzipBytes, 0);

// `npm test` and the pipelines build first.
describe.skipIf(!isBuilt())('the built files', () => {
  it.each(BUILDS)('%s keeps to its budgets', (build) => {
    expect(overruns(readBudgets(), weigh(readReport(build))).join('\n')).toBe('');
  });

  it('has a page whose first code is at most 350 kB, gzipped', () => {
    const first = readReport('renderer').filter(({ file, first }) => first && file.endsWith('.js'));
    expect(first.length).toBeGreaterThan(0);
    expect(gzipOf(first)).toBeLessThanOrEqual(350_000);
  });

  it('opens the window before the heavy parts of main are read', () => {
    const first = readReport('main').filter((chunk) => chunk.first);
    const packages = first.flatMap(({ from }) => Object.keys(from).filter((name) => !name.startsWith('electron/')));
    expect(packages).toEqual([]);
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(80_000);
  });

  it.each(['main', 'serve'] as const)(
    'keeps the terminal of exports off %s’s thread, and their program out of its start',
    (build) => {
      const report = readReport(build);
      const withTerminal = report.filter(({ from }) => Object.keys(from).some((name) => name.startsWith('@xterm/')));
      expect(withTerminal.map(({ file }) => file)).toEqual([]);
      const programs = report.filter(
        ({ from }) => (from['electron/core/transcripts/export-program.ts'] ?? 0) > 100_000,
      );
      expect(programs.map(({ file, first }) => ({ file, first }))).toEqual([
        { file: `dist/electron/${build}/export-program.mjs`, first: false },
      ]);
    },
  );

  it('draws the list before the code of terminals is read', () => {
    for (const { file, from } of readReport('renderer').filter((chunk) => chunk.first)) {
      expect([file, ...Object.keys(from)].filter((name) => /xterm|cmdk|dnd-kit/.test(name))).toEqual([]);
    }
  });
});

describe('an overrun', () => {
  const budget: Weight = {
    bytes: 9_000,
    gzipBytes: 3_000,
    from: { react: 5_000, 'renderer/App.tsx': 2_000, gone: 900 },
  };

  it('names the file, its sizes and what grew, most first', () => {
    const now: Weight = {
      bytes: 21_000,
      gzipBytes: 3_000,
      from: { react: 6_000, 'renderer/App.tsx': 2_100, lodash: 12_900 },
    };
    expect(overruns({ 'index.js': budget }, { 'index.js': now })).toEqual([
      'index.js: 21.0 kB raw, budget 9.0 kB\n  +12.9 kB  lodash (new)\n  +1.0 kB  react (5.0 kB → 6.0 kB)',
    ]);
  });

  it('is also a file that nobody planned', () => {
    expect(overruns({}, { 'new.js': budget })).toEqual(['new.js (3.0 kB gzip) has no budget']);
  });

  it('is none while a file keeps to both of its sizes', () => {
    expect(overruns({ 'index.js': budget }, { 'index.js': budget })).toEqual([]);
  });

  it('does not blame what stayed or shrank', () => {
    expect(grown({ a: 5_000, b: 5_000 }, { a: 5_000, b: 4_000 })).toEqual([]);
  });
});

it('chunks that share a name share a budget', () => {
  const chunk = { file: 'chunk.mjs', first: true, bytes: 10, gzipBytes: 5, from: { a: 10 } };
  expect(weigh([chunk, { ...chunk, from: { a: 4, b: 6 } }])).toEqual({
    'chunk.mjs': { bytes: 20, gzipBytes: 10, from: { a: 14, b: 6 } },
  });
});
