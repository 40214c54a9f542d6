import type { IBufferCell } from '@xterm/headless';
import type { Stretch } from './record.ts';
import { type RenderedLine, renderLines } from './rendered-lines.ts';
import { styledRuns } from './styled-runs.ts';

/** The sixteen colours that programs name by number, on a dark ground. */
const NAMED = [
  ...['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#6e7681', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#f0f6fc'],
];
const TEXT = '#e6edf3';
const GROUND = '#0d1117';
/** What xterm's colour cube has on each axis. */
const STEPS = [0, 95, 135, 175, 215, 255];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}

/**
 * One file that needs nothing else: colours as inline styles, no script, and a policy that would let none run. The text is
 * laid out as a terminal does, left to right, so that no character of a stranger's can turn the order of others round.
 */
export async function exportHtml(
  title: string,
  stretches: AsyncIterable<Stretch>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  await write(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="Jobdeck">
<title>${escapeHtml(title)}</title>
<style>
body { margin: 0; background: ${GROUND}; color: ${TEXT}; }
pre { margin: 0; padding: 16px; font: 13px/1.35 "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; direction: ltr; unicode-bidi: bidi-override; tab-size: 8; }
</style>
</head>
<body>
<pre>`);
  let begun = false;
  /** Those at the end of the line before: text only where it goes on. */
  let spaces = '';
  await renderLines(stretches, async (lines) => {
    const html: string[] = [];
    for (const one of lines) {
      if (begun) html.push(one.wrapped ? spaces : '\n');
      begun = true;
      const whole = lineHtml(one);
      const text = whole.replace(/ +$/, '');
      spaces = whole.slice(text.length);
      html.push(text);
    }
    await write(html.join(''));
  });
  await write('\n</pre>\n</body>\n</html>\n');
}

function lineHtml({ line }: RenderedLine): string {
  return styledRuns(line, styleOf)
    .map(({ style, text }) => (style === '' ? escapeHtml(text) : `<span style="${style}">${escapeHtml(text)}</span>`))
    .join('');
}

function styleOf(cell: IBufferCell): string {
  if (cell.isAttributeDefault()) return '';
  let text = cell.isFgDefault() ? null : colour(cell.getFgColor(), cell.isFgRGB());
  let ground = cell.isBgDefault() ? null : colour(cell.getBgColor(), cell.isBgRGB());
  if (cell.isInverse()) [text, ground] = [ground ?? GROUND, text ?? TEXT];
  const lines = [cell.isUnderline() ? 'underline' : '', cell.isStrikethrough() ? 'line-through' : ''].filter(Boolean);
  return [
    text === null ? '' : `color:${text}`,
    ground === null ? '' : `background:${ground}`,
    cell.isBold() ? 'font-weight:bold' : '',
    cell.isItalic() ? 'font-style:italic' : '',
    cell.isDim() ? 'opacity:.7' : '',
    cell.isInvisible() ? 'visibility:hidden' : '',
    lines.length === 0 ? '' : `text-decoration:${lines.join(' ')}`,
  ]
    .filter(Boolean)
    .join(';');
}

function colour(value: number, isRgb: boolean): string {
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
  const named = NAMED[value];
  if (named !== undefined) return named;
  if (value >= 232) return grey(8 + (value - 232) * 10);
  const cube = value - 16;
  const steps = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return `rgb(${steps.map((step) => STEPS[step] ?? 0).join(',')})`;
}

function grey(level: number): string {
  return `rgb(${level},${level},${level})`;
}
