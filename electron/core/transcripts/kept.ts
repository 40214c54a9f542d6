import { stat } from 'node:fs/promises';
import { readMeta, type TranscriptMeta } from './meta.ts';
import { endOfSegmentFile, listSegmentFiles } from './segments.ts';

/** What a transcript's files hold, by offsets. */
export interface Kept {
  readonly start: number;
  readonly end: number;
  readonly diskBytes: number;
}

/**
 * What a folder of an earlier run holds; null when it can never be read. A run that was stopped before its tab was closed
 * has left no end: its last write was then.
 */
export async function readKept(
  dir: string,
  now: number,
): Promise<{ readonly meta: TranscriptMeta; readonly kept: Kept } | null> {
  const meta = await readMeta(dir);
  const files = await listSegmentFiles(dir);
  const [first] = files;
  const last = files.at(-1);
  if (meta === null || first === undefined || last === undefined) return null;
  const end = await endOfSegmentFile(last).catch(() => last.start);
  const diskBytes = files.reduce((sum, file) => sum + file.size, 0);
  const kept = { start: first.start, end, diskBytes };
  if (meta.endedAt !== null) return { meta, kept };
  const endedAt = await stat(last.path).then(
    (found) => Math.min(now, found.mtimeMs),
    () => now,
  );
  return { meta: { ...meta, endedAt, ending: meta.ending ?? 'app-closed' }, kept };
}
