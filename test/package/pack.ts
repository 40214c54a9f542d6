/**
 * Makes packages of the built app for this machine, with electron-builder and the Electron that is here.
 * electron-builder.yml says how; changed is only what another Electron, another version and a driver need.
 * Electron-builder runs in a process of its own: `tsx test/package/pack.ts REQUEST`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuseOptionsV1 } from 'app-builder-lib';
import { getConfig } from 'app-builder-lib/out/util/config/config.js';
import { build, type Configuration } from 'electron-builder';
import { repositoryRoot } from '../e2e/machine.ts';
import type { Runtime } from './runtime.ts';
import { builderTools } from './tools.ts';

export type LinuxTarget = 'dir' | 'tar.gz' | 'AppImage' | 'deb';

export interface PackRequest {
  readonly runtime: Runtime;
  readonly targets: readonly LinuxTarget[];
  readonly outDir: string;
  /** Leaves the one fuse open that Playwright's Electron driver comes in by. */
  readonly drivable?: boolean;
  /** Instead of package.json's. */
  readonly version?: string;
}

/** Versions before this take the compat build of the same sources. */
const FIRST_MAJOR_OF_THE_BUILD = 30;

const COMPAT_FILES = ['package.json', 'dist/compat/electron/**', 'dist/compat/renderer/**', '!node_modules/**'];

const FIRST_MAJOR_WITH_FILE_PRIVILEGES_FUSE = 28;

/** electron-builder.yml with what this request changes. */
export function configurationFor(request: PackRequest, ours: Configuration): Configuration {
  const { runtime, version } = request;
  const fuses: FuseOptionsV1 = { ...ours.electronFuses };
  // Named by @electron/fuses as beyond the end of an older Electron's row of fuses.
  if (runtime.major < FIRST_MAJOR_WITH_FILE_PRIVILEGES_FUSE) delete fuses.grantFileProtocolExtraPrivileges;
  if (request.drivable === true) fuses.enableNodeCliInspectArguments = true;
  const compat = runtime.major < FIRST_MAJOR_OF_THE_BUILD;
  return {
    ...ours,
    electronDist: runtime.dist,
    electronVersion: runtime.version,
    electronFuses: fuses,
    directories: { ...ours.directories, output: request.outDir },
    // Neither speed nor size of the packing is what is tested.
    compression: 'store',
    deb: { ...ours.deb, compression: 'gz' },
    publish: null,
    ...(compat ? { files: COMPAT_FILES } : {}),
    extraMetadata: {
      ...ours.extraMetadata,
      ...(compat ? { main: 'dist/compat/electron/main.cjs' } : {}),
      ...(version === undefined ? {} : { version }),
    },
  };
}

/** Throws what electron-builder printed where it failed. */
export function packApp(request: PackRequest): void {
  const tools = mkdtempSync(join(tmpdir(), 'jobdeck-tools-'));
  try {
    rmSync(request.outDir, { recursive: true, force: true });
    mkdirSync(request.outDir, { recursive: true });
    const script = fileURLToPath(import.meta.url);
    const ran = spawnSync(process.execPath, ['--import', 'tsx', script, JSON.stringify(request)], {
      cwd: repositoryRoot,
      env: { ...process.env, ...(request.targets.every((target) => target === 'dir') ? {} : builderTools(tools)) },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (ran.status !== 0) throw new Error(`electron-builder failed:\n${ran.stdout}${ran.stderr}`);
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
}

/** The program in what the target `dir` makes. */
export function unpackedProgram(outDir: string): string {
  return join(outDir, process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked', 'jobdeck');
}

async function run(request: PackRequest): Promise<void> {
  const path = join(request.outDir, 'electron-builder.json');
  // A file takes the place of electron-builder.yml, where an object would only add to it.
  writeFileSync(path, JSON.stringify(configurationFor(request, await getConfig(repositoryRoot, null, null))));
  await build({
    projectDir: repositoryRoot,
    config: path,
    linux: [...request.targets],
    publish: 'never',
    [process.arch === 'arm64' ? 'arm64' : 'x64']: true,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  run(JSON.parse(process.argv[2] ?? '') as PackRequest).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
