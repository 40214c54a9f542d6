import type { AppInfo } from '../../electron/contract.ts';
import type { SaveExtent } from '../transcripts/formats.ts';
import type { Side } from './panes/pane-tree.ts';

export type Platform = AppInfo['platform'];

/** What the terminal area does by itself; every other key belongs to the shell. */
export type TerminalCommand =
  | {
      readonly do: 'copy' | 'paste' | 'search' | 'close-tab' | 'next-tab' | 'previous-tab' | 'move-left' | 'move-right';
    }
  /** No key of the page; from the application menu or the palette, or where the keyboard has nowhere else to go. */
  | { readonly do: 'focus' | 'clear' | 'reconnect' | 'reconnect-all' | 'keep-shell' | 'scroll-together' }
  | { readonly do: 'zoom'; readonly by: 1 | -1 | 0 }
  /** Asks what to show at that side of the terminal. */
  | { readonly do: 'split'; readonly side: Side }
  | { readonly do: 'focus-pane'; readonly side: Side }
  | { readonly do: 'zoom-pane' | 'even-panes' | 'grid' | 'show-alone' }
  /** On for the tab, or for all where the tab has one terminal only; off. */
  | { readonly do: 'broadcast' }
  | { readonly do: 'save-output'; readonly extent: SaveExtent }
  | { readonly do: 'snippets' | 'switch-tab' | 'search-everywhere' }
  /** Counted from 0; -1 = the last. */
  | { readonly do: 'show-tab'; readonly index: number };

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** The tab keys are the same everywhere. */
function readTabKey(press: KeyPress): TerminalCommand | null {
  if (!press.ctrlKey || press.altKey || press.metaKey) return null;
  switch (press.key) {
    case 'Tab':
      return { do: press.shiftKey ? 'previous-tab' : 'next-tab' };
    case 'PageUp':
      return { do: press.shiftKey ? 'move-left' : 'previous-tab' };
    case 'PageDown':
      return { do: press.shiftKey ? 'move-right' : 'next-tab' };
    default:
      return null;
  }
}

function readZoomKey(press: KeyPress): TerminalCommand | null {
  if (press.key === '+' || press.key === '=') return { do: 'zoom', by: 1 };
  if (!press.shiftKey && press.key === '-') return { do: 'zoom', by: -1 };
  if (!press.shiftKey && (press.key === '0' || press.code === 'Numpad0')) return { do: 'zoom', by: 0 };
  return null;
}

const arrows: Readonly<Record<string, Side>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Alt and Shift with an arrow, Cmd and Alt on macOS: no shell knows these. */
function readPaneKey(press: KeyPress, mac: boolean): TerminalCommand | null {
  const side = arrows[press.key];
  if (side === undefined || !press.altKey || press.ctrlKey) return null;
  return (mac ? press.metaKey && !press.shiftKey : press.shiftKey && !press.metaKey)
    ? { do: 'focus-pane', side }
    : null;
}

/** Where macOS has Cmd with S and with Shift and S, which splits elsewhere, the others have X and Y. */
function readSaveKey(key: string, shift: boolean, mac: boolean): TerminalCommand | null {
  if (mac) return key === 's' ? { do: 'save-output', extent: shift ? 'everything' : 'seen' } : null;
  if (!shift || (key !== 'x' && key !== 'y')) return null;
  return { do: 'save-output', extent: key === 'x' ? 'seen' : 'everything' };
}

/** Where macOS has Cmd with D and Cmd with Shift and D, the others have Ctrl and Shift with D and with S. */
function readSplitKey(press: KeyPress, mac: boolean): TerminalCommand | null {
  const key = press.key.toLowerCase();
  if (key === 'enter' && press.shiftKey) return { do: 'zoom-pane' };
  if (key === 'g' && press.shiftKey) return { do: 'broadcast' };
  if (key === 'l' && press.shiftKey) return { do: 'snippets' };
  if (key === (mac ? 'f' : 'h') && press.shiftKey) return { do: 'search-everywhere' };
  if (key === 'a' && press.shiftKey) return { do: 'switch-tab' };
  const save = readSaveKey(key, press.shiftKey, mac);
  if (save) return save;
  if (mac) return key === 'd' ? { do: 'split', side: press.shiftKey ? 'down' : 'right' } : null;
  if (!press.shiftKey) return null;
  if (key === 'd') return { do: 'split', side: 'right' };
  return key === 's' ? { do: 'split', side: 'down' } : null;
}

function readTabNumber(press: KeyPress): TerminalCommand | null {
  const digit = press.shiftKey ? undefined : /^Digit([1-9])$/.exec(press.code)?.[1];
  if (digit === undefined) return null;
  return { do: 'show-tab', index: digit === '9' ? -1 : Number(digit) - 1 };
}

function readLetter(press: KeyPress): TerminalCommand | null {
  switch (press.key.toLowerCase()) {
    case 'c':
      return { do: 'copy' };
    case 'v':
      return { do: 'paste' };
    case 'f':
      return { do: 'search' };
    case 'w':
      return { do: 'close-tab' };
    default:
      return null;
  }
}

/**
 * Tells our commands from keys for the shell. On Linux and Windows a letter needs Ctrl *and* Shift, because Ctrl with a
 * letter is a control character that shells live by; on macOS Cmd is free for us.
 */
export function readTerminalKey(press: KeyPress, platform: Platform): TerminalCommand | null {
  const tab = readTabKey(press);
  if (tab) return tab;
  const mac = platform === 'darwin';
  const paneKey = readPaneKey(press, mac);
  if (paneKey) return paneKey;
  const main = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey;
  if (!mac && !press.altKey && press.key === 'Insert' && press.ctrlKey !== press.shiftKey) {
    return { do: press.ctrlKey ? 'copy' : 'paste' };
  }
  if (!main || press.altKey) return null;
  const plain = readZoomKey(press) ?? readTabNumber(press) ?? readSplitKey(press, mac);
  if (plain) return plain;
  return press.shiftKey !== mac ? readLetter(press) : null;
}
