/** Tells what a person types from what a terminal says by itself (reports of the focus, the mouse, the cursor, colours). */
export interface TypedInput {
  /** A key is about to be sent as these characters. */
  readonly keyed: (characters: string) => void;
  /** What the terminal sends was typed. To be asked once for each. */
  readonly isTyped: (data: string) => boolean;
}

// Every report begins with ESC or a C1 control. Text without any comes from an input method or a dead key.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const controls = /[\u0000-\u001f\u007f-\u009f]/;

export function createTypedInput(): TypedInput {
  let announced: string | null = null;
  return {
    keyed(characters) {
      announced = characters;
    },
    isTyped(data) {
      const typed = data === announced || !controls.test(data);
      announced = null;
      return typed;
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence
const cursorKey = /^\u001b[[O]([A-DFH])$/;

/** A cursor key as the program in this terminal wants it: two programs may want two forms. */
export function asCursorKey(data: string, applicationMode: boolean): string {
  const letter = cursorKey.exec(data)?.[1];
  return letter === undefined ? data : `\u001b${applicationMode ? 'O' : '['}${letter}`;
}
