import { keysIn } from './typed-keys.ts';

/** Tells from what is typed when something is run: a line that has anything in it, and Enter. */
export interface RunWatch {
  /** True when these keys ended such a line. */
  typed(bytes: Uint8Array): boolean;
  reset(): void;
}

/** Gives up what stands on the line: Ctrl-C, Ctrl-U. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const GIVEN_UP = /.*[\u0003\u0015]/s;

export function createRunWatch(): RunWatch {
  let line = false;
  return {
    typed(bytes) {
      const parts = keysIn(bytes).split(/[\r\n]/);
      let ran = false;
      for (const [index, part] of parts.entries()) {
        if (index > 0) {
          ran ||= line;
          line = false;
        }
        if (GIVEN_UP.test(part)) line = false;
        // An arrow key fetches an earlier command.
        if (part.replace(GIVEN_UP, '').trim() !== '') line = true;
      }
      return ran;
    },
    reset() {
      line = false;
    },
  };
}
