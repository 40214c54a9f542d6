import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Account,
  AccountId,
  SessionId,
  Settings,
  TerminalSession,
  Transcript,
  TranscriptsState,
  VaultState,
} from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Clock, Log } from '../host.ts';
import type { TranscriptSource } from './export-messages.ts';
import { type Kept, readKept } from './kept.ts';
import { createTranscriptKeys, type KeyVault } from './keys.ts';
import { removeMeta, type TranscriptMeta, writeMeta } from './meta.ts';
import { readStretches } from './reader.ts';
import type { Stretch } from './record.ts';
import type { LiveOutput, Recorder } from './recording.ts';
import { planRoom } from './room.ts';
import { createSegments, type Segments } from './segments.ts';

export interface ShelfDeps {
  /** A folder per transcript. Everything else in it is removed. */
  readonly dir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: KeyVault & { onChange(listener: (state: VaultState) => void): () => void };
  settings(): Pick<Settings, 'transcriptMegabytes' | 'transcriptDays' | 'transcriptLocalShells'>;
  account(id: AccountId): Pick<Account, 'keepTranscripts' | 'instance'> | null;
  onChange(state: TranscriptsState): void;
  /** The disk takes no output (true), or takes it again. */
  onTrouble(code: string | null): void;
}

/** All transcripts: those of open tabs, which are being written, and those of tabs that are closed. */
export interface Shelf extends Recorder {
  state(): TranscriptsState;
  /** Newest first. */
  list(): Promise<readonly Transcript[]>;
  /** As one will be read now. Rejects with `not-found`, `vault-locked`, `disk`. */
  open(id: SessionId): Promise<OpenTranscript>;
  /** Of an open tab's everything up to now; of others all. */
  remove(ids: readonly SessionId[]): Promise<void>;
  removeAll(): Promise<void>;
  /** The account is gone. Open tabs go on without. */
  removeOf(accountId: AccountId): Promise<void>;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  /**
   * Another budget, or something else is kept from now on. What an open tab printed before it was not wanted any more goes
   * with it; those of closed tabs stay.
   */
  keepingChanged(): void;
  /** What could not be kept is removed. */
  dispose(): Promise<void>;
}

export interface OpenTranscript {
  readonly transcript: Transcript;
  /** For who reads it elsewhere. */
  readonly source: TranscriptSource;
  /** Ends where the transcript ended when it was opened. */
  stretches(from: number, to?: number): AsyncGenerator<Stretch>;
  /** Until then it makes room for no other. */
  close(): void;
}

interface Entry {
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

const MIB = 1024 * 1024;
/** Looked at again after so much more output. */
const LOOK_AFTER_BYTES = 4 * MIB;
const TELL_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 60 * 60_000;

export function createShelf(deps: ShelfDeps): Shelf {
  const { dir, clock, log, vault } = deps;
  const keys = createTranscriptKeys(vault);
  const entries = new Map<SessionId, Entry>();
  let pressed = false;
  let writtenSinceLook = 0;
  let troubled = false;
  let cancelTell: (() => void) | null = null;
  let disposed = false;
  let cancelLook = clock.after(LOOK_EVERY_MS, lookAgain);
  const stopVault = vault.onChange(() => {
    for (const entry of entries.values()) save(entry);
    tell();
  });

  const folderOf = (id: SessionId) => join(dir, id);
  const isOpen = (entry: Entry) => entry.live !== null;
  const diskBytesOf = (entry: Entry) => entry.segments?.diskBytes ?? entry.kept.diskBytes;

  function mayKeep(accountId: AccountId | null): boolean {
    if (accountId === null) return deps.settings().transcriptLocalShells;
    return deps.account(accountId)?.keepTranscripts ?? false;
  }

  function state(): TranscriptsState {
    const { mode } = vault.state();
    const kept = [...entries.values()].filter((entry) => isKept(entry) && diskBytesOf(entry) > 0);
    return {
      count: kept.length,
      diskBytes: kept.reduce((sum, entry) => sum + diskBytesOf(entry), 0),
      keeping: mode === 'encrypted' ? 'disk' : mode === 'locked' ? 'locked' : 'run',
    };
  }

  /** Whether its output is, or will be, a transcript. */
  const isKept = (entry: Entry) => !isOpen(entry) || mayKeep(entry.about.accountId);

  function tell(): void {
    cancelTell ??= clock.after(TELL_EVERY_MS, () => {
      cancelTell = null;
      deps.onChange(state());
    });
  }

  // ── What earlier runs left ──

  async function takeIn(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const found = await readKept(folderOf(name), clock.now());
      // begun by a run that could not keep it
      if (found === null) await rm(folderOf(name), { recursive: true, force: true }).catch(() => {});
      else {
        const { key: sealed, version: _version, ...about } = found.meta;
        const fresh = { key: null, segments: null, live: null, readers: 0, saving: Promise.resolve() };
        entries.set(name, { id: name, about, sealed, kept: found.kept, ...fresh });
      }
    }
    makeRoom();
    tell();
  }

  // ── Room ──

  function lookAgain(): void {
    cancelLook = clock.after(LOOK_EVERY_MS, lookAgain);
    makeRoom();
  }

  function makeRoom(): void {
    writtenSinceLook = 0;
    const { transcriptMegabytes, transcriptDays } = deps.settings();
    const plan = planRoom({
      now: clock.now(),
      budgetBytes: transcriptMegabytes * MIB,
      days: transcriptDays,
      transcripts: [...entries.values()].map((entry) => ({
        id: entry.id,
        endedAt: isOpen(entry) ? null : entry.about.endedAt,
        diskBytes: diskBytesOf(entry),
        busy: entry.readers > 0,
      })),
    });
    for (const id of plan.remove) void drop(id);
    let { overBytes } = plan;
    const open = [...entries.values()].filter(isOpen).sort((one, other) => one.about.startedAt - other.about.startedAt);
    for (const { live } of open) if (overBytes > 0) overBytes -= live?.release(overBytes) ?? 0;
    pressed = overBytes > 0;
    tell();
  }

  async function drop(id: SessionId): Promise<void> {
    const entry = entries.get(id);
    if (entry === undefined || isOpen(entry)) return;
    entries.delete(id);
    await entry.saving;
    await rm(folderOf(id), { recursive: true, force: true }).catch(() =>
      log.warn('transcripts', 'a transcript could not be removed', { session: id }),
    );
  }

  function wrote(bytes: number): void {
    if (troubled) {
      troubled = false;
      deps.onTrouble(null);
    }
    writtenSinceLook += bytes;
    if (writtenSinceLook >= Math.min(LOOK_AFTER_BYTES, (deps.settings().transcriptMegabytes * MIB) / 16)) makeRoom();
  }

  // ── Metadata ──

  /** Writes what is known, once there is a key that outlives the run. */
  function save(entry: Entry): void {
    const { key } = entry;
    if (key === null || disposed) return;
    entry.saving = entry.saving.then(async () => {
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
        trouble((error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
      }
    });
  }

  function trouble(code: string): void {
    if (troubled) return;
    troubled = true;
    deps.onTrouble(code);
  }

  // ── Reading ──

  function readableOf(entry: Entry): Transcript['readable'] {
    if (entry.key !== null) return 'yes';
    const { mode } = vault.state();
    return mode === 'encrypted' ? 'yes' : mode === 'locked' ? 'vault-locked' : 'no-key';
  }

  function shown(entry: Entry): Transcript {
    const start = entry.segments?.start ?? (entry.segments === null ? entry.kept.start : (entry.live?.end ?? 0));
    const end = entry.live?.end ?? entry.kept.end;
    return {
      id: entry.id,
      ...entry.about,
      endedAt: isOpen(entry) ? null : entry.about.endedAt,
      bytes: Math.max(0, end - Math.min(start, end)),
      droppedBytes: Math.min(start, end),
      diskBytes: diskBytesOf(entry),
      readable: readableOf(entry),
    };
  }

  async function mustFind(id: SessionId): Promise<Entry> {
    await ready;
    const entry = entries.get(id);
    if (entry === undefined) throw new JobdeckError('not-found', 'There is no such transcript any more.');
    return entry;
  }

  // Named before any session of this run has made a folder.
  const earlier = namesIn(dir);
  const ready = Promise.resolve().then(() => takeIn(earlier));

  async function remove(ids: readonly SessionId[]): Promise<void> {
    await ready;
    for (const id of ids) {
      const live = entries.get(id)?.live;
      if (live) live.clear();
      else await drop(id);
    }
    makeRoom();
  }

  return {
    begin(id, job) {
      const key = randomBytes(32);
      const accountId = job?.accountId ?? null;
      const keeps = () => mayKeep(accountId);
      const entry: Entry = {
        id,
        about: {
          accountId,
          instance: accountId === null ? null : (deps.account(accountId)?.instance.name ?? null),
          job: job === null ? null : aboutJob(job),
          title: job?.name ?? 'Local shell',
          startedAt: clock.now(),
          endedAt: null,
          shells: 0,
          ending: null,
        },
        key,
        sealed: null,
        live: null,
        segments: createSegments({ dir: folderOf(id), key, onWritten: wrote }),
        kept: { start: 0, end: 0, diskBytes: 0 },
        readers: 0,
        saving: Promise.resolve(),
      };
      const segments = entry.segments as Segments;
      return {
        segments,
        keeps,
        pressed: () => pressed,
        follow(output) {
          entry.live = output;
          entries.set(id, entry);
          save(entry);
          tell();
        },
        trouble,
        async finish() {
          const { live } = entry;
          const end = live?.end ?? 0;
          await segments.sync().catch(() => {});
          entry.kept = { start: segments.start ?? end, end, diskBytes: segments.diskBytes };
          entry.live = null;
          entry.about = { ...entry.about, endedAt: clock.now() };
          if (keeps() && segments.diskBytes > 0) save(entry);
          else await drop(id);
          await entry.saving;
          makeRoom();
        },
      };
    },
    state,
    async list() {
      await ready;
      return [...entries.values()]
        .filter(isKept)
        .map(shown)
        .filter((one) => one.bytes > 0)
        .sort((one, other) => other.startedAt - one.startedAt);
    },
    async open(id) {
      const entry = await mustFind(id);
      const key = entry.key ?? (entry.sealed === null ? null : await keys.open(id, entry.sealed));
      if (key === null) throw new JobdeckError('not-found', 'There is no such transcript any more.');
      await entry.live?.flush().catch(() => {
        throw new JobdeckError('disk', 'The newest output cannot be written to the disk.', 'Make room on the disk.');
      });
      entry.readers += 1;
      let closed = false;
      const transcript = shown(entry);
      const end = transcript.droppedBytes + transcript.bytes;
      return {
        transcript,
        source: { dir: folderOf(id), key, to: end },
        stretches: (from, to = end) => readStretches(folderOf(id), key, from, Math.min(to, end)),
        close() {
          if (!closed) entry.readers -= 1;
          closed = true;
        },
      };
    },
    remove,
    async removeAll() {
      await ready;
      await remove([...entries.keys()]);
    },
    async removeOf(accountId) {
      await ready;
      for (const entry of [...entries.values()]) {
        if (entry.about.accountId !== accountId) continue;
        if (isOpen(entry)) save(entry);
        else await drop(entry.id);
      }
      makeRoom();
    },
    sessionsChanged(sessions) {
      for (const session of sessions) {
        const entry = entries.get(session.id);
        if (entry === undefined || !isOpen(entry)) continue;
        const ending = session.state.status === 'ended' ? session.state.ending.reason : null;
        const { shells, title } = entry.about;
        if (shells === session.shellNumber && title === session.title && ending === entry.about.ending) continue;
        entry.about = { ...entry.about, shells: session.shellNumber, title: session.title, ending };
        save(entry);
      }
    },
    keepingChanged() {
      for (const entry of entries.values()) if (isOpen(entry) && isKept(entry) !== (entry.sealed !== null)) save(entry);
      makeRoom();
    },
    async dispose() {
      stopVault();
      await ready;
      cancelLook();
      cancelTell?.();
      await Promise.all([...entries.values()].map((entry) => entry.saving));
      disposed = true;
      const lost = [...entries.values()].filter((entry) => entry.sealed === null);
      await Promise.all(lost.map(({ id }) => rm(folderOf(id), { recursive: true, force: true }).catch(() => {})));
    },
  };
}

function aboutJob({ key, id, name, projectPath, pipelineId, ref, webUrl }: NonNullable<Transcript['job']>) {
  return { key, id, name, projectPath, pipelineId, ref, webUrl };
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
