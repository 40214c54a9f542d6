import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { JobdeckError } from '../errors.ts';
import { writeAll } from './write-all.ts';

export type Write = (bytes: Uint8Array) => Promise<void>;

/**
 * The file is there whole or not at all; an older one of that name stays until then. Rejects with `disk` and what to do
 * when the system refuses, and as `produce` does.
 */
export async function writeWhole(
  path: string,
  produce: (write: Write) => Promise<void>,
  create: (path: string) => Promise<Pick<FileHandle, 'writev' | 'sync' | 'close'>> = (at) => open(at, 'wx', 0o600),
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(4).toString('hex')}.part`);
  try {
    const handle = await create(temporary);
    try {
      await produce((bytes) => writeAll(handle, [bytes], null));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw toDiskError(error, dirname(path));
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);
const GONE = new Set(['ENOENT', 'ENOTDIR']);

function toDiskError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof JobdeckError || typeof code !== 'string') return error;
  const refusal = (message: string, next: string) => new JobdeckError('disk', message, next);
  if (FULL.has(code)) {
    return refusal(
      `There is not enough room in ${folder} (${code}).`,
      'Make room there, or choose another disk. Nothing was left behind.',
    );
  }
  if (FORBIDDEN.has(code)) return refusal(`${folder} cannot be written to (${code}).`, 'Choose another folder.');
  if (GONE.has(code)) return refusal(`${folder} is not there any more (${code}).`, 'Choose another folder.');
  return refusal(`The file could not be written (${code}).`, 'Choose another place.');
}
