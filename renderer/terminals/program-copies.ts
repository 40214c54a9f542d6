/** Larger ones are refused, as other terminals do: nobody looks through more, and a clipboard is not a transport. */
export const longestCopyBytes = 75 * 1024;

/**
 * What a program wants to put into the clipboard by OSC 52 (`Pc ; Pd`, xterm's ctlseqs); null for a question for its
 * content, which is never answered, for clearing it, and for what is no text.
 */
export function readProgramCopy(data: string): string | null {
  const separator = data.indexOf(';');
  if (separator < 0) return null;
  const encoded = data.slice(separator + 1);
  if (encoded === '' || encoded === '?' || encoded.length > Math.ceil(longestCopyBytes / 3) * 4) return null;
  const bytes = decodeBase64(encoded);
  if (bytes === null || bytes.length === 0 || bytes.length > longestCopyBytes) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function decodeBase64(encoded: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

export type CopyAnswer = 'once' | 'always' | 'never' | 'not-now';

export interface ProgramCopiesDeps {
  /** By the settings no program may. */
  readonly forbidden: () => boolean;
  readonly write: (text: string) => void;
  /** What waits for the user's answer; null = nothing. */
  readonly onWish: (text: string | null) => void;
}

/** Stands between the programs in one tab and the clipboard. */
export interface ProgramCopies {
  readonly ask: (data: string) => void;
  readonly answer: (answer: CopyAnswer) => void;
}

export function createProgramCopies(deps: ProgramCopiesDeps): ProgramCopies {
  /** What the user has said for the whole life of this tab. */
  let rule: 'ask' | 'always' | 'never' = 'ask';
  let wish: string | null = null;

  const setWish = (next: string | null): void => {
    wish = next;
    deps.onWish(next);
  };

  return {
    ask(data) {
      if (rule === 'never' || deps.forbidden()) return;
      const text = readProgramCopy(data);
      if (text === null) return;
      if (rule === 'always') deps.write(text);
      // The first stays: what the user looks at must not become something else below the button.
      else if (wish === null) setWish(text);
    },
    answer(answer) {
      const wanted = wish;
      if (wanted === null) return;
      if (answer === 'always' || answer === 'never') rule = answer;
      setWish(null);
      if (answer === 'once' || answer === 'always') deps.write(wanted);
    },
  };
}
