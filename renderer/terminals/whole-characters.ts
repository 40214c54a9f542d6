import { joined } from './bytes.ts';

/** Cuts a stream between characters only. */
export interface WholeCharacters {
  /** The bytes, with those kept back before them and without the beginning of a character at their end. */
  readonly take: (bytes: Uint8Array) => Uint8Array;
  readonly keptBytes: number;
  /** What was kept back, when what follows does not belong to it. */
  readonly drop: () => Uint8Array;
}

const nothing = new Uint8Array(0);

/**
 * xterm loses a character whose bytes come in two writes where the second byte is 0x80: an em dash, curly quotes, any
 * of U+2000 to U+203F (6.0.0, `Utf8ToUtf32`).
 */
export function createWholeCharacters(): WholeCharacters {
  let kept: Uint8Array = nothing;
  return {
    take(bytes) {
      const all = kept.length === 0 ? bytes : joined(kept, bytes);
      const whole = all.length - unfinishedLength(all);
      kept = all.slice(whole);
      return all.subarray(0, whole);
    },
    get keptBytes() {
      return kept.length;
    },
    drop() {
      const dropped = kept;
      kept = nothing;
      return dropped;
    },
  };
}

/** Bytes at the end that begin a character and do not finish it. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return byte < 0xf8 && back < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? back : 0;
  }
  return 0;
}

/** Where a cut at `at` falls when it is moved to the end of the character. */
export function characterEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < at + 3 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end += 1;
  return end;
}
