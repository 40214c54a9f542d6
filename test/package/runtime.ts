/** The Electron that a package can be made of here: a folder as Electron's own zip unpacks. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findElectron, repositoryRoot } from '../e2e/machine.ts';

export interface Runtime {
  readonly dist: string;
  readonly version: string;
  readonly major: number;
}

/** Null on a machine without one; an app folder in its resources would be started instead of the package's. */
export function findRuntime(): Runtime | null {
  const program = findElectron();
  const folders = [
    process.env.ELECTRON_OVERRIDE_DIST_PATH,
    ...(program === null ? [] : [dirname(program), join(dirname(program), '../dist')]),
    join(repositoryRoot, 'node_modules/electron/dist'),
  ];
  for (const dist of folders) {
    if (!dist || !existsSync(join(dist, 'version')) || existsSync(join(dist, 'resources/app'))) continue;
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    return { dist, version, major: Number.parseInt(version, 10) };
  }
  return null;
}
