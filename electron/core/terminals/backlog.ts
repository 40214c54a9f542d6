import type { Clock } from '../host.ts';
import type { Mark } from '../transcripts/record.ts';
import type { Recording } from '../transcripts/recording.ts';
import { createBacklogMemory } from './backlog-memory.ts';

/**
 * What a session printed, addressed by absolute offset: one store, read at two places. The view reads what it has not
 * taken yet, and after a reload a stretch before that; the transcript is all of it. The newest part is in memory, and
 * everything goes to the recording's disk in order: soon where it is kept, past a small mark in memory where it is not.
 * What the view has not acknowledged is never dropped. Where the disk refuses, memory takes over and `full` asks for less.
 */
export interface Backlog {
  /** Where a view that attaches begins. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  /** Everything before has been shown once. */
  readonly acknowledged: number;
  /** The disk budget, or what memory may hold instead of a slow or failing disk, is used up. */
  readonly full: boolean;
  /** The disk has not taken them. */
  readonly unwrittenBytes: number;
  /** Copies; the array stays the caller's. */
  append(bytes: Uint8Array): void;
  /** Something of ours begins here: a line between two shells, another size of the view. */
  mark(kind: 'seam' | 'size', columns?: number, rows?: number): void;
  /**
   * Some bytes from `offset` on, at most `maxBytes`, never none. At once from memory, else from disk.
   * The bytes are a view into the store, valid for ever. Rejects when the disk does not give them back.
   */
  read(offset: number, maxBytes: number): Uint8Array | Promise<Uint8Array>;
  /** Where reading may go on behind what could not be read; at most `end`. */
  after(offset: number): number;
  /** Clamped to what there is; never goes back. */
  acknowledge(offset: number): void;
  /** Tries to write what a failing disk left in memory. */
  retry(): void;
  /** Resolves when everything up to now is written. Rejects when the disk refuses. */
  flush(): Promise<void>;
  /** Forgets everything up to now, as soon as it has been shown. */
  clear(): void;
  /** Gives up the oldest that was shown, at least so much of the disk where there is. Answers how much. */
  release(bytes: number): number;
  /** Writes the rest where it is kept. May be called twice. */
  dispose(): Promise<void>;
}

export interface BacklogDeps {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly recording: Pick<Recording, 'segments' | 'keeps' | 'pressed'>;
  readonly limits?: Partial<BacklogLimits>;
  /** `full` may have changed outside a call. */
  onWritten(): void;
  onDiskError(code: string): void;
}

export interface BacklogLimits {
  readonly blockBytes: number;
  /** So much is written at once while it comes fast. */
  readonly recordBytes: number;
  /** Largest single write, where more has come during the one before: each costs the same few turns of the event loop. */
  readonly mostRecordBytes: number;
  /** Past this in memory, the disk is used; shown bytes are kept there as well, for fewer reads. */
  readonly memoryBytes: number;
  /** So much of what was shown and written stays in memory. */
  readonly shownBytes: number;
  /** Past this in memory (the disk is slow or fails), the backlog is full. */
  readonly memoryLimitBytes: number;
  /** Past this on disk and not shown, the backlog is full. */
  readonly diskBytes: number;
  readonly replayBytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const DEFAULTS: BacklogLimits = {
  blockBytes: 64 * KIB,
  recordBytes: MIB,
  mostRecordBytes: MIB,
  memoryBytes: 2 * MIB,
  shownBytes: 128 * KIB,
  memoryLimitBytes: 16 * MIB,
  diskBytes: 2048 * MIB,
  replayBytes: 16 * MIB,
};
/** `full` holds until this share is used, so that it does not flutter. */
const DRAINED = 0.75;
/** What is kept is on disk this long after it came, at the latest. */
const WRITE_AFTER_MS = 500;
/** A write that takes longer than this does not just wait its turn: the disk hangs. */
const STUCK_MS = 10_000;
/** Times are kept as finely as this. */
const MARK_EVERY_MS = 50;

export function createBacklog(deps: BacklogDeps): Backlog {
  const limits = { ...DEFAULTS, ...deps.limits };
  const { clock, recording } = deps;
  const { segments } = recording;
  const memory = createBacklogMemory(limits.blockBytes);
  /** Everything before is on disk, or given up. */
  let writtenTo = 0;
  let acknowledged = 0;
  let clearedTo = 0;
  let full = false;
  let marks: Mark[] = [];
  let markedAt = Number.NEGATIVE_INFINITY;
  /** When what was written last had come. */
  let writtenAt = clock.now();
  let size: { readonly columns: number; readonly rows: number } | null = null;
  let writing: Promise<void> | null = null;
  let writingSince = 0;
  let due = false;
  let cancelDue: (() => void) | null = null;
  let diskFails = false;
  let disposal: Promise<void> | null = null;
  let disposed = false;

  const keptFrom = () => Math.min(segments.start ?? memory.start, memory.start);
  const replayFrom = () => memory.blockStart(Math.max(0, acknowledged - limits.replayBytes));
  const start = () => Math.max(keptFrom(), replayFrom(), Math.min(clearedTo, acknowledged));

  function updateFull(): void {
    const share = full ? DRAINED : 1;
    const waiting = Math.max(0, writtenTo - Math.max(acknowledged, segments.start ?? writtenTo));
    const pressed = recording.pressed() && waiting > limits.memoryLimitBytes * share;
    full = pressed || waiting > limits.diskBytes * share || memory.usedBytes > limits.memoryLimitBytes * share;
  }

  function addMark(kind: Mark['kind'], columns = 0, rows = 0): void {
    if (!recording.keeps()) return;
    markedAt = clock.now();
    marks.push({ at: markedAt, offset: memory.end, kind, columns, rows });
  }

  function takeMarks(to: number): readonly Mark[] {
    const taken = marks.filter((mark) => mark.offset >= writtenTo && mark.offset < to);
    marks = marks.filter((mark) => mark.offset >= to);
    writtenAt = taken.at(-1)?.at ?? writtenAt;
    return taken;
  }

  // ── To the disk ──

  function wantsWrite(): boolean {
    if (writing !== null || diskFails || disposed || writtenTo >= memory.end) return false;
    if (!recording.keeps()) return memory.usedBytes > limits.memoryBytes;
    return due || memory.end - writtenTo >= limits.recordBytes;
  }

  function write(): void {
    const from = writtenTo;
    let to = Math.min(memory.end, from + limits.mostRecordBytes);
    // what is cleared lies in files of its own
    if (from < clearedTo) to = Math.min(to, clearedTo);
    // each record can be read without those before it
    const known: readonly Mark[] = size === null ? [] : [{ at: writtenAt, offset: from, kind: 'size', ...size }];
    const taken = takeMarks(to);
    if (to === memory.end) due = false;
    writingSince = clock.now();
    writing = segments.write(from, memory.parts(from, to), [...known, ...taken]).then(
      () => {
        writing = null;
        writtenTo = Math.max(writtenTo, to);
        if (to === clearedTo) segments.roll();
        settled();
      },
      (error: unknown) => {
        writing = null;
        diskFails = true;
        marks = [...taken, ...marks];
        deps.onDiskError((error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
        settled();
      },
    );
  }

  function settled(): void {
    trim();
    updateFull();
    if (disposed) return;
    if (wantsWrite()) write();
    deps.onWritten();
  }

  function writeSoon(): void {
    if (wantsWrite()) write();
    if (cancelDue !== null || !recording.keeps() || disposed) return;
    cancelDue = clock.after(WRITE_AFTER_MS, () => {
      cancelDue = null;
      due = true;
      if (wantsWrite()) write();
    });
  }

  // ── Letting go ──

  function trim(): void {
    const cleared = Math.min(acknowledged, clearedTo);
    if (cleared > writtenTo) {
      writtenTo = cleared;
      segments.roll();
    }
    segments.trim(recording.keeps() ? cleared : Math.max(cleared, replayFrom()));
    while (memory.firstEnd <= memory.end && mayForget(memory.firstEnd)) {
      memory.forgetFirst();
      writtenTo = Math.max(writtenTo, memory.start);
    }
  }

  function mayForget(blockEnd: number): boolean {
    const shown = blockEnd <= acknowledged;
    const used = memory.usedBytes;
    if (blockEnd <= writtenTo) return used > limits.memoryBytes || (shown && used > limits.shownBytes);
    if (!shown) return false;
    if (!recording.keeps() && blockEnd <= replayFrom()) return true;
    // Where the disk takes nothing, what was shown must leave memory room for what was not. One that is only slow is waited
    // for: the transcript is to be whole.
    const takesNothing = diskFails || (writing !== null && clock.now() - writingSince > STUCK_MS);
    const isLong = used > limits.memoryLimitBytes / 2;
    return takesNothing && isLong && blockEnd <= acknowledged - limits.memoryLimitBytes / 4;
  }

  async function flush(): Promise<void> {
    const to = memory.end;
    diskFails = false;
    while (writtenTo < to) {
      if (writing === null) {
        if (diskFails) throw new Error('the disk refuses');
        write();
      }
      await writing;
    }
  }

  async function dispose(): Promise<void> {
    cancelDue?.();
    cancelDue = null;
    if (recording.keeps()) await flush().catch(() => {});
    disposed = true;
    await writing;
    memory.clear();
  }

  return {
    get start() {
      return start();
    },
    get end() {
      return memory.end;
    },
    get acknowledged() {
      return acknowledged;
    },
    get full() {
      return full;
    },
    get unwrittenBytes() {
      return memory.end - writtenTo;
    },
    append(bytes) {
      if (clock.now() - markedAt >= MARK_EVERY_MS) addMark('output');
      memory.append(bytes, () => {
        if (wantsWrite()) write();
        updateFull();
      });
      if (cancelDue === null) writeSoon();
    },
    mark(kind: 'seam' | 'size', columns?: number, rows?: number) {
      if (kind === 'size') size = { columns: columns ?? 0, rows: rows ?? 0 };
      addMark(kind, columns, rows);
    },
    read(offset, maxBytes) {
      if (offset < start() || offset >= memory.end) throw new RangeError('not in the backlog');
      return offset < memory.start ? segments.read(offset, maxBytes) : memory.read(offset, maxBytes);
    },
    after: (offset) => Math.min(segments.after(offset), Math.max(memory.start, offset + 1), memory.end),
    acknowledge(offset) {
      acknowledged = Math.max(acknowledged, Math.min(offset, memory.end));
      trim();
      updateFull();
    },
    retry() {
      diskFails = false;
      if (wantsWrite()) write();
    },
    flush,
    clear() {
      clearedTo = memory.end;
      if (writtenTo >= clearedTo) segments.roll();
      trim();
      updateFull();
    },
    release(bytes) {
      const freed = segments.trim(acknowledged - limits.replayBytes, bytes);
      if (freed > 0) updateFull();
      return freed;
    },
    dispose() {
      disposal ??= dispose();
      return disposal;
    },
  };
}
