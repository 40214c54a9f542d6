import { type Fields, fieldsOf, finish, type ReadTheme, ThemeFileError } from './theme-file.ts';

const shades = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The `colors` of Alacritty's configuration, whichever of its languages it was written in. */
export function readAlacritty(config: Fields): ReadTheme {
  if (!('colors' in config)) throw new ThemeFileError('It has no section “colors”.');
  const colors = fieldsOf(config, 'colors');
  const primary = fieldsOf(colors, 'primary');
  const cursor = fieldsOf(colors, 'cursor');
  const normal = fieldsOf(colors, 'normal');
  // Without bright ones Alacritty takes the normal ones.
  const bright = { ...normal, ...fieldsOf(colors, 'bright') };
  return {
    name: null,
    colours: finish({
      background: primary.background,
      foreground: primary.foreground,
      cursor: cursor.cursor,
      cursorText: cursor.text,
      selection: fieldsOf(colors, 'selection').background,
      ansi: [...shades.map((shade) => normal[shade]), ...shades.map((shade) => bright[shade])],
    }),
  };
}
