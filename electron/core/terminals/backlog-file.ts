import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segments } from './backlog.ts';

/**
 * Segments as files in a folder of their own, for this user alone. The folder is made when the first byte needs it.
 * Files are opened for each call: calls are large, and no descriptor is left behind.
 */
export function createSegmentFiles(dir: string): Segments {
  let made = false;
  const pathOf = (segment: number) => join(dir, `${String(segment).padStart(6, '0')}.bytes`);

  async function withFile<T>(path: string, flags: number, run: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = await open(path, flags, 0o600);
    try {
      return await run(handle);
    } finally {
      await handle.close();
    }
  }

  return {
    async write(segment, position, bytes) {
      if (!made) await mkdir(dir, { recursive: true, mode: 0o700 });
      made = true;
      await withFile(pathOf(segment), constants.O_WRONLY | constants.O_CREAT, async (handle) => {
        let at = position;
        for (const part of bytes) {
          await writeAll(handle, part, at);
          at += part.length;
        }
      });
    },
    async read(segment, position, length) {
      const bytes = new Uint8Array(length);
      await withFile(pathOf(segment), constants.O_RDONLY, async (handle) => {
        for (let done = 0; done < length; ) {
          const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
          if (bytesRead === 0) throw Object.assign(new Error('a segment is shorter than it was'), { code: 'ESHORT' });
          done += bytesRead;
        }
      });
      return bytes;
    },
    drop(segment) {
      // a file that stays is removed with its folder
      rm(pathOf(segment), { force: true }).catch(() => {});
    },
    async dispose() {
      if (made) await rm(dir, { recursive: true, force: true }).catch(() => {});
    },
  };
}

/** A nearly full disk takes a part and says so only at the next write. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('the disk takes nothing'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}
