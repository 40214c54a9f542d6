import { readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionId } from '../../contract.ts';
import type { Log } from '../host.ts';
import { type Entry, isOpen } from './entry.ts';
import { readKept } from './kept.ts';
import type { TranscriptKeys } from './keys.ts';
import { removeMeta, writeMeta } from './meta.ts';

export interface CatalogueDeps {
  /** A folder per transcript. Everything else in it is removed. */
  readonly dir: string;
  readonly now: () => number;
  readonly log: Log;
  readonly keys: TranscriptKeys;
  /** Whether its output is, or will be, a transcript. */
  isKept(entry: Entry): boolean;
  /** The disk refused. */
  onTrouble(code: string): void;
}

/** Which transcripts there are, in memory and on the disk. */
export interface Catalogue {
  /** Resolves when what earlier runs left is in. */
  readonly ready: Promise<void>;
  all(): readonly Entry[];
  get(id: SessionId): Entry | null;
  folderOf(id: SessionId): string;
  add(entry: Entry): void;
  /** Writes what is known, once there is a key that outlives the run; takes it back where it is not kept any more. */
  save(entry: Entry): void;
  /** Removes it with its files; one of an open tab stays. */
  drop(id: SessionId): Promise<void>;
  /** Removes what no later run could read. Nothing is saved after it. */
  dispose(): Promise<void>;
}

export function createCatalogue({ dir, now, log, keys, isKept, onTrouble }: CatalogueDeps): Catalogue {
  const entries = new Map<SessionId, Entry>();
  let disposed = false;
  const folderOf = (id: SessionId) => join(dir, id);
  const remove = (id: SessionId) => rm(folderOf(id), { recursive: true, force: true });

  async function takeIn(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const found = await readKept(folderOf(name), now());
      // begun by a run that could not keep it
      if (found === null) await remove(name).catch(() => {});
      else {
        const { key: sealed, version: _version, ...about } = found.meta;
        const fresh = { key: null, segments: null, live: null, readers: 0, saving: Promise.resolve() };
        entries.set(name, { id: name, about, sealed, kept: found.kept, ...fresh });
      }
    }
  }

  async function write(entry: Entry, key: Uint8Array): Promise<void> {
    if (entries.get(entry.id) !== entry) return;
    if (!isKept(entry)) {
      entry.sealed = null;
      return removeMeta(folderOf(entry.id)).catch(() => {});
    }
    entry.sealed ??= await keys.seal(entry.id, key);
    if (entry.sealed === null) return;
    try {
      await mkdir(folderOf(entry.id), { recursive: true, mode: 0o700 });
      await writeMeta(folderOf(entry.id), { version: 1, ...entry.about, key: entry.sealed });
    } catch (error) {
      onTrouble((error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
    }
  }

  // Named before any session of this run has made a folder.
  const earlier = namesIn(dir);
  const ready = Promise.resolve().then(() => takeIn(earlier));

  return {
    ready,
    all: () => [...entries.values()],
    get: (id) => entries.get(id) ?? null,
    folderOf,
    add: (entry) => void entries.set(entry.id, entry),
    save(entry) {
      const { key } = entry;
      if (key !== null && !disposed) entry.saving = entry.saving.then(() => write(entry, key));
    },
    async drop(id) {
      const entry = entries.get(id);
      if (entry === undefined || isOpen(entry)) return;
      entries.delete(id);
      await entry.saving;
      await remove(id).catch(() => log.warn('transcripts', 'a transcript could not be removed', { session: id }));
    },
    async dispose() {
      await Promise.all([...entries.values()].map(({ saving }) => saving));
      disposed = true;
      const lost = [...entries.values()].filter(({ sealed }) => sealed === null);
      await Promise.all(lost.map(({ id }) => remove(id).catch(() => {})));
    },
  };
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
