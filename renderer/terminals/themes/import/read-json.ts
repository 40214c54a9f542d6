import { parseJsonc } from './jsonc.ts';
import { type Fields, fieldsOf, finish, isFields, type ReadTheme, ThemeFileError } from './theme-file.ts';

const shades = ['black', 'red', 'green', 'yellow', 'blue', 'purple', 'cyan', 'white'];
const vsCodeShades = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];

/** A scheme of Windows Terminal, its whole settings file, or a colour theme of VS Code. */
export function readJsonThemes(text: string): readonly ReadTheme[] {
  const json = parseJsonc(text);
  if (!isFields(json)) throw new ThemeFileError('It holds no theme: an object was expected.');
  if (Array.isArray(json.schemes)) {
    const schemes = json.schemes.filter(isFields);
    if (schemes.length === 0) throw new ThemeFileError('Its list of schemes is empty.');
    return schemes.map(readScheme);
  }
  const colors = fieldsOf(json, 'colors');
  if (Object.keys(colors).some((name) => name.startsWith('terminal.'))) return [readVsCode(json, colors)];
  if ('colors' in json) {
    throw new ThemeFileError('This VS Code theme has no terminal colours (terminal.ansiBlack and so on).');
  }
  return [readScheme(json)];
}

function readScheme(scheme: Fields): ReadTheme {
  const bright = (shade: string): string => `bright${shade.charAt(0).toUpperCase()}${shade.slice(1)}`;
  return {
    name: nameOf(scheme.name),
    colours: finish({
      background: scheme.background,
      foreground: scheme.foreground,
      cursor: scheme.cursorColor,
      selection: scheme.selectionBackground,
      ansi: [...shades.map((shade) => scheme[shade]), ...shades.map((shade) => scheme[bright(shade)])],
    }),
  };
}

function readVsCode(theme: Fields, colors: Fields): ReadTheme {
  return {
    name: nameOf(theme.name),
    colours: finish({
      background: colors['terminal.background'] ?? colors['panel.background'] ?? colors['editor.background'],
      foreground: colors['terminal.foreground'] ?? colors['editor.foreground'] ?? colors.foreground,
      cursor: colors['terminalCursor.foreground'] ?? colors['editorCursor.foreground'],
      cursorText: colors['terminalCursor.background'],
      selection: colors['terminal.selectionBackground'] ?? colors['editor.selectionBackground'],
      ansi: [
        ...vsCodeShades.map((shade) => colors[`terminal.ansi${shade}`]),
        ...vsCodeShades.map((shade) => colors[`terminal.ansiBright${shade}`]),
      ],
    }),
  };
}

function nameOf(written: unknown): string | null {
  return typeof written === 'string' && written.trim() !== '' ? written.trim() : null;
}
