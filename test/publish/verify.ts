/**
 * `npm run release:verify -- FOLDER`: unpacks the archives that users get, for any system, and reads them back: the fuses
 * in the program are those of electron-builder.yml, app.asar is within its size and holds no map, test or stranger.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { getCurrentFuseWire } from '@electron/fuses';
import yaml from 'js-yaml';
import { repositoryRoot } from '../e2e/machine.ts';
import { contentFaults, type FuseWishes, fuseFaults } from './faults.ts';

interface Unpacked {
  readonly program: string;
  readonly asar: string;
}

function unpack(archive: string, folder: string): void {
  if (archive.endsWith('.tar.gz')) execFileSync('tar', ['-xzf', archive, '-C', folder]);
  else execFileSync('unzip', ['-q', archive, '-d', folder]);
}

/** Where the program and its code lie below an unpacked archive, whichever system it is for. */
function find(folder: string): Unpacked | null {
  for (const base of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) {
    const candidates: readonly Unpacked[] = [
      { program: join(base, 'Contents', 'MacOS', 'Jobdeck'), asar: join(base, 'Contents', 'Resources', 'app.asar') },
      { program: join(base, 'Jobdeck.exe'), asar: join(base, 'resources', 'app.asar') },
      { program: join(base, 'jobdeck'), asar: join(base, 'resources', 'app.asar') },
    ];
    const found = candidates.find(({ program, asar }) => existsSync(program) && existsSync(asar));
    if (found !== undefined) return found;
  }
  return null;
}

async function verify(archive: string, wishes: FuseWishes): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-verify-'));
  try {
    unpack(archive, folder);
    const found = find(folder);
    if (found === null) return ['holds no Jobdeck'];
    const wire = await getCurrentFuseWire(found.program);
    const files = listPackage(found.asar, { isPack: false });
    return [...fuseFaults(wishes, wire), ...contentFaults(files, statSync(found.asar).size)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verifyAll(folder: string): Promise<void> {
  const config = yaml.load(readFileSync(join(repositoryRoot, 'electron-builder.yml'), 'utf8')) as {
    readonly electronFuses: FuseWishes;
  };
  const archives = readdirSync(folder).filter((name) => /\.(tar\.gz|zip)$/.test(name));
  if (archives.length === 0) throw new Error(`no .tar.gz and no .zip in ${folder} to verify`);
  let faulty = 0;
  for (const name of archives) {
    const faults = await verify(join(folder, name), config.electronFuses);
    console.log(faults.length === 0 ? `${name}: as it should be` : `${name}:\n  ${faults.join('\n  ')}`);
    faulty += faults.length;
  }
  if (faulty > 0) process.exitCode = 1;
}

verifyAll(process.argv[2] ?? 'release').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
