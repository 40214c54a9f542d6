import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { parse as parseToml } from 'smol-toml';
import { readAlacritty } from './read-alacritty.ts';
import { isBase16, readBase16 } from './read-base16.ts';
import { readItermColours } from './read-itermcolors.ts';
import { readJsonThemes } from './read-json.ts';
import { looksLikeLines, readLines } from './read-lines.ts';
import { isFields, type ReadTheme, ThemeFileError } from './theme-file.ts';

/** The themes in a file of another terminal. Throws `ThemeFileError`. */
export function readThemeFile(fileName: string, text: string): readonly ReadTheme[] {
  const start = text.trimStart();
  if (/^<(\?xml|!doctype|plist)/i.test(start)) return [readItermColours(text)];
  if (/\.toml$/i.test(fileName)) return [readToml(text)];
  if (/\.ya?ml$/i.test(fileName)) return [readYaml(text)];
  if (/^[{[]/.test(start) && !/^\[\w/.test(start)) return readJsonThemes(text);
  if (/\.jsonc?$/i.test(fileName) || /^(\/\/|\/\*)/.test(start)) return readJsonThemes(text);
  if (looksLikeLines(text)) return [readLines(text)];
  if (/^\[colors/m.test(text)) return [readToml(text)];
  if (/^(colors|base00|scheme|palette)\s*:/m.test(text)) return [readYaml(text)];
  throw new ThemeFileError(
    'No theme was recognised in it. Jobdeck reads iTerm2 (.itermcolors), Windows Terminal and VS Code (.json), Alacritty (.toml, .yml), base16 (.yaml), Xresources and kitty.',
  );
}

function readToml(text: string): ReadTheme {
  let config: unknown;
  try {
    config = parseToml(text);
  } catch (error) {
    throw new ThemeFileError(`It is no valid TOML: ${firstLine(error)}.`);
  }
  return readAlacritty(isFields(config) ? config : {});
}

function readYaml(text: string): ReadTheme {
  let document: unknown;
  try {
    // Everything stays text: 000000 is a colour there, no number.
    document = load(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    throw new ThemeFileError(`It is no valid YAML: ${firstLine(error)}.`);
  }
  const fields = isFields(document) ? document : {};
  return isBase16(fields) ? readBase16(fields) : readAlacritty(fields);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
