import type { Job, SessionId, Transcript } from '../../contract.ts';
import type { Kept } from './kept.ts';
import type { TranscriptMeta } from './meta.ts';
import type { LiveOutput } from './recording.ts';
import type { Segments } from './segments.ts';

/** What is known of one transcript. */
export interface Entry {
  readonly id: SessionId;
  about: Omit<TranscriptMeta, 'version' | 'key'>;
  /** Null for what an earlier run left. */
  readonly key: Uint8Array | null;
  sealed: TranscriptMeta['key'] | null;
  live: LiveOutput | null;
  readonly segments: Segments | null;
  kept: Kept;
  readers: number;
  /** Metadata is written one after the other. */
  saving: Promise<void>;
}

/** Its tab is open. */
export const isOpen = (entry: Entry): boolean => entry.live !== null;

export const diskBytesOf = (entry: Entry): number => entry.segments?.diskBytes ?? entry.kept.diskBytes;

/** As the contract has it. `readable`: what holds for those of earlier runs. */
export function shown(entry: Entry, readable: Transcript['readable']): Transcript {
  const start = entry.segments?.start ?? (entry.segments === null ? entry.kept.start : (entry.live?.end ?? 0));
  const end = entry.live?.end ?? entry.kept.end;
  return {
    id: entry.id,
    ...entry.about,
    endedAt: isOpen(entry) ? null : entry.about.endedAt,
    bytes: Math.max(0, end - Math.min(start, end)),
    droppedBytes: Math.min(start, end),
    diskBytes: diskBytesOf(entry),
    readable: entry.key !== null ? 'yes' : readable,
  };
}

/** What is kept of a job beside its output. */
export function aboutJob({ key, id, name, projectPath, pipelineId, ref, webUrl }: Job): NonNullable<Transcript['job']> {
  return { key, id, name, projectPath, pipelineId, ref, webUrl };
}
