import { parse } from 'plist';
import { type Fields, fieldsOf, finish, isFields, type ReadTheme, ThemeFileError } from './theme-file.ts';

/** iTerm2 writes each channel as a number from 0 to 1, in a property list. */
export function readItermColours(text: string): ReadTheme {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new ThemeFileError(`It is no property list: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!isFields(document)) throw new ThemeFileError('It holds no colours of iTerm2.');
  const colours = document;
  const of = (name: string): string | undefined => toHex(fieldsOf(colours, name));
  return {
    name: null,
    colours: finish({
      background: of('Background Color'),
      foreground: of('Foreground Color'),
      cursor: of('Cursor Color'),
      cursorText: of('Cursor Text Color'),
      selection: of('Selection Color'),
      ansi: Array.from({ length: 16 }, (_, index) => of(`Ansi ${index} Color`)),
    }),
  };
}

function toHex(colour: Fields): string | undefined {
  const channels = ['Red Component', 'Green Component', 'Blue Component'].map((name) => colour[name]);
  if (!channels.every((channel) => typeof channel === 'number')) return undefined;
  const bytes = channels.map((channel) => Math.round(Math.min(1, Math.max(0, channel)) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
