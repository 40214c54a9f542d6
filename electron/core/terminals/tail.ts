// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is being removed
const ESCAPES = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-Z\\-~])/g;
const TAIL_BYTES = 512;

/** Text without its escape sequences. */
export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '');
}

/** The last bytes of a stream, kept without making anything per frame. */
export interface Tail {
  push(bytes: Uint8Array): void;
  /** As it came. */
  raw(): string;
  /** What stands there for a person: no escape sequences, no returns. */
  shown(): string;
  clear(): void;
}

export function createTail(size = TAIL_BYTES): Tail {
  const kept = Buffer.alloc(size);
  let length = 0;
  const raw = () => kept.toString('utf8', 0, length);

  return {
    push(bytes) {
      if (bytes.length >= size) {
        kept.set(bytes.subarray(bytes.length - size));
        length = size;
        return;
      }
      const drop = Math.max(0, length + bytes.length - size);
      if (drop > 0) kept.copyWithin(0, drop, length);
      kept.set(bytes, length - drop);
      length += bytes.length - drop;
    },
    raw,
    shown: () =>
      raw()
        .replace(ESCAPES, '')
        .replaceAll('\r', '')
        // how a tty shows the key before it takes it back
        .replaceAll('^D\b\b', ''),
    clear() {
      length = 0;
    },
  };
}
