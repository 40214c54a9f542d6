/**
 * Ctrl-C ends a program in the middle of what it prints: the tty throws away what is on its way and prints `^C`. Behind a
 * lone ESC that begins a private message (ESC ^), which nothing ends, and the prompt goes with it. So whatever is half read
 * is cancelled before such an echo.
 */
export interface InterruptEcho {
  /** Answers whether it interrupts. */
  readonly typed: (text: string) => boolean;
  /** Where echoes begin, ascending; none while nothing was typed that has one. */
  readonly find: (bytes: Uint8Array) => readonly number[];
}

/** Ctrl-C, Ctrl-Z and Ctrl-\, and what the tty echoes behind a caret for each. */
const signalKeys = ['\u0003', '\u001a', '\u001c'];
const echoes = [...'CZ\\'].map((letter) => letter.charCodeAt(0));
const caret = '^'.charCodeAt(0);
/** A terminal that lags behind a flood comes to the echo seconds later. */
const awaitedForMs = 10_000;

export function createInterruptEcho(now: () => number): InterruptEcho {
  let until = Number.NEGATIVE_INFINITY;

  return {
    typed(text) {
      const interrupts = signalKeys.some((key) => text.includes(key));
      if (interrupts) until = now() + awaitedForMs;
      return interrupts;
    },
    find(bytes) {
      if (now() >= until) return [];
      const found: number[] = [];
      for (let at = bytes.indexOf(caret); at >= 0; at = bytes.indexOf(caret, at + 1)) {
        const next = bytes[at + 1];
        // its second half may come with the next bytes
        if (next === undefined || echoes.includes(next)) found.push(at);
      }
      return found;
    },
  };
}
