import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export type ElectronSearch =
  | { readonly found: true; readonly program: string; readonly major: number }
  /** `why` completes "Using the browser door: …". */
  | { readonly found: false; readonly why: string };

const PROGRAM_IN_DIST: Partial<Record<NodeJS.Platform, string>> = {
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
};
const VERSION_LIMIT_MS = 20_000;
const INSTALL_LIMIT_MS = 180_000;

/** Asked as plain Node, since that needs neither a display nor a sandbox. */
function majorOf(program: string): number | null {
  const { stdout } = spawnSync(program, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    timeout: VERSION_LIMIT_MS,
  });
  const major = Number.parseInt(stdout ?? '', 10);
  return Number.isNaN(major) ? null : major;
}

/** Where the installed package keeps its runtime; null while there is none (the package fetches it later). */
function installedProgram(packageDir: string): string | null {
  try {
    const program = join(packageDir, 'dist', readFileSync(join(packageDir, 'path.txt'), 'utf8'));
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

/** Electron's package no longer fetches its runtime while it is installed (42 and newer), but offers to. */
function fetchRuntime(packageDir: string): boolean {
  const installer = join(packageDir, 'install.js');
  if (!existsSync(installer)) return false;
  return spawnSync(process.execPath, [installer], { stdio: 'ignore', timeout: INSTALL_LIMIT_MS }).status === 0;
}

/** `mayFetch`: only where someone sits and can see why it takes a while. */
export function findElectron(repoDir: string, env: Env, mayFetch: boolean): ElectronSearch {
  const named = env.JOBDECK_ELECTRON;
  const distDir = env.ELECTRON_OVERRIDE_DIST_PATH;
  const packageDir = join(repoDir, 'node_modules', 'electron');

  let program: string | null;
  if (named) program = named;
  else if (distDir) program = join(distDir, PROGRAM_IN_DIST[process.platform] ?? 'electron');
  else {
    program = installedProgram(packageDir);
    if (program === null && mayFetch && fetchRuntime(packageDir)) program = installedProgram(packageDir);
  }
  if (program === null) {
    return { found: false, why: 'the Electron runtime is not installed (`npx install-electron` fetches it)' };
  }

  const major = majorOf(program);
  if (major === null) return { found: false, why: `${program} cannot be run as Electron` };
  return { found: true, program, major };
}
