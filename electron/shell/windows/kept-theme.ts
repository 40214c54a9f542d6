import { readFileSync } from 'node:fs';
import type { Settings } from '../../contract.ts';

const THEMES: readonly string[] = ['system', 'light', 'dark'] satisfies readonly Settings['theme'][];

/** The theme in the text of a settings file; `system` when it names none. Pure. */
export function themeIn(text: string): Settings['theme'] {
  try {
    const { preferences } = JSON.parse(text) as { readonly preferences?: { readonly theme?: unknown } };
    const theme = preferences?.theme;
    return typeof theme === 'string' && THEMES.includes(theme) ? (theme as Settings['theme']) : 'system';
  } catch {
    return 'system';
  }
}

/** For the first paint, before core has read the settings for good: a guess that costs a millisecond. */
export function keptTheme(settingsFile: string): Settings['theme'] {
  try {
    return themeIn(readFileSync(settingsFile, 'utf8'));
  } catch {
    return 'system';
  }
}
