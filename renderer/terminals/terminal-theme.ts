import type { ISearchDecorationOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';
import type { Settings, TerminalColours } from '../../electron/contract.ts';
import { oklchToHex } from './oklch.ts';
import { isLight } from './themes/colour-math.ts';
import { houseThemes } from './themes/palettes.ts';

export type ThemeName = 'light' | 'dark';

/** The window's hue; see `--hue` in styles/tokens.css. */
const hue = 255;

type Oklch = readonly [lightness: number, chroma: number, hue: number];
const hex = (colour: Oklch): string => oklchToHex(...colour);

/** Lightness and chroma differ by theme, the hues are the ones of our state colours. */
const hues = { red: 25, green: 155, yellow: 85, blue: 250, magenta: 325, cyan: 205 } as const;

interface Ladder {
  readonly surface: Oklch;
  readonly ink: Oklch;
  readonly accent: Oklch;
  readonly accentInk: Oklch;
  readonly black: Oklch;
  readonly white: Oklch;
  readonly brightBlack: Oklch;
  readonly brightWhite: Oklch;
  readonly normal: readonly [lightness: number, chroma: number];
  readonly bright: readonly [lightness: number, chroma: number];
  readonly selection: string;
  readonly match: Oklch;
  readonly activeMatch: Oklch;
}

const ladders: Readonly<Record<ThemeName, Ladder>> = {
  dark: {
    surface: [0.14, 0.01, hue],
    ink: [0.925, 0.006, hue],
    accent: [0.75, 0.16, 52],
    accentInk: [0.19, 0.04, 52],
    black: [0.3, 0.014, hue],
    white: [0.84, 0.008, hue],
    brightBlack: [0.62, 0.014, hue],
    brightWhite: [0.985, 0.003, hue],
    normal: [0.745, 0.145],
    bright: [0.825, 0.135],
    selection: `${oklchToHex(0.62, 0.12, 250)}59`,
    match: [0.38, 0.06, 85],
    activeMatch: [0.56, 0.13, 52],
  },
  light: {
    surface: [0.995, 0.002, hue],
    ink: [0.26, 0.015, hue],
    accent: [0.51, 0.16, 42],
    accentInk: [0.995, 0.004, 45],
    black: [0.24, 0.015, hue],
    white: [0.55, 0.01, hue],
    brightBlack: [0.52, 0.014, hue],
    brightWhite: [0.44, 0.012, hue],
    normal: [0.5, 0.16],
    bright: [0.535, 0.18],
    selection: `${oklchToHex(0.7, 0.11, 250)}52`,
    match: [0.9, 0.09, 90],
    activeMatch: [0.82, 0.14, 65],
  },
};

/** Green and yellow look lighter than red and blue at the same lightness figure: on white they must go darker. */
function ansi(name: ThemeName, colour: keyof typeof hues, [lightness, chroma]: readonly [number, number]): string {
  const darker = name === 'light' && (colour === 'green' || colour === 'yellow' || colour === 'cyan') ? 0.015 : 0;
  return oklchToHex(lightness - darker, colour === 'yellow' || colour === 'cyan' ? chroma * 0.8 : chroma, hues[colour]);
}

/** Jobdeck's own: readable (AA) on the terminal's surface, with the accent for the one thing that acts, the cursor. */
export function jobdeckColours(name: ThemeName): TerminalColours {
  const ladder = ladders[name];
  const shades = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'] as const;
  return {
    background: hex(ladder.surface),
    foreground: hex(ladder.ink),
    cursor: hex(ladder.accent),
    cursorText: hex(ladder.accentInk),
    selection: ladder.selection,
    ansi: [
      hex(ladder.black),
      ...shades.map((colour) => ansi(name, colour, ladder.normal)),
      hex(ladder.white),
      hex(ladder.brightBlack),
      ...shades.map((colour) => ansi(name, colour, ladder.bright)),
      hex(ladder.brightWhite),
    ],
  };
}

/** The colours that the user wants in a window of this theme; Jobdeck's own where the wanted ones are not there. */
export function terminalColours(
  window: ThemeName,
  settings: Pick<Settings, 'terminalThemeDark' | 'terminalThemeLight' | 'terminalThemes'>,
): TerminalColours {
  const wanted = window === 'dark' ? settings.terminalThemeDark : settings.terminalThemeLight;
  if (wanted === 'jobdeck-dark') return jobdeckColours('dark');
  if (wanted === 'jobdeck-light') return jobdeckColours('light');
  const own = settings.terminalThemes.find(({ id }) => `own:${id}` === wanted);
  return (own ?? houseThemes.find(({ id }) => id === wanted))?.colours ?? jobdeckColours(window);
}

/** The ladder that goes with a ground, for what a theme does not say. */
function ladderOn(colours: TerminalColours): Ladder {
  return ladders[isLight(colours.background) ? 'light' : 'dark'];
}

/** Colours for xterm. */
export function xtermTheme(colours: TerminalColours, searching = false): ITheme {
  const { background, foreground, ansi: shades } = colours;
  const selection = colours.selection ?? `${foreground}40`;
  return {
    background,
    foreground,
    cursor: colours.cursor ?? foreground,
    cursorAccent: colours.cursorText ?? background,
    selectionBackground: selection,
    selectionInactiveBackground: searching ? hex(ladderOn(colours).activeMatch) : selection,
    scrollbarSliderBackground: `${foreground}1f`,
    scrollbarSliderHoverBackground: `${foreground}38`,
    scrollbarSliderActiveBackground: `${foreground}52`,
    overviewRulerBorder: `${background}00`,
    ...Object.fromEntries(xtermNames.map((name, index) => [name, shades[index] ?? foreground])),
  };
}

export const xtermNames = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const satisfies readonly (keyof ITheme)[];

export function searchDecorations(colours: TerminalColours): ISearchDecorationOptions {
  const { match, activeMatch } = ladderOn(colours);
  return {
    matchBackground: hex(match),
    matchOverviewRuler: hex(match),
    activeMatchBackground: hex(activeMatch),
    activeMatchColorOverviewRuler: hex(activeMatch),
  };
}
