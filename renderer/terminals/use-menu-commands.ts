import { useEffect, useRef } from 'react';
import type { MenuCommand } from '../../electron/contract.ts';
import { useDeck } from '../store.ts';
import type { TerminalCommand } from './terminal-keys.ts';

const commands: Readonly<Partial<Record<MenuCommand, TerminalCommand>>> = {
  'close-tab': { do: 'close-tab' },
  'next-tab': { do: 'next-tab' },
  'previous-tab': { do: 'previous-tab' },
  find: { do: 'search' },
  clear: { do: 'clear' },
  reconnect: { do: 'reconnect' },
  'split-right': { do: 'split', side: 'right' },
  'split-down': { do: 'split', side: 'down' },
  'zoom-pane': { do: 'zoom-pane' },
  'even-panes': { do: 'even-panes' },
  grid: { do: 'grid' },
  'show-alone': { do: 'show-alone' },
  broadcast: { do: 'broadcast' },
  'save-seen': { do: 'save-output', extent: 'seen' },
  'save-everything': { do: 'save-output', extent: 'everything' },
  snippets: { do: 'snippets' },
  'search-everywhere': { do: 'search-everywhere' },
  'switch-tab': { do: 'switch-tab' },
  'larger-text': { do: 'zoom', by: 1 },
  'smaller-text': { do: 'zoom', by: -1 },
  'usual-text': { do: 'zoom', by: 0 },
};

/** The application menu asks for what the terminal's own keys do. */
export function useMenuCommands(obey: (command: TerminalCommand) => void): void {
  const { api, store } = useDeck();
  const latest = useRef(obey);
  useEffect(() => {
    latest.current = obey;
  });
  useEffect(
    () =>
      api.on('menuCommand', (wanted) => {
        const command = commands[wanted];
        // Nothing happens behind a dialog, as with the keys.
        if (command !== undefined && store.getState().dialog === null) latest.current(command);
      }),
    [api, store],
  );
}
