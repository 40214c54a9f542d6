import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JobdeckError } from './errors.ts';

/** Something happened to a file that its user should hear of; becomes a notice. */
export interface FileProblem {
  /** Which file, for people: `settings`, `vault`. */
  readonly file: string;
  /** Full sentences. */
  readonly message: string;
  /** Where the unreadable text was put; null when it was left where it is. */
  readonly keptAs: string | null;
}

/**
 * Replaces a file so that at any moment either the old or the new text is there whole, also when the machine stops
 * between two steps. Mode 0600. Synchronous, since the files are a few kilobytes and writes are rare. Throws `disk`.
 */
export function writeFileAtomic(file: string, text: string): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    // a leftover of a killed run may have another owner's mode
    if (existsSync(temporary)) unlinkSync(temporary);
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw diskFailure(file, error);
  }
}

/** Makes the rename itself last; folders cannot be opened on Windows. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Null when there is none. Throws `disk` when it is there and cannot be read. */
export function readFileIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw diskFailure(file, error);
  }
}

/** The copy of the last content that was known to be whole. */
export function lastGoodPath(file: string): string {
  return `${file}.last-good`;
}

/**
 * Keeps an unreadable file beside itself under a dated name, before anything may replace it. A copy and no rename,
 * so that there is no moment without the file. Returns the new path.
 */
export function putAside(file: string, why: string, now: number): string {
  const date = new Date(now).toISOString().slice(0, 19).replace(/:/g, '-');
  for (let attempt = 0; ; attempt += 1) {
    const aside = `${file}.${why}-${date}${attempt === 0 ? '' : `-${attempt}`}`;
    try {
      copyFileSync(file, aside, constants.COPYFILE_EXCL);
      return aside;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 50) throw diskFailure(aside, error);
    }
  }
}

function diskFailure(file: string, error: unknown): JobdeckError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const next = code === 'ENOSPC' ? 'Make room on the disk.' : 'Look at the rights of the data directory.';
  return new JobdeckError('disk', `The file ${basename(file)} cannot be read or written (${code}).`, next);
}
