import type { Clock } from '../host.ts';

/**
 * How fast the sessions read whose views are far behind, all of them together. Reading ahead of a view wins nothing for
 * it, and costs the cores that it, and the terminal in front, need; a terminal of one's own holds its shell back, too.
 * Never nothing: nginx gives up on a receiver that takes nothing for a minute (gitlab.md 2.2). What a view may leave out
 * is not behind, so a plain flood is read as fast as it comes.
 */
export interface ReadPace {
  /** `limit`: bytes a second from now on, null for as fast as it comes. */
  join(limit: (bytesPerSecond: number | null) => void): PacedReader;
}

export interface PacedReader {
  /** Bytes that have come, and that the view must still be sent; and those that the disk has not taken yet. */
  behind(viewBytes: number, diskBytes: number): void;
  /** There is no room for more. */
  full(full: boolean): void;
  /** Something was typed: its echo, or the prompt after Ctrl-C, stands behind all that was held back. */
  typed(): void;
  readonly bytesPerSecond: number | null;
  leave(): void;
}

const MIB = 1024 * 1024;
/** Below what a backlog keeps in memory, so that a flood need not be read back from the disk. */
const VIEW_BEHIND_BYTES = 1.5 * MIB;
const DISK_BEHIND_BYTES = 4 * MIB;
/** Near to it: what is read as fast as it comes takes the cores from the others meanwhile. */
const CAUGHT_UP_BYTES = MIB / 4;
/** What a terminal that cannot skim parses in a second on a small machine; a page stopped for minutes still gets on. */
const TOGETHER_BYTES_PER_SECOND = 4 * MIB;
const FULL_BYTES_PER_SECOND = 64 * 1024;
/** Enough for what the kernels on the way may hold, some 10 MB at 17 MB/s. */
const FREE_AFTER_TYPED_MS = 1_500;

export function createReadPace(clock: Pick<Clock, 'after'>): ReadPace {
  const behindOnes = new Set<unknown>();
  const updates = new Set<() => void>();

  function setBehind(reader: unknown, behind: boolean): void {
    if (behindOnes.has(reader) === behind) return;
    if (behind) behindOnes.add(reader);
    else behindOnes.delete(reader);
    for (const update of updates) update();
  }

  return {
    join(limit) {
      const reader = {};
      let isFull = false;
      let cancelFree: (() => void) | null = null;
      let told: number | null = null;

      function wanted(): number | null {
        if (isFull) return FULL_BYTES_PER_SECOND;
        if (!behindOnes.has(reader) || cancelFree !== null) return null;
        return TOGETHER_BYTES_PER_SECOND / behindOnes.size;
      }

      function update(): void {
        const next = wanted();
        if (next === told) return;
        told = next;
        limit(next);
      }

      updates.add(update);
      return {
        behind(viewBytes, diskBytes) {
          const least = behindOnes.has(reader) ? CAUGHT_UP_BYTES : 0;
          setBehind(reader, viewBytes > VIEW_BEHIND_BYTES - least || diskBytes > DISK_BEHIND_BYTES - least);
        },
        full(full) {
          isFull = full;
          update();
        },
        typed() {
          // the key that starts a flood has nothing before it, and what came freely then would stand before the next one
          if (!behindOnes.has(reader)) return;
          cancelFree?.();
          cancelFree = clock.after(FREE_AFTER_TYPED_MS, () => {
            cancelFree = null;
            update();
          });
          update();
        },
        get bytesPerSecond() {
          return told;
        },
        leave() {
          cancelFree?.();
          cancelFree = null;
          updates.delete(update);
          setBehind(reader, false);
        },
      };
    },
  };
}
