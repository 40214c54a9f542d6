/**
 * Ctrl-C ends a program in the middle of what it prints: the tty throws away what is on its way and prints `^C`. Behind a
 * lone ESC that begins a private message (ESC ^), which has no end, and the prompt goes with it: once in twenty floods of
 * coloured lines, in every terminal. So whatever is half read is cancelled before such an echo.
 */
export interface InterruptEcho {
  readonly typed: (text: string) => void;
  /** Where echoes begin that may be those of what was typed, ascending. */
  readonly find: (bytes: Uint8Array) => readonly number[];
}

/** Ctrl-C, Ctrl-Z and Ctrl-\ as the tty echoes them; a terminal that lags behind a flood comes to it seconds later. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys that send control characters are what this is about
const signalKeys = /[\u0003\u001a\u001c]/;
const awaitedForMs = 10_000;
const caret = 0x5e;
const control = 0x40;

export function createInterruptEcho(now: () => number): InterruptEcho {
  let awaited: readonly number[] = [];
  let until = Number.NEGATIVE_INFINITY;

  return {
    typed(text) {
      const key = signalKeys.exec(text)?.[0];
      if (key === undefined) return;
      awaited = now() < until ? [...new Set([...awaited, key.charCodeAt(0)])] : [key.charCodeAt(0)];
      until = now() + awaitedForMs;
    },
    find(bytes) {
      if (now() >= until) return [];
      const found: number[] = [];
      for (let at = bytes.indexOf(caret); at >= 0; at = bytes.indexOf(caret, at + 1)) {
        const next = bytes[at + 1];
        // its second half may come with the next bytes
        if (next === undefined || awaited.includes(next ^ control)) found.push(at);
      }
      return found;
    },
  };
}
