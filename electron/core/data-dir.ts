import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { JobdeckError } from './errors.ts';

/** The folder that holds everything Jobdeck keeps; one process at a time. */
export interface DataDir {
  readonly path: string;
  /** Terminal output, a folder per session. */
  readonly transcriptsDir: string;
  file(name: string): string;
  /** Lets another process in. May be called twice. */
  release(): void;
}

const lockSchema = z.object({ pid: z.number().int().positive(), born: z.string().nullable() });
type Lock = z.infer<typeof lockSchema>;

/** What `writeFileAtomic` leaves of a run that was killed. */
const HALF_WRITTEN = /^\..+\.json\.\d+\.tmp$/;

/** Makes the folder for its user alone and takes its lock. Throws `disk`, also when another Jobdeck has it. */
export function openDataDir(path: string): DataDir {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32') chmodSync(path, 0o700);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new JobdeckError('disk', `The data directory cannot be made (${code}).`, 'Give another one with --data-dir.');
  }
  const lockFile = join(path, 'jobdeck.lock');
  takeLock(lockFile);
  for (const name of readdirSync(path)) if (HALF_WRITTEN.test(name)) rmSync(join(path, name), { force: true });

  const transcriptsDir = join(path, 'transcripts');
  mkdirSync(transcriptsDir, { recursive: true, mode: 0o700 });

  let held = true;
  return {
    path,
    transcriptsDir,
    file: (name) => join(path, name),
    release() {
      if (!held) return;
      held = false;
      if (readLock(lockFile)?.pid === process.pid) rmSync(lockFile, { force: true });
    },
  };
}

function takeLock(lockFile: string): void {
  const mine: Lock = { pid: process.pid, born: birthOf(process.pid) };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const handle = openSync(lockFile, 'wx', 0o600);
      writeSync(handle, JSON.stringify(mine));
      closeSync(handle);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new JobdeckError('disk', `The data directory cannot be locked (${code}).`);
    }
    const holder = readLock(lockFile);
    if (holder !== null && isAlive(holder)) {
      throw new JobdeckError(
        'disk',
        `Another Jobdeck (process ${holder.pid}) uses this data directory.`,
        'Use that one, or give another directory with --data-dir.',
      );
    }
    clearStale(lockFile, holder);
  }
  throw new JobdeckError('disk', 'The data directory cannot be locked.');
}

/** Renames before it deletes, so that of two processes that saw the same stale lock only one can remove a fresh one. */
function clearStale(lockFile: string, seen: Lock | null): void {
  const taken = `${lockFile}.${process.pid}`;
  try {
    renameSync(lockFile, taken);
    const got = readLock(taken);
    if (got?.pid !== seen?.pid && got !== null && isAlive(got)) renameSync(taken, lockFile);
    else unlinkSync(taken);
  } catch {
    // another process was faster; the next attempt sees its lock
  }
}

function readLock(lockFile: string): Lock | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(lockFile, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive({ pid, born }: Lock): boolean {
  if (pid === process.pid) return born === birthOf(pid);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and someone else's
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = birthOf(pid);
  return born === null || now === null || born === now;
}

/** When a process began, by Linux's own count (proc(5), field 22): a number may have been given to another since. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
