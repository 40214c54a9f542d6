/** `npm run test:e2e`: the end-to-end specs on every door this machine has. Arguments go on to Playwright. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packApp, unpackedProgram } from '../package/pack.ts';
import { findRuntime } from '../package/runtime.ts';
import { findElectron, findProgram, prepareMachine, repositoryRoot } from './machine.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const PACKAGED_DIR = join(repositoryRoot, 'test-results/packaged');

const say = (line: string) => console.log(`jobdeck: ${line}`);

export function buildApp(): boolean {
  say('building');
  const built = spawnSync(process.execPath, ['--import', 'tsx', 'electron/build.ts'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return built.status === 0;
}

interface Packaged {
  /** Null where it was not made. */
  readonly program: string | null;
  readonly failed: boolean;
  readonly says: string;
}

/** The built app as users install it, but open to a driver. */
function packageApp(): Packaged {
  const runtime = process.platform === 'linux' ? findRuntime() : null;
  if (runtime === null) {
    return { program: null, failed: false, says: 'THE PACKAGED APP WAS NOT RUN: no Electron folder to package here' };
  }
  say(`packaging with Electron ${runtime.version}`);
  try {
    packApp({ runtime, targets: ['dir'], outDir: PACKAGED_DIR, drivable: true });
    return { program: unpackedProgram(PACKAGED_DIR), failed: false, says: 'and the packaged app' };
  } catch (error) {
    return { program: null, failed: true, says: `NOT PACKAGED: ${error instanceof Error ? error.message : error}` };
  }
}

/** Needs the built app. Counts a run that never got to its tests as one failure. */
export function runEndToEnd(args: readonly string[]): Counts {
  const machine = prepareMachine(say);
  for (const line of machine.missing) say(line);
  if (!machine.browser) {
    say('the end-to-end specs were not run: no browser. On Debian: apt-get install chromium');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const electron = findElectron();
  const xvfb = process.platform === 'linux' ? findProgram('xvfb-run') : null;
  const display = xvfb !== null || process.platform !== 'linux' || process.env.DISPLAY !== undefined;
  const desktop = electron !== null && display;
  const packaged = desktop ? packageApp() : null;
  say(
    desktop
      ? `end-to-end specs: browser door, desktop door on ${electron}; ${packaged?.says}`
      : `end-to-end specs: browser door only. THE DESKTOP DOOR WAS NOT RUN: ${
          electron === null ? 'no Electron runtime here (JOBDECK_ELECTRON names one)' : 'no display and no xvfb-run'
        }`,
  );

  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-e2e-'));
  const report = join(folder, 'report.json');
  try {
    const playwright = [process.execPath, 'node_modules/@playwright/test/cli.js', 'test', ...args];
    if (!desktop && electron !== null) playwright.push('--project=browser');
    // Without -noreset the server starts anew when its last client leaves, and refuses whoever comes meanwhile.
    const server = '-screen 0 1440x900x24 -noreset';
    const command = desktop && xvfb !== null ? [xvfb, '-a', '-s', server, ...playwright] : playwright;
    const ran = spawnSync(command[0] as string, command.slice(1), {
      cwd: repositoryRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, JOBDECK_E2E_JSON: report, JOBDECK_PACKAGED: packaged?.program ?? '' },
    });
    const counts = readCounts(report);
    const fine = ran.status === 0 && packaged?.failed !== true;
    return fine || counts.failed > 0 ? counts : { ...counts, failed: counts.failed + 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(path: string): Counts {
  try {
    const { stats } = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    };
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const counts = buildApp() ? runEndToEnd(process.argv.slice(2)) : { passed: 0, failed: 1, skipped: 0 };
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
