/** Makes the packages once for all files of this folder: it takes about a minute and a half. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { repositoryRoot } from '../../e2e/machine.ts';
import { packApp, unpackedProgram } from '../pack.ts';
import { findRuntime, type Runtime } from '../runtime.ts';
import { missingTools } from '../tools.ts';

/** Lower than any version that package.json will have. */
export const OLDER_VERSION = '0.0.1';

export interface Packages {
  readonly runtime: Runtime;
  /** The program in the unpacked app. */
  readonly program: string;
  readonly tarGz: string;
  readonly appImage: string;
  readonly deb: string;
  /** The same app as `OLDER_VERSION`. */
  readonly olderDeb: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Or why there are none. */
    packages: Packages | string;
  }
}

function make(folder: string): Packages | string {
  if (process.platform !== 'linux') return 'packages are tried on Linux only';
  const runtime = findRuntime();
  if (runtime === null) return 'no folder with an Electron runtime here';
  if (!existsSync(join(repositoryRoot, 'dist/built.json'))) return 'the app is not built: npm run build';
  const missing = missingTools();
  if (missing.length > 0) return `not on this machine: ${missing.join(', ')}`;

  const outDir = join(folder, 'now');
  const olderDir = join(folder, 'older');
  if (!existsSync(olderDir)) {
    packApp({ runtime, outDir, targets: ['dir', 'tar.gz', 'AppImage', 'deb'] });
    packApp({ runtime, outDir: olderDir, targets: ['deb'], version: OLDER_VERSION });
  }
  const find = (dir: string, ending: string) =>
    join(dir, readdirSync(dir).find((name) => name.endsWith(ending)) ?? `nothing${ending}`);
  return {
    runtime,
    program: unpackedProgram(outDir),
    tarGz: find(outDir, '.tar.gz'),
    appImage: find(outDir, '.AppImage'),
    deb: find(outDir, '.deb'),
    olderDeb: find(olderDir, '.deb'),
  };
}

export function setup({ provide }: TestProject): () => void {
  // For who works on these tests: made once, into the folder named, and taken from there.
  const kept = process.env.JOBDECK_KEPT_PACKAGES || null;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'jobdeck-packages-'));
  const packages = make(folder);
  if (typeof packages === 'string') console.log(`jobdeck: NO PACKAGE WAS TRIED: ${packages}`);
  provide('packages', packages);
  return () => {
    if (kept === null) rmSync(folder, { recursive: true, force: true });
  };
}
