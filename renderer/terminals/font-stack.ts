import type { Settings } from '../../electron/contract.ts';

/** The user's fonts first, and ours behind them, so that a misspelt name still gives a terminal. */
export function fontStack({ terminalFontFamily }: Pick<Settings, 'terminalFontFamily'>): string {
  const theirs = fontNames(terminalFontFamily).map((name) => (generic.has(name) ? name : `"${name}"`));
  return [...theirs, '"JetBrains Mono Variable"', 'ui-monospace', 'monospace'].join(', ');
}

const generic = new Set(['monospace', 'ui-monospace']);

/** The names in what the user wrote, without quotes: a name with a digit in front needs them, and nobody knows that. */
export function fontNames(written: string): readonly string[] {
  return written
    .split(',')
    .map((name) => name.replace(/["'\\;{}]/g, '').trim())
    .filter((name) => name !== '');
}
