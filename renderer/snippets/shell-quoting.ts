/**
 * One word for any POSIX shell, whatever it holds: in single quotes everything but the quote itself stands for itself.
 * Always with quotes: bare, `42` before `>` would be a descriptor, and a branch named `time` a word of the shell's.
 */
export function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * Whether a quoted word put in at this place would not be read as one word: inside quotes, backquotes, a comment, or a
 * here-document. Where it cannot be told for sure without being the shell, the answer is yes.
 */
export function insideQuotes(text: string, at: number): boolean {
  let state: 'plain' | 'single' | 'double' = 'plain';
  for (let index = 0; index < at; index += 1) {
    const character = text[index];
    if (state === 'single') {
      if (character === "'") state = 'plain';
    } else if (character === '\\') {
      index += 1;
      // What it escapes would be the value's own first quote.
      if (index >= at) return true;
    } else if (state === 'double') {
      if (character === '"') state = 'plain';
      // What follows has quotes of its own, within these.
      else if (character === '`' || (character === '$' && /[({]/.test(text[index + 1] ?? ''))) return true;
    } else if (character === '"') state = 'double';
    else if (character === "'") {
      // In $'…' a backslash can escape the quote.
      if (text[index - 1] === '$') return true;
      state = 'single';
    } else if (character === '`') return true;
    else if (character === '<' && text[index + 1] === '<') return true;
    else if (character === '#' && /^$|[\s;&|()]/.test(text[index - 1] ?? '')) return true;
  }
  return state !== 'plain';
}
