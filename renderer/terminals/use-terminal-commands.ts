import { useEffect, useRef } from 'react';
import type { SessionFacts, Settings } from '../../electron/contract.ts';
import { useDeck } from '../store.ts';
import type { BroadcastControls } from './broadcast/use-broadcast.ts';
import { evenOutAround, showAsGrid, takeOut, toggleZoom } from './panes/layout.ts';
import { neighbourOf, type PaneTree, sessionsOf } from './panes/pane-tree.ts';
import type { TerminalDeck } from './terminal-deck.ts';
import { type Platform, readTerminalKey, type TerminalCommand } from './terminal-keys.ts';
import { useMenuCommands } from './use-menu-commands.ts';
import type { TabActions } from './use-tab-actions.ts';

const defaultFontSize = 13;
const smallestFontSize = 8;
const largestFontSize = 32;

export interface TerminalCommandsDeps {
  /** In the order of their tabs. */
  readonly sessions: readonly SessionFacts[];
  /** The one that has the keyboard. */
  readonly session: SessionFacts | null;
  readonly tree: PaneTree | null;
  readonly deck: TerminalDeck | null;
  readonly actions: TabActions;
  readonly settings: Settings;
  readonly onSearch: () => void;
  readonly onSearchEverywhere: () => void;
  readonly broadcast: BroadcastControls;
}

/** Does what a command says; the commands of keys, of the application menu and of the palette are the same ones. */
export function obeyCommand(command: TerminalCommand, deps: TerminalCommandsDeps): void {
  const { sessions, session, tree, deck, actions, settings, onSearch, onSearchEverywhere, broadcast } = deps;
  const ids = sessions.map(({ id }) => id);
  const id = session?.id ?? null;
  switch (command.do) {
    case 'next-tab':
      actions.step(1);
      break;
    case 'previous-tab':
      actions.step(-1);
      break;
    case 'show-tab':
      actions.select(ids.at(command.index) ?? id);
      break;
    case 'move-left':
      if (id !== null) actions.move(id, -1);
      break;
    case 'move-right':
      if (id !== null) actions.move(id, 1);
      break;
    case 'close-tab':
      if (id !== null) actions.close(id);
      break;
    case 'search':
      if (id !== null) onSearch();
      break;
    case 'focus':
      if (deck && id !== null) deck.terminal(id).focus();
      break;
    case 'clear':
      if (deck && id !== null) deck.terminal(id).clear();
      break;
    case 'reconnect':
      if (id !== null) actions.reconnect(id);
      break;
    case 'reconnect-all':
      actions.reconnectAll();
      break;
    case 'keep-shell':
      if (id !== null) actions.keepShell(id);
      break;
    case 'zoom':
      actions.updateSettings({ terminalFontSize: zoomed(settings.terminalFontSize, command.by) });
      break;
    case 'split':
      if (id !== null) actions.askBeside(id, command.side);
      break;
    case 'focus-pane':
      if (tree && id !== null) actions.select(neighbourOf(tree, id, command.side) ?? id);
      break;
    case 'zoom-pane':
      if (id !== null) actions.arrange((layout) => toggleZoom(layout, id));
      break;
    case 'even-panes':
      if (id !== null) actions.arrange((layout) => evenOutAround(layout, id));
      break;
    case 'show-alone':
      if (id !== null) actions.arrange((layout) => takeOut(layout, id));
      break;
    case 'grid':
      actions.arrange((layout) => showAsGrid(layout, ids));
      break;
    case 'broadcast': {
      const inTab = tree === null ? [] : sessionsOf(tree);
      if (broadcast.broadcast?.status === 'on') broadcast.stop();
      else broadcast.start(inTab.length > 1 ? inTab : ids);
      break;
    }
    case 'scroll-together':
      if (tree !== null) broadcast.switchScrolling(sessionsOf(tree));
      break;
    case 'search-everywhere':
      if (ids.length > 0) onSearchEverywhere();
      break;
    case 'save-output':
      if (id !== null) actions.saveOutput(id, command.extent);
      break;
    case 'snippets':
      actions.openSnippets();
      break;
    case 'switch-tab':
      actions.switchTab();
      break;
    case 'copy':
    case 'paste':
      // Only a terminal that has the keyboard does these, and it does them itself.
      break;
    default:
      assertNever(command);
  }
}

/** Hears the keys that no terminal has heard, and the application menu. Answers what does a command. */
export function useTerminalCommands(platform: Platform): { current: (command: TerminalCommand) => void } {
  const obey = useRef<(command: TerminalCommand) => void>(() => undefined);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isInDialog(event.target)) return;
      const command = readTerminalKey(event, platform);
      if (!command || command.do === 'copy' || command.do === 'paste') return;
      event.preventDefault();
      obey.current(command);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [platform]);

  useMenuCommands((command) => obey.current(command));
  const { store } = useDeck();
  useEffect(() => {
    store.setState({ obeyTerminals: (command) => obey.current(command) });
    return () => store.setState({ obeyTerminals: null });
  }, [store]);
  return obey;
}

function zoomed(size: number, by: 1 | -1 | 0): number {
  if (by === 0) return defaultFontSize;
  return Math.min(largestFontSize, Math.max(smallestFontSize, size + by));
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog], [role=alertdialog]') !== null;
}

function assertNever(value: never): never {
  throw new Error(`Unexpected ${JSON.stringify(value)}`);
}
