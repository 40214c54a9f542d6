import { useMemo, useSyncExternalStore } from 'react';
import type { Settings, TerminalColours } from '../../electron/contract.ts';
import { type ThemeName, terminalColours } from './terminal-theme.ts';
import { isLight } from './themes/colour-math.ts';
import { houseThemes } from './themes/palettes.ts';

/** The colours of this window's terminals: the system's own where it enforces some, else what the user chose. */
export function useTerminalColours(theme: ThemeName, settings: Settings): TerminalColours {
  const forced = useSyncExternalStore(onForcedColours, areColoursForced);
  const { terminalThemeDark, terminalThemeLight, terminalThemes } = settings;
  return useMemo(
    () =>
      forced
        ? systemColours(document)
        : terminalColours(theme, { terminalThemeDark, terminalThemeLight, terminalThemes }),
    [forced, theme, terminalThemeDark, terminalThemeLight, terminalThemes],
  );
}

const forcedQuery = '(forced-colors: active)';

function onForcedColours(listener: () => void): () => void {
  const query = window.matchMedia(forcedQuery);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

function areColoursForced(): boolean {
  return window.matchMedia(forcedQuery).matches;
}

/** xterm draws by itself, so that the browser cannot put the system's colours in: we ask for them. */
function systemColours(page: Document): TerminalColours {
  const probe = page.createElement('span');
  page.body.append(probe);
  const resolve = (name: string): string => {
    probe.style.color = name;
    return toHex(getComputedStyle(probe).color);
  };
  const background = resolve('Canvas');
  const foreground = resolve('CanvasText');
  const cursor = resolve('Highlight');
  const cursorText = resolve('HighlightText');
  probe.remove();
  const wanted = isLight(background) ? 'contrast-light' : 'contrast-dark';
  const ansi = houseThemes.find(({ id }) => id === wanted)?.colours.ansi ?? [];
  return { background, foreground, cursor, cursorText, selection: `${cursor}99`, ansi };
}

/** From `rgb(1, 2, 3)`, as computed styles have it. */
function toHex(computed: string): string {
  const channels = computed.match(/\d+(\.\d+)?/g)?.slice(0, 3) ?? ['0', '0', '0'];
  return `#${channels.map((channel) => Math.round(Number(channel)).toString(16).padStart(2, '0')).join('')}`;
}
