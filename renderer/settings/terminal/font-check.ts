/** How wide a text is in a font, in any unit. */
export type MeasureText = (text: string, font: string) => number;

const sample = 'mmmmmmmmmmlliWW@';
const size = '72px';

/** Fonts that people use in terminals; those that are here are offered. */
export const knownFonts = [
  'Cascadia Code',
  'Cascadia Mono',
  'Consolas',
  'Courier New',
  'DejaVu Sans Mono',
  'Fira Code',
  'Fira Mono',
  'Hack',
  'IBM Plex Mono',
  'Inconsolata',
  'Iosevka',
  'JetBrains Mono',
  'Liberation Mono',
  'Menlo',
  'Monaco',
  'Noto Sans Mono',
  'Roboto Mono',
  'SF Mono',
  'Source Code Pro',
  'Ubuntu Mono',
] as const;

/** A font that is not here is drawn in the one named behind it, whichever that is. */
export function hasFont(name: string, measure: MeasureText): boolean {
  return ['monospace', 'serif', 'sans-serif'].some(
    (other) => measure(sample, `${size} "${name}", ${other}`) !== measure(sample, `${size} ${other}`),
  );
}

export function isMonospaced(name: string, measure: MeasureText): boolean {
  const width = (text: string): number => measure(text, `${size} "${name}", monospace`);
  return Math.abs(width('iiiiiiii') - width('WWWWWWWW')) < 1;
}

/** What is wrong with a font as the first of a terminal, as a sentence; null when all is well. */
export function fontProblem(name: string, measure: MeasureText): string | null {
  if (name === 'monospace' || name === 'ui-monospace') return null;
  if (!hasFont(name, measure)) return `“${name}” is not on this machine: the next font is used.`;
  if (!isMonospaced(name, measure)) return `The characters of “${name}” differ in width: columns will not line up.`;
  return null;
}

/** Measures as the page draws; every text is 0 wide where there is no canvas. */
export function measureIn(page: Document): MeasureText {
  const context = page.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (!context) return 0;
    context.font = font;
    return context.measureText(text).width;
  };
}
