import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** WCAG 2.2 contrast of every pair of text and surface that the styles use, computed from the tokens themselves. */
const css = readFileSync('renderer/styles/tokens.css', 'utf8');

type Rgb = readonly [number, number, number];
interface Colour {
  readonly rgb: Rgb;
  readonly alpha: number;
}

function readTheme(start: string): Map<string, Colour> {
  const from = css.indexOf(start);
  const block = css.slice(from, css.indexOf('\n}', from));
  const tokens = new Map<string, Colour>();
  for (const [, name, value] of block.matchAll(/^\s*(--[\w-]+):\s*oklch\(([^)]+)\);/gm)) {
    const numbers = (value ?? '').split(/[\s/]+/).map(Number);
    const [lightness = 0, chroma = 0, hue = 0, alpha = 1] = numbers;
    tokens.set(name ?? '', { rgb: linearRgb(lightness, chroma, hue), alpha });
  }
  return tokens;
}

/** Linear sRGB, clipped to the gamut: https://bottosson.github.io/posts/oklab/ */
function linearRgb(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const a = chroma * Math.cos((hueDegrees * Math.PI) / 180);
  const b = chroma * Math.sin((hueDegrees * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const encode = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
const decode = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);

/** What the screen shows of a translucent wash: browsers blend in encoded sRGB. */
function over(top: Colour, below: Rgb): Rgb {
  const mix = (i: 0 | 1 | 2): number => decode(encode(top.rgb[i]) * top.alpha + encode(below[i]) * (1 - top.alpha));
  return [mix(0), mix(1), mix(2)];
}

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(one: Rgb, other: Rgb): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['--desk', '--panel', '--raised', '--hover', '--term'];
const inks = ['--ink', '--ink-2', '--ink-3', '--accent', '--running', '--open', '--held', '--failed'];
const textPairs: (readonly [ink: string, surface: string, wash?: string])[] = [
  ...inks.flatMap((ink) => surfaces.map((surface) => [ink, surface] as const)),
  ['--accent-ink', '--accent'],
  ['--accent-ink', '--accent-strong'],
  ...['--panel', '--raised', '--hover'].flatMap((surface) => [
    ['--accent', surface, '--accent-wash'] as const,
    ['--ink', surface, '--failed-wash'] as const,
    ['--ink-2', surface, '--failed-wash'] as const,
    ['--failed', surface, '--failed-wash'] as const,
    ['--held', surface, '--held-wash'] as const,
    ['--ink', surface, '--held-wash'] as const,
    ['--ink-2', surface, '--held-wash'] as const,
    ['--open', surface, '--open-wash'] as const,
  ]),
];
const shapePairs = [
  ...['--edge', '--idle', '--running', '--open', '--held', '--failed'].flatMap((shape) =>
    surfaces.map((surface) => [shape, surface] as const),
  ),
  ...Array.from({ length: 8 }, (_, i) => [`--account-${i}`, '--panel'] as const),
  ...Array.from({ length: 8 }, (_, i) => [`--account-${i}`, '--desk'] as const),
];

describe.each([
  ['dark', ':root {'],
  ['light', '[data-theme="light"] {'],
])('%s theme', (_name, start) => {
  const tokens = readTheme(start);
  const colour = (name: string): Colour => {
    const found = tokens.get(name);
    if (!found) throw new Error(`no token ${name}`);
    return found;
  };
  const measure = (ink: string, surface: string, wash?: string): number => {
    const ground = wash ? over(colour(wash), colour(surface).rgb) : colour(surface).rgb;
    return contrast(colour(ink).rgb, ground);
  };

  it('keeps text at 4.5:1 or better on every surface it stands on', () => {
    const tooWeak = textPairs
      .map((pair) => ({ pair: pair.join(' on '), ratio: measure(...pair) }))
      .filter(({ ratio }) => ratio < 4.5);
    expect(tooWeak).toEqual([]);
  });

  it('keeps state shapes, account marks and field edges at 3:1 or better', () => {
    const tooWeak = shapePairs
      .map((pair) => ({ pair: pair.join(' on '), ratio: measure(...pair) }))
      .filter(({ ratio }) => ratio < 3);
    expect(tooWeak).toEqual([]);
  });
});
