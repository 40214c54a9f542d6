import { useEffect, useRef, useState } from 'react';
import type { Api, AppInfo, SessionFacts, Settings } from '../../electron/contract.ts';
import { useDeck } from '../store.ts';
import { createTerminalDeck, type TerminalDeck, type TerminalDeckDeps } from './terminal-deck.ts';
import type { Platform, TerminalCommand } from './terminal-keys.ts';
import type { ThemeName } from './terminal-theme.ts';
import { useTerminalColours } from './use-terminal-colours.ts';

export interface UseTerminalDeckDeps {
  readonly api: Api;
  readonly app: AppInfo;
  readonly platform: Platform;
  readonly theme: ThemeName;
  readonly settings: Settings;
  readonly sessions: readonly SessionFacts[];
  readonly onCommand: (command: TerminalCommand) => void;
  readonly othersThatGet: TerminalDeckDeps['othersThatGet'];
  readonly othersThatScroll: TerminalDeckDeps['othersThatScroll'];
}

/** The window's terminals, alive as long as the area is; null for the first moment. */
export function useTerminalDeck(deps: UseTerminalDeckDeps): TerminalDeck | null {
  const { api, app, platform, theme, settings, sessions } = deps;
  const { store } = useDeck();
  const latest = useRef(deps);
  latest.current = deps;
  const colours = useTerminalColours(theme, settings);
  const latestColours = useRef(colours);
  latestColours.current = colours;
  const [deck, setDeck] = useState<TerminalDeck | null>(null);

  useEffect(() => {
    const { settings: firstSettings } = latest.current;
    const made = createTerminalDeck({
      api,
      appearance: { colours: latestColours.current, settings: firstSettings },
      platform,
      nativePaste: app.door === 'browser',
      page: document,
      onBell: (sessionId) => store.getState().markRinging(sessionId),
      onCommand: (command) => latest.current.onCommand(command),
      othersThatGet: (id) => latest.current.othersThatGet(id),
      othersThatScroll: (id) => latest.current.othersThatScroll(id),
    });
    setDeck(made);
    return () => {
      made.dispose();
      setDeck(null);
    };
  }, [api, platform, app.door, store]);

  useEffect(() => deck?.dress({ colours, settings }), [deck, colours, settings]);
  useEffect(() => deck?.follow(sessions), [deck, sessions]);
  useEffect(
    () =>
      store.subscribe(({ counters }, before) => {
        if (counters !== before.counters) deck?.corePending(counters);
      }),
    [deck, store],
  );
  return deck;
}
