/**
 * `npm test`: gets the machine ready, builds, runs the unit tests and then the end-to-end specs on each door.
 * The last line sums up: `N passed, N failed`, and `, N skipped` where some were.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareMachine, repositoryRoot } from './e2e/machine.ts';
import { buildApp, type Counts, runEndToEnd } from './e2e/run.ts';

const say = (line: string) => console.log(`jobdeck: ${line}`);

function runUnitTests(): Counts {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-unit-'));
  const report = join(folder, 'report.json');
  try {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'];
    const ran = spawnSync(process.execPath, [...args, `--outputFile.json=${report}`], {
      cwd: repositoryRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const counts = readCounts(report);
    // A file that does not load, or an error outside any test, fails the run without failing a test.
    return ran.status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(path: string): Counts {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>;
    return {
      passed: report.numPassedTests ?? 0,
      failed: report.numFailedTests ?? 0,
      skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const startedAt = Date.now();
prepareMachine(say);

const parts: Counts[] = [];
if (buildApp()) {
  say('unit tests');
  parts.push(runUnitTests());
  parts.push(runEndToEnd([]));
} else {
  say('the build failed');
  parts.push({ passed: 0, failed: 1, skipped: 0 });
}

const total = parts.reduce((sum, part) => ({
  passed: sum.passed + part.passed,
  failed: sum.failed + part.failed,
  skipped: sum.skipped + part.skipped,
}));
say(`took ${Math.round((Date.now() - startedAt) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;
