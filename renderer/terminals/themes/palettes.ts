import type { TerminalColours } from '../../../electron/contract.ts';

/** A theme that comes with the app. */
export interface HouseTheme {
  readonly id: string;
  readonly name: string;
  readonly ground: 'dark' | 'light';
  readonly colours: TerminalColours;
}

interface Sketch {
  readonly id: string;
  readonly name: string;
  readonly ground: 'dark' | 'light';
  readonly background: string;
  readonly foreground: string;
  readonly cursor: string;
  readonly selection: string;
  /** Black to white, then bright black to bright white. */
  readonly ansi: string;
}

const sketches: readonly Sketch[] = [
  {
    id: 'contrast-dark',
    name: 'High contrast, dark',
    ground: 'dark',
    background: '#000000',
    foreground: '#ffffff',
    cursor: '#ffd33d',
    selection: '#4d6fff99',
    ansi: '#5c5c5c #ff8a80 #7dff8a #ffe566 #9cc4ff #ff9cf5 #70f0ff #f2f2f2 #b3b3b3 #ffb3ad #b0ffb8 #fff2a8 #c4dcff #ffc7fa #adf7ff #ffffff',
  },
  {
    id: 'contrast-light',
    name: 'High contrast, light',
    ground: 'light',
    background: '#ffffff',
    foreground: '#000000',
    cursor: '#0040c0',
    selection: '#2f6bff66',
    ansi: '#000000 #a30010 #00521c #5c4300 #00389e #82007a #00505c #474747 #333333 #8a000e #004518 #4d3800 #002f85 #6b0064 #00434d #1f1f1f',
  },
  // Ethan Schoonover's Solarized (MIT).
  {
    id: 'tide-dark',
    name: 'Tide, dark',
    ground: 'dark',
    background: '#002b36',
    foreground: '#93a1a1',
    cursor: '#eee8d5',
    selection: '#2aa19859',
    ansi: '#073642 #dc322f #859900 #b58900 #268bd2 #d33682 #2aa198 #eee8d5 #586e75 #cb4b16 #9fb20f #cf9f1a #5aa9e2 #6c71c4 #4fc1b8 #fdf6e3',
  },
  {
    id: 'tide-light',
    name: 'Tide, light',
    ground: 'light',
    background: '#fdf6e3',
    foreground: '#586e75',
    cursor: '#073642',
    selection: '#2aa19840',
    ansi: '#073642 #dc322f #859900 #b58900 #268bd2 #d33682 #2aa198 #657b83 #586e75 #cb4b16 #697a00 #94700a #1d6fa8 #6c71c4 #1f7f78 #002b36',
  },
  // Pavel Pertsev's gruvbox (MIT).
  {
    id: 'hearth-dark',
    name: 'Hearth, dark',
    ground: 'dark',
    background: '#282828',
    foreground: '#ebdbb2',
    cursor: '#fe8019',
    selection: '#928374a0',
    ansi: '#3c3836 #cc241d #98971a #d79921 #458588 #b16286 #689d6a #a89984 #928374 #fb4934 #b8bb26 #fabd2f #83a598 #d3869b #8ec07c #ebdbb2',
  },
  {
    id: 'hearth-light',
    name: 'Hearth, light',
    ground: 'light',
    background: '#fbf1c7',
    foreground: '#3c3836',
    cursor: '#af3a03',
    selection: '#a8998480',
    ansi: '#282828 #cc241d #98971a #d79921 #458588 #b16286 #689d6a #7c6f64 #928374 #9d0006 #79740e #b57614 #076678 #8f3f71 #427b58 #3c3836',
  },
  // Arctic Ice Studio's Nord (MIT).
  {
    id: 'fjord-dark',
    name: 'Fjord, dark',
    ground: 'dark',
    background: '#2e3440',
    foreground: '#d8dee9',
    cursor: '#d8dee9',
    selection: '#88c0d04d',
    ansi: '#3b4252 #bf616a #a3be8c #ebcb8b #81a1c1 #b48ead #88c0d0 #e5e9f0 #4c566a #bf616a #a3be8c #ebcb8b #81a1c1 #b48ead #8fbcbb #eceff4',
  },
  // xterm's own.
  {
    id: 'console-dark',
    name: 'Console, dark',
    ground: 'dark',
    background: '#000000',
    foreground: '#e5e5e5',
    cursor: '#e5e5e5',
    selection: '#ffffff4d',
    ansi: '#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 #7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff',
  },
  {
    id: 'console-light',
    name: 'Console, light',
    ground: 'light',
    background: '#ffffff',
    foreground: '#000000',
    cursor: '#000000',
    selection: '#0000003d',
    ansi: '#000000 #cd0000 #00a000 #a08000 #0000ee #cd00cd #008c8c #707070 #7f7f7f #e00000 #008f00 #8f7300 #5c5cff #c000c0 #007f7f #000000',
  },
];

/** Besides Jobdeck's own, which is made from the window's colours. */
export const houseThemes: readonly HouseTheme[] = sketches.map(({ id, name, ground, ansi, ...rest }) => ({
  id,
  name,
  ground,
  colours: { ...rest, cursorText: null, ansi: ansi.split(' ') },
}));
