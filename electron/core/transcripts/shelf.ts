import { randomBytes } from 'node:crypto';
import type {
  Account,
  AccountId,
  Job,
  SessionId,
  Settings,
  TerminalSession,
  Transcript,
  TranscriptsState,
  VaultState,
} from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Clock, Log } from '../host.ts';
import { createCatalogue } from './catalogue.ts';
import { aboutJob, diskBytesOf, type Entry, isOpen, shown } from './entry.ts';
import type { TranscriptSource } from './export-messages.ts';
import { createTranscriptKeys, type KeyVault } from './keys.ts';
import { readStretches } from './reader.ts';
import type { Stretch } from './record.ts';
import type { Recorder, Recording } from './recording.ts';
import { createRoomKeeper } from './room-keeper.ts';
import { createSegments } from './segments.ts';

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

const TELL_EVERY_MS = 1_000;

export function createShelf(deps: ShelfDeps): Shelf {
  const { clock, vault } = deps;
  const keys = createTranscriptKeys(vault);
  const catalogue = createCatalogue({
    dir: deps.dir,
    now: clock.now,
    log: deps.log,
    keys,
    isKept: (entry) => isKept(entry),
    onTrouble: trouble,
  });
  const room = createRoomKeeper({ catalogue, clock, settings: deps.settings, onLooked: () => tell() });
  let troubled = false;
  let cancelTell: (() => void) | null = null;
  const ready = catalogue.ready.then(room.makeRoom);
  const stopVault = vault.onChange(() => {
    for (const entry of catalogue.all()) catalogue.save(entry);
    tell();
  });

  function mayKeep(accountId: AccountId | null): boolean {
    if (accountId === null) return deps.settings().transcriptLocalShells;
    return deps.account(accountId)?.keepTranscripts ?? false;
  }

  /** Whether its output is, or will be, a transcript. */
  const isKept = (entry: Entry) => !isOpen(entry) || mayKeep(entry.about.accountId);

  function state(): TranscriptsState {
    const { mode } = vault.state();
    const kept = catalogue.all().filter((entry) => isKept(entry) && diskBytesOf(entry) > 0);
    return {
      count: kept.length,
      diskBytes: kept.reduce((sum, entry) => sum + diskBytesOf(entry), 0),
      keeping: mode === 'encrypted' ? 'disk' : mode === 'locked' ? 'locked' : 'run',
    };
  }

  function tell(): void {
    cancelTell ??= clock.after(TELL_EVERY_MS, () => {
      cancelTell = null;
      deps.onChange(state());
    });
  }

  function readable(): Transcript['readable'] {
    const { mode } = vault.state();
    return mode === 'encrypted' ? 'yes' : mode === 'locked' ? 'vault-locked' : 'no-key';
  }

  // ── Writing ──

  function trouble(code: string): void {
    if (troubled) return;
    troubled = true;
    deps.onTrouble(code);
  }

  function wrote(bytes: number): void {
    if (troubled) {
      troubled = false;
      deps.onTrouble(null);
    }
    room.wrote(bytes);
    tell();
  }

  function begin(id: SessionId, job: Job | null): Recording {
    const key = randomBytes(32);
    const accountId = job?.accountId ?? null;
    const keeps = () => mayKeep(accountId);
    const segments = createSegments({ dir: catalogue.folderOf(id), key, onWritten: wrote });
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
      segments,
      kept: { start: 0, end: 0, diskBytes: 0 },
      readers: 0,
      saving: Promise.resolve(),
    };
    return {
      segments,
      keeps,
      pressed: () => room.pressed,
      follow(output) {
        entry.live = output;
        catalogue.add(entry);
        catalogue.save(entry);
        tell();
      },
      trouble,
      async finish() {
        const end = entry.live?.end ?? 0;
        await segments.sync().catch(() => {});
        entry.kept = { start: segments.start ?? end, end, diskBytes: segments.diskBytes };
        entry.live = null;
        entry.about = { ...entry.about, endedAt: clock.now() };
        if (keeps() && segments.diskBytes > 0) catalogue.save(entry);
        else await catalogue.drop(id);
        await entry.saving;
        room.makeRoom();
      },
    };
  }

  // ── Removing ──

  async function remove(ids: readonly SessionId[]): Promise<void> {
    await ready;
    for (const id of ids) {
      const live = catalogue.get(id)?.live;
      if (live) live.clear();
      else await catalogue.drop(id);
    }
    room.makeRoom();
  }

  return {
    begin,
    state,
    async list() {
      await ready;
      return catalogue
        .all()
        .filter(isKept)
        .map((entry) => shown(entry, readable()))
        .filter((one) => one.bytes > 0)
        .sort((one, other) => other.startedAt - one.startedAt);
    },
    async open(id) {
      await ready;
      const entry = catalogue.get(id);
      const key = entry?.key ?? (entry?.sealed ? await keys.open(id, entry.sealed) : null);
      if (entry === null || key === null) {
        throw new JobdeckError('not-found', 'There is no such transcript any more.');
      }
      await entry.live?.flush().catch(() => {
        throw new JobdeckError('disk', 'The newest output cannot be written to the disk.', 'Make room on the disk.');
      });
      entry.readers += 1;
      let closed = false;
      const transcript = shown(entry, readable());
      const end = transcript.droppedBytes + transcript.bytes;
      const dir = catalogue.folderOf(id);
      return {
        transcript,
        source: { dir, key, from: transcript.droppedBytes, to: end },
        stretches: (from, to = end) => readStretches(dir, key, from, Math.min(to, end)),
        close() {
          if (!closed) entry.readers -= 1;
          closed = true;
        },
      };
    },
    remove,
    async removeAll() {
      await ready;
      await remove(catalogue.all().map(({ id }) => id));
    },
    async removeOf(accountId) {
      await ready;
      for (const entry of catalogue.all()) {
        if (entry.about.accountId !== accountId) continue;
        if (isOpen(entry)) catalogue.save(entry);
        else await catalogue.drop(entry.id);
      }
      room.makeRoom();
    },
    sessionsChanged(sessions) {
      for (const session of sessions) {
        const entry = catalogue.get(session.id);
        if (entry === null || !isOpen(entry)) continue;
        const ending = session.state.status === 'ended' ? session.state.ending.reason : null;
        const { shells, title } = entry.about;
        if (shells === session.shellNumber && title === session.title && ending === entry.about.ending) continue;
        entry.about = { ...entry.about, shells: session.shellNumber, title: session.title, ending };
        catalogue.save(entry);
      }
    },
    keepingChanged() {
      const changed = (entry: Entry) => isOpen(entry) && isKept(entry) !== (entry.sealed !== null);
      for (const entry of catalogue.all()) if (changed(entry)) catalogue.save(entry);
      room.makeRoom();
    },
    async dispose() {
      stopVault();
      await ready;
      room.dispose();
      cancelTell?.();
      await catalogue.dispose();
    },
  };
}
