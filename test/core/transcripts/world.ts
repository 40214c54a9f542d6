import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Account, Job, TranscriptsState, VaultState } from '../../../electron/contract.ts';
import type { Cipher } from '../../../electron/core/host.ts';
import { type Backlog, createBacklog } from '../../../electron/core/terminals/backlog.ts';
import type { Segments } from '../../../electron/core/transcripts/segments.ts';
import { createShelf, type Shelf } from '../../../electron/core/transcripts/shelf.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleAccount, sampleJob } from '../../fakes/samples.ts';

/** The same in every process of a test: a keyring that is there. */
const KEY = Buffer.alloc(32, 7);
export const plainCipher: Cipher = {
  backend: 'test',
  async encrypt(plain) {
    const cipher = createCipheriv('aes-256-ctr', KEY, Buffer.alloc(16));
    return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  },
  async decrypt(secret) {
    const decipher = createDecipheriv('aes-256-ctr', KEY, Buffer.alloc(16));
    return Buffer.concat([decipher.update(secret), decipher.final()]).toString('utf8');
  },
};

/** A vault whose state the test sets. */
export function createTestVault(start: VaultState = { mode: 'encrypted', backend: 'test' }) {
  let state = start;
  const secrets = new Map<string, string>();
  const listeners = new Set<(state: VaultState) => void>();
  return {
    secrets,
    state: () => state,
    onChange(listener: (state: VaultState) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get: async (name: string) => secrets.get(name) ?? null,
    set: async (name: string, secret: string) => void secrets.set(name, secret),
    become(next: VaultState) {
      state = next;
      for (const listener of listeners) listener(next);
    },
  };
}

export interface Writer {
  readonly backlog: Backlog;
  readonly segments: Segments;
  print(text: string): Promise<void>;
  /** Closes the tab. */
  close(): Promise<void>;
}

export interface TranscriptsWorld {
  readonly shelf: Shelf;
  readonly clock: ManualClock;
  readonly vault: ReturnType<typeof createTestVault>;
  readonly settings: { transcriptMegabytes: number; transcriptDays: number; transcriptLocalShells: boolean };
  readonly accounts: Map<string, Account>;
  readonly states: TranscriptsState[];
  readonly troubles: (string | null)[];
  open(id: string, job?: Job | null): Writer;
  text(id: string): Promise<string>;
}

/** A shelf over a folder, without sessions. */
export function startTranscripts(dir: string, rest: { vault?: ReturnType<typeof createTestVault>; now?: number } = {}) {
  const clock = createManualClock(rest.now);
  const vault = rest.vault ?? createTestVault();
  const settings = { transcriptMegabytes: 2048, transcriptDays: 30, transcriptLocalShells: true };
  const accounts = new Map([['a', sampleAccount('a')]]);
  const states: TranscriptsState[] = [];
  const troubles: (string | null)[] = [];
  const shelf = createShelf({
    dir,
    clock,
    log: createMemoryLog(),
    vault,
    settings: () => settings,
    account: (id) => accounts.get(id) ?? null,
    onChange: (state) => states.push(state),
    onTrouble: (code) => troubles.push(code),
  });
  const world: TranscriptsWorld = {
    shelf,
    clock,
    vault,
    settings,
    accounts,
    states,
    troubles,
    open(id, job = sampleJob('a', 7)) {
      const recording = shelf.begin(id, job);
      const backlog = createBacklog({ clock, recording, onWritten: () => {}, onDiskError: recording.trouble });
      recording.follow(backlog);
      return {
        backlog,
        segments: recording.segments,
        async print(text) {
          backlog.append(Buffer.from(text));
          await backlog.flush();
          backlog.acknowledge(backlog.end);
        },
        async close() {
          await backlog.dispose();
          await recording.finish();
        },
      };
    },
    async text(id) {
      const open = await shelf.open(id);
      const parts: Uint8Array[] = [];
      for await (const { bytes } of open.stretches(0)) parts.push(bytes);
      open.close();
      return Buffer.concat(parts).toString();
    },
  };
  return world;
}
