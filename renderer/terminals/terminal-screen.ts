import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type IBufferRange, Terminal } from '@xterm/xterm';
import type { Settings, TerminalColours } from '../../electron/contract.ts';
import { createCursorBlink } from './cursor-blink.ts';
import { resizeAroundCursor } from './cursor-reflow.ts';
import { resumeDrawing } from './drawing-resume.ts';
import type { FilePlace } from './file-paths.ts';
import { fontStack } from './font-stack.ts';
import { loadGraphemes } from './grapheme-limit.ts';
import { readWebLink } from './hostile-text.ts';
import { findLigatures } from './ligatures.ts';
import { linkPaths } from './path-links.ts';
import { rightClickDoes } from './pointer-wishes.ts';
import { syncScrollbarOnce } from './scrollbar-sync.ts';
import { redrawForSelectionOnly } from './selection-redraw.ts';
import { createSequenceGuard } from './sequence-guard.ts';
import type { Size } from './terminal-fit.ts';
import type { Platform } from './terminal-keys.ts';
import { xtermTheme } from './terminal-theme.ts';

export interface Appearance {
  readonly colours: TerminalColours;
  /** While searching, the hit that is selected stands out although the field has the keyboard. */
  readonly searching?: boolean;
  /** No shell takes what is typed. */
  readonly resting?: boolean;
  readonly settings: Settings;
}

export interface ScreenDeps {
  readonly platform: Platform;
  /** A link was clicked with the modifier held; `shownText` is what the screen shows for it. */
  readonly onLink: (target: URL, shownText: string) => void;
  /** Absent: file paths are no links. */
  readonly onPath?: (place: FilePlace) => void;
  /** What a click with the modifier would lead to. */
  readonly onHover?: (target: string | null) => void;
}

export interface Screen {
  readonly terminal: Terminal;
  /** Columns and rows that its element has room for; null where that cannot be measured. */
  readonly room: () => Size | null;
  readonly take: (size: Size) => void;
  readonly search: SearchAddon;
  /** Once. */
  readonly open: (element: HTMLElement) => void;
  /** To be called when its element was put into the page again. */
  readonly shown: () => void;
  readonly dress: (appearance: Appearance) => void;
  /** Others have taken sequences over: what is to be refused is refused before they hear of it. */
  readonly guardAnew: () => void;
}

/** Makes an xterm with everything that all our terminals share. Nothing here knows sessions. */
export function createScreen(appearance: Appearance, deps: ScreenDeps): Screen {
  const isLinkClick = (event: MouseEvent): boolean => (deps.platform === 'darwin' ? event.metaKey : event.ctrlKey);
  const follow = (event: MouseEvent, text: string, shownText: string): void => {
    const target = readWebLink(text);
    if (target && isLinkClick(event)) deps.onLink(target, shownText);
  };
  const hover = (_event: MouseEvent, text: string): void => deps.onHover?.(readWebLink(text)?.href ?? null);
  const leave = (): void => deps.onHover?.(null);

  const terminal = new Terminal({
    ...lookOf(appearance, deps.platform),
    allowProposedApi: true,
    allowTransparency: false,
    // A click that moves the cursor sends arrow keys: a surprise in a debugger or an editor.
    altClickMovesCursor: false,
    cursorInactiveStyle: 'outline',
    macOptionIsMeta: true,
    macOptionClickForcesSelection: true,
    rescaleOverlappingGlyphs: true,
    scrollOnUserInput: true,
    // Window reports and manipulation stay off: they let a program type text of its choice into its own input.
    windowOptions: {},
    linkHandler: {
      activate: (event, text, range) => follow(event, text, readRange(terminal, range)),
      hover,
      leave,
      allowNonHttpProtocols: false,
    },
    logLevel: 'off',
  });
  const fit = new FitAddon();
  const search = new SearchAddon({ highlightLimit: 2000 });
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  loadGraphemes(terminal);
  let catchUpScrollbar = (): void => {};
  const makeGuard = () => createSequenceGuard({ terminal, now: () => performance.now() });
  let guard = makeGuard();
  const { onPath } = deps;
  if (onPath !== undefined) {
    linkPaths({
      terminal,
      onPath: (event, place) => isLinkClick(event) && onPath(place),
      onHover: (place) => deps.onHover?.(place?.path ?? null),
    });
  }
  let joiner: number | null = null;
  const joinLigatures = (wanted: boolean): void => {
    if (wanted === (joiner !== null)) return;
    if (joiner === null) joiner = terminal.registerCharacterJoiner(findLigatures);
    else {
      terminal.deregisterCharacterJoiner(joiner);
      joiner = null;
    }
  };
  joinLigatures(appearance.settings.ligatures);
  terminal.loadAddon(new WebLinksAddon((event, text) => follow(event, text, text), { hover, leave }));

  return {
    terminal,
    room() {
      const { cols, rows } = fit.proposeDimensions() ?? {};
      return cols && rows ? { columns: cols, rows } : null;
    },
    take({ columns, rows }) {
      if (columns === terminal.cols && rows === terminal.rows) return;
      resizeAroundCursor(terminal, () => terminal.resize(columns, rows));
    },
    search,
    open(element) {
      terminal.open(element);
      redrawForSelectionOnly(terminal);
      catchUpScrollbar = syncScrollbarOnce(terminal);
      terminal.loadAddon(createCursorBlink());
    },
    shown() {
      resumeDrawing(terminal);
      catchUpScrollbar();
    },
    guardAnew() {
      guard.dispose();
      guard = makeGuard();
    },
    dress(next) {
      // Cell size is measured again on each change of a font option: only touch what differs.
      // How large the text is depends on the room, too: see terminal-fit.ts.
      const { fontSize: _, ...look } = lookOf(next, deps.platform);
      joinLigatures(next.settings.ligatures);
      const options = terminal.options as Record<string, unknown>;
      for (const [name, value] of Object.entries(look)) {
        if (JSON.stringify(options[name]) !== JSON.stringify(value)) options[name] = value;
      }
    },
  };
}

function lookOf({ colours, searching = false, resting = false, settings }: Appearance, platform: Platform) {
  return {
    theme: xtermTheme(colours, searching),
    fontFamily: fontStack(settings),
    fontSize: settings.terminalFontSize,
    fontWeight: '400',
    fontWeightBold: '700',
    lineHeight: settings.lineHeight,
    letterSpacing: settings.letterSpacing,
    minimumContrastRatio: settings.minimumContrast,
    wordSeparator: settings.wordSeparators,
    cursorBlink: settings.cursorBlink,
    cursorStyle: resting ? 'underline' : settings.cursorStyle,
    scrollback: settings.scrollbackLines,
    screenReaderMode: settings.screenReader,
    rightClickSelectsWord: platform === 'darwin' && rightClickDoes(settings.rightClick, platform) === 'menu',
  } as const;
}

function readRange(terminal: Terminal, range: IBufferRange): string {
  const line = terminal.buffer.active.getLine(range.start.y - 1);
  return line?.translateToString(false, range.start.x - 1, range.end.x) ?? '';
}
