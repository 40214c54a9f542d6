import { ThemeFileError } from './theme-file.ts';

/** JSON as editors write it: with comments and trailing commas. */
export function parseJsonc(text: string): unknown {
  // Strings are matched first, so that what looks like a comment within one stays.
  const plain = text
    .replace(/^\ufeff/, '')
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_all, string: string | undefined) => string ?? ' ')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_all, string: string | undefined) => string ?? '');
  try {
    return JSON.parse(plain);
  } catch (error) {
    throw new ThemeFileError(`It is no valid JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
