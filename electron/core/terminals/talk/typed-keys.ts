/** What a terminal answers by itself (cursor and device reports, focus, the frame of a paste): nobody typed it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is being looked for
const ANSWERS = /\u001b\[\d+;\d+R|\u001b\[[?>]?[\d;]*c|\u001b\[[IO]|\u001b\[20[01]~/g;

/** The keys among what a view sends. */
export function keysIn(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').replace(ANSWERS, '');
}

/**
 * Counts what was typed and could not be sent, so that it is said. It is not kept for the next shell: half a line that
 * was meant for one directory must not be run in another.
 */
export interface LostKeys {
  add(characters: number): void;
  /** ` · 12 characters that you typed were not sent`, or nothing; begins anew. */
  take(): string;
}

export function createLostKeys(): LostKeys {
  let lost = 0;
  return {
    add(characters) {
      lost += characters;
    },
    take() {
      const count = lost;
      lost = 0;
      if (count === 0) return '';
      return count === 1
        ? ' · one character that you typed was not sent'
        : ` · ${count} characters that you typed were not sent`;
    },
  };
}
