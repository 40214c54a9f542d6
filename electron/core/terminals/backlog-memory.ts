/** What of a backlog is in memory: its newest part, by absolute offset. */
export interface BacklogMemory {
  /** Everything from here on is in memory; at the start of a block. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  readonly usedBytes: number;
  /** Where the oldest block ends, or will. */
  readonly firstEnd: number;
  /** Where the block of that offset begins. */
  blockStart(offset: number): number;
  /** Copies. `onBlock` is told of each new block before it is filled. */
  append(bytes: Uint8Array, onBlock: () => void): void;
  /** Views into the store, valid for ever; of what is in memory. */
  parts(from: number, to: number): readonly Uint8Array[];
  /** As one part, at most `maxBytes`, never none. Throws where it is not in memory. */
  read(offset: number, maxBytes: number): Uint8Array;
  forgetFirst(): void;
  clear(): void;
}

export function createBacklogMemory(blockBytes: number): BacklogMemory {
  // Every block is whole but the last, so an offset tells its block.
  const blocks = new Map<number, Uint8Array>();
  let start = 0;
  let end = 0;

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get usedBytes() {
      return blocks.size * blockBytes;
    },
    get firstEnd() {
      return start + blockBytes;
    },
    blockStart: (offset) => Math.floor(offset / blockBytes) * blockBytes,
    append(bytes, onBlock) {
      let taken = 0;
      while (taken < bytes.length) {
        const block = Math.floor(end / blockBytes);
        const used = end % blockBytes;
        let target = blocks.get(block);
        if (target === undefined) {
          // not filled with zeros first: what is read of it was written
          target = new Uint8Array(Buffer.allocUnsafeSlow(blockBytes).buffer);
          blocks.set(block, target);
          onBlock();
        }
        const count = Math.min(bytes.length - taken, blockBytes - used);
        target.set(taken === 0 && count === bytes.length ? bytes : bytes.subarray(taken, taken + count), used);
        taken += count;
        end += count;
      }
    },
    parts(from, to) {
      const parts: Uint8Array[] = [];
      for (let at = from; at < to; ) {
        const block = Math.floor(at / blockBytes);
        const partEnd = Math.min(to, (block + 1) * blockBytes);
        const bytes = blocks.get(block);
        if (bytes !== undefined) parts.push(bytes.subarray(at - block * blockBytes, partEnd - block * blockBytes));
        at = partEnd;
      }
      return parts;
    },
    read(offset, maxBytes) {
      const within = offset % blockBytes;
      const length = Math.min(maxBytes, blockBytes - within, end - offset);
      const bytes = blocks.get(Math.floor(offset / blockBytes));
      if (bytes === undefined) throw new RangeError('not in the backlog');
      return bytes.subarray(within, within + length);
    },
    forgetFirst() {
      blocks.delete(start / blockBytes);
      start += blockBytes;
    },
    clear: () => blocks.clear(),
  };
}
