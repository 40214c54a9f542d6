import type { FileHandle } from 'node:fs/promises';

/**
 * Writes these one behind the other; `position`: null = where the file stands. A nearly full disk takes a part and says so
 * only at the next write.
 */
export async function writeAll(
  handle: Pick<FileHandle, 'writev'>,
  parts: readonly Uint8Array[],
  position: number | null,
): Promise<void> {
  let left = without(parts, 0);
  for (let done = 0; left.length > 0; ) {
    const { bytesWritten } = await handle.writev(left, position === null ? undefined : position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('the disk takes nothing'), { code: 'ENOSPC' });
    done += bytesWritten;
    left = without(left, bytesWritten);
  }
}

/** What is left of the parts behind the first so many bytes. */
function without(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let gone = bytes;
  return parts.flatMap((part) => {
    const cut = Math.min(gone, part.length);
    gone -= cut;
    return cut === part.length ? [] : [part.subarray(cut)];
  });
}
