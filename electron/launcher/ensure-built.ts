import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build is made of. */
const SOURCES = [
  'electron',
  'renderer',
  'assets',
  'test/electron',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];
/** The build writes it last. */
export const STAMP = join('dist', 'built.json');

function newestMs(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  // A folder's own time tells of files that were removed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), stats.mtimeMs);
}

/** Builds when a source is newer than the last build. Returns false when the build failed, which has then said why. */
export function ensureBuilt(repoDir: string): boolean {
  const builtMs = newestMs(join(repoDir, STAMP));
  if (SOURCES.every((source) => newestMs(join(repoDir, source)) <= builtMs)) return true;
  const build = spawnSync(process.execPath, ['--import', 'tsx', join('electron', 'build.ts')], {
    cwd: repoDir,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return build.status === 0;
}
