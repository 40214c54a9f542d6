/**
 * What a session printed, addressed by absolute offset. The newest part is in memory; past a small mark the older part
 * goes to disk, in order. What the view has acknowledged stays as replay for a reloaded page, up to a limit; what it has
 * not is never dropped. Where the disk refuses, memory takes over and `full` asks for less.
 */
export interface Backlog {
  /** First byte still kept. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  /** Everything before has been shown once. */
  readonly acknowledged: number;
  /** The disk budget, or what memory may hold instead of a failing disk, is used up. */
  readonly full: boolean;
  /** Copies; the array stays the caller's. */
  append(bytes: Uint8Array): void;
  /**
   * Some bytes from `offset` on, at most `maxBytes`, never none. At once from memory, else from disk.
   * The bytes are a view into the store, valid for ever. Rejects when the disk does not give them back.
   */
  read(offset: number, maxBytes: number): Uint8Array | Promise<Uint8Array>;
  /** Clamped to what there is; never goes back. */
  acknowledge(offset: number): void;
  /** Tries to write what a failing disk left in memory. */
  retry(): void;
  /** Waits for a write on its way and removes everything. May be called twice. */
  dispose(): Promise<void>;
}

/** Numbered files of fixed size. */
export interface Segments {
  /** Writes all of the bytes or rejects; the same place may be written again. */
  write(segment: number, position: number, bytes: readonly Uint8Array[]): Promise<void>;
  /** Reads exactly so many bytes or rejects. */
  read(segment: number, position: number, length: number): Promise<Uint8Array>;
  drop(segment: number): void;
  dispose(): Promise<void>;
}

export interface BacklogDeps {
  readonly segments: Segments;
  readonly limits?: Partial<BacklogLimits>;
  /** `full` may have changed outside a call. */
  onWritten(): void;
  onDiskError(code: string): void;
}

export interface BacklogLimits {
  readonly blockBytes: number;
  readonly blocksPerSegment: number;
  /** Past this in memory, the disk is used. */
  readonly memoryBytes: number;
  /** Past this in memory (the disk is slow or fails), the backlog is full. */
  readonly memoryLimitBytes: number;
  readonly diskBytes: number;
  readonly replayBytes: number;
}

const MIB = 1024 * 1024;
const DEFAULTS: BacklogLimits = {
  blockBytes: 64 * 1024,
  blocksPerSegment: 64,
  memoryBytes: MIB,
  memoryLimitBytes: 16 * MIB,
  diskBytes: 2048 * MIB,
  replayBytes: 16 * MIB,
};
/** Largest single write. */
const BLOCKS_PER_WRITE = 16;
/** `full` holds until this share is used, so that it does not flutter. */
const DRAINED = 0.75;

export function createBacklog(deps: BacklogDeps): Backlog {
  const limits = { ...DEFAULTS, ...deps.limits };
  const { blockBytes, blocksPerSegment } = limits;
  // Every block is whole but the last, so an offset tells its block, and a block its place on disk.
  const inMemory = new Map<number, Uint8Array>();
  let firstBlock = 0;
  /** Blocks from `firstBlock` up to here are on disk. */
  let writtenTo = 0;
  let end = 0;
  let acknowledged = 0;
  let full = false;
  let writing: Promise<void> | null = null;
  let diskFails = false;
  let disposed = false;

  const memoryUsed = () => inMemory.size * blockBytes;
  const diskUsed = () => (writtenTo - firstBlock) * blockBytes;

  function updateFull(): void {
    const share = full ? DRAINED : 1;
    full = diskUsed() > limits.diskBytes * share || memoryUsed() > limits.memoryLimitBytes * share;
  }

  function spill(): void {
    if (writing !== null || diskFails || disposed || memoryUsed() <= limits.memoryBytes) return;
    const from = writtenTo;
    const wholeBlocks = Math.floor(end / blockBytes);
    const segmentEnd = (Math.floor(from / blocksPerSegment) + 1) * blocksPerSegment;
    const to = Math.min(wholeBlocks, segmentEnd, from + BLOCKS_PER_WRITE);
    const blocks: Uint8Array[] = [];
    for (let block = from; block < to; block += 1) {
      const bytes = inMemory.get(block);
      if (bytes !== undefined) blocks.push(bytes);
    }
    if (blocks.length === 0) return;
    const segment = Math.floor(from / blocksPerSegment);
    writing = deps.segments.write(segment, (from % blocksPerSegment) * blockBytes, blocks).then(
      () => {
        writing = null;
        for (let block = from; block < to; block += 1) inMemory.delete(block);
        writtenTo = Math.max(writtenTo, to);
        // the replay may have moved past this segment meanwhile
        if (firstBlock >= segmentEnd) deps.segments.drop(segment);
        settled();
      },
      (error: unknown) => {
        writing = null;
        diskFails = true;
        deps.onDiskError((error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
        settled();
      },
    );
  }

  function settled(): void {
    updateFull();
    if (disposed) return;
    spill();
    deps.onWritten();
  }

  /** Drops whole segments that the replay does not reach. */
  function trim(): void {
    const segmentBytes = blockBytes * blocksPerSegment;
    // where the disk takes little or nothing, the replay must leave memory room for what was not shown yet
    const crowded = memoryUsed() > limits.memoryLimitBytes / 2;
    const replayBytes = crowded ? Math.min(limits.replayBytes, limits.memoryLimitBytes / 4) : limits.replayBytes;
    const keepFrom = Math.floor((acknowledged - replayBytes) / segmentBytes) * blocksPerSegment;
    if (keepFrom <= firstBlock) return;
    const firstSegment = Math.floor(firstBlock / blocksPerSegment);
    const written = Math.ceil(writtenTo / blocksPerSegment);
    for (let segment = firstSegment; segment < Math.min(keepFrom / blocksPerSegment, written); segment += 1) {
      deps.segments.drop(segment);
    }
    for (let block = firstBlock; block < keepFrom; block += 1) inMemory.delete(block);
    firstBlock = keepFrom;
    writtenTo = Math.max(writtenTo, keepFrom);
  }

  return {
    get start() {
      return firstBlock * blockBytes;
    },
    get end() {
      return end;
    },
    get acknowledged() {
      return acknowledged;
    },
    get full() {
      return full;
    },
    append(bytes) {
      let taken = 0;
      while (taken < bytes.length) {
        const block = Math.floor(end / blockBytes);
        const used = end % blockBytes;
        let target = inMemory.get(block);
        if (target === undefined) {
          target = new Uint8Array(blockBytes);
          inMemory.set(block, target);
          spill();
          updateFull();
        }
        const count = Math.min(bytes.length - taken, blockBytes - used);
        target.set(taken === 0 && count === bytes.length ? bytes : bytes.subarray(taken, taken + count), used);
        taken += count;
        end += count;
      }
    },
    read(offset, maxBytes) {
      if (offset < firstBlock * blockBytes || offset >= end) throw new RangeError('not in the backlog');
      const block = Math.floor(offset / blockBytes);
      const within = offset % blockBytes;
      const length = Math.min(maxBytes, blockBytes - within, end - offset);
      const bytes = inMemory.get(block);
      if (bytes !== undefined) return bytes.subarray(within, within + length);
      const segment = Math.floor(block / blocksPerSegment);
      return deps.segments.read(segment, (block % blocksPerSegment) * blockBytes + within, length);
    },
    acknowledge(offset) {
      acknowledged = Math.max(acknowledged, Math.min(offset, end));
      trim();
      updateFull();
    },
    retry() {
      diskFails = false;
      spill();
    },
    async dispose() {
      disposed = true;
      await writing;
      inMemory.clear();
      await deps.segments.dispose();
    },
  };
}
