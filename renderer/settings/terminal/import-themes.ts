import type { OwnTerminalTheme, Settings } from '../../../electron/contract.ts';
import { cleanLabel } from '../../terminals/hostile-text.ts';
import { isLight } from '../../terminals/themes/colour-math.ts';

/** A theme is a few kilobytes; the largest settings file with many schemes has some hundred. */
const largestFileBytes = 1024 * 1024;
const mostThemes = 50;
const longestName = 60;

export interface ThemeSource {
  readonly name: string;
  readonly size: number;
  readonly text: () => Promise<string>;
}

export interface Imported {
  readonly patch: Partial<Settings>;
  /** What was taken in, and how it is used now; a sentence. */
  readonly message: string;
}

/**
 * Reads theme files and says how the settings change: a theme of the same name is replaced, a single new one is used at
 * once in the window it goes with. Rejects with a sentence that names the file and what is wrong with it.
 */
export async function importThemes(
  files: readonly ThemeSource[],
  settings: Pick<Settings, 'terminalThemes'>,
): Promise<Imported> {
  const { readThemeFile } = await import('../../terminals/themes/import/read-theme-file.ts');
  let themes = settings.terminalThemes;
  const taken: OwnTerminalTheme[] = [];
  for (const file of files) {
    if (file.size > largestFileBytes) throw new Error(`${file.name} was not taken in. It is too large for a theme.`);
    const text = await file.text();
    try {
      for (const { name, colours } of readThemeFile(file.name, text)) {
        const called = cleanLabel(name ?? file.name.replace(/\.[^.]+$/, ''), longestName) || 'Theme';
        const before = themes.find((theme) => theme.name === called);
        const theme = { id: before?.id ?? freeId(called, themes), name: called, colours };
        themes = [...themes.filter(({ id }) => id !== theme.id), theme];
        taken.push(theme);
      }
    } catch (error) {
      throw new Error(`${file.name} was not taken in. ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (themes.length > mostThemes) {
    throw new Error(`There would be ${themes.length} themes; ${mostThemes} can be kept. Remove some first.`);
  }
  const [first] = taken;
  if (first === undefined) throw new Error('No theme was found.');
  if (taken.length > 1) return { patch: { terminalThemes: themes }, message: `${taken.length} themes are taken in.` };
  const light = isLight(first.colours.background);
  return {
    patch: {
      terminalThemes: themes,
      [light ? 'terminalThemeLight' : 'terminalThemeDark']: `own:${first.id}`,
    },
    message: `“${first.name}” is taken in, and used in the ${light ? 'light' : 'dark'} window.`,
  };
}

/** The settings without it: where it was in use, Jobdeck's own is. */
export function withoutTheme(
  id: string,
  settings: Pick<Settings, 'terminalThemes' | 'terminalThemeDark' | 'terminalThemeLight'>,
): Partial<Settings> {
  const used = `own:${id}`;
  return {
    terminalThemes: settings.terminalThemes.filter((theme) => theme.id !== id),
    ...(settings.terminalThemeDark === used ? { terminalThemeDark: 'jobdeck' } : {}),
    ...(settings.terminalThemeLight === used ? { terminalThemeLight: 'jobdeck' } : {}),
  };
}

function freeId(name: string, themes: readonly OwnTerminalTheme[]): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 48) || 'theme';
  const known = new Set(themes.map(({ id }) => id));
  let id = base;
  for (let number = 2; known.has(id); number += 1) id = `${base}-${number}`;
  return id;
}
