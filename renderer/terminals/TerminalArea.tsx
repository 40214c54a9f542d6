import '@xterm/xterm/css/xterm.css';
import './styles/area.css';
import './styles/tabs.css';
import './styles/bar.css';
import './styles/terminal.css';
import './styles/search.css';
import './styles/panels.css';
import './styles/floating.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore as useQuestion } from 'zustand';
import type { TerminalSession } from '../../electron/contract.ts';
import { sessionsHere, useApi, useStore } from '../store.ts';
import { ConnectingPanel } from './ConnectingPanel.tsx';
import { EndedPanel } from './EndedPanel.tsx';
import { CloseQuestion, LinkQuestion, PasteQuestion } from './Questions.tsx';
import { SearchBar } from './SearchBar.tsx';
import { SessionBar } from './SessionBar.tsx';
import { panelId, tabId } from './SessionTab.tsx';
import { TabStrip } from './TabStrip.tsx';
import { TerminalPane } from './TerminalPane.tsx';
import type { TerminalDeck } from './terminal-deck.ts';
import { readTerminalKey, type TerminalCommand } from './terminal-keys.ts';
import { useMenuCommands } from './use-menu-commands.ts';
import { type TabActions, useTabActions } from './use-tab-actions.ts';
import { useTerminalDeck } from './use-terminal-deck.ts';
import { useUnreadMarks } from './use-unread.ts';
import { WelcomePanel } from './WelcomePanel.tsx';
import { usePlatform, useThemeName } from './window-state.ts';

const defaultFontSize = 13;
const smallestFontSize = 8;
const largestFontSize = 32;

/** Everything between the job list and the window's edge: tabs, the bar, the terminal and what is asked about it. */
export function TerminalArea() {
  const api = useApi();
  const app = useStore((state) => state.app);
  const all = useStore((state) => state.sessions);
  const elsewhere = useStore((state) => state.elsewhere);
  const sessions = useMemo(() => sessionsHere({ sessions: all, elsewhere }), [all, elsewhere]);
  const activeId = useStore((state) => state.activeSessionId);
  const unread = useStore((state) => state.unread);
  const settings = useStore((state) => state.settings);
  const theme = useThemeName();
  const platform = usePlatform();
  const onCommand = useRef<(command: TerminalCommand) => void>(() => undefined);
  const deck = useTerminalDeck({
    api,
    app,
    platform,
    theme,
    settings,
    sessions,
    onCommand: (command) => onCommand.current(command),
  });
  const { actions, closing } = useTabActions(sessions, activeId, deck);
  useUnreadMarks();
  const [search, setSearch] = useState({ open: false, asked: 0 });
  const askSearch = useCallback(() => setSearch(({ asked }) => ({ open: true, asked: asked + 1 })), []);
  const session = sessions.find(({ id }) => id === activeId) ?? null;

  const obey = (command: TerminalCommand): void => {
    switch (command.do) {
      case 'next-tab':
        actions.step(1);
        break;
      case 'previous-tab':
        actions.step(-1);
        break;
      case 'show-tab':
        actions.select(sessions.at(command.index)?.id ?? activeId);
        break;
      case 'move-left':
        if (session) actions.move(session.id, -1);
        break;
      case 'move-right':
        if (session) actions.move(session.id, 1);
        break;
      case 'close-tab':
        if (session) actions.close(session.id);
        break;
      case 'search':
        if (session) askSearch();
        break;
      case 'clear':
        if (deck && session) deck.terminal(session.id).clear();
        break;
      case 'reconnect':
        if (session) actions.reconnect(session.id);
        break;
      case 'zoom':
        actions.updateSettings({ terminalFontSize: zoomed(settings.terminalFontSize, command.by) });
        break;
      case 'copy':
      case 'paste':
        // Only a terminal that has the keyboard does these, and it does them itself.
        break;
      default:
        assertNever(command);
    }
  };

  useEffect(() => {
    onCommand.current = obey;
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isInDialog(event.target)) return;
      const command = readTerminalKey(event, platform);
      if (!command || command.do === 'copy' || command.do === 'paste') return;
      event.preventDefault();
      onCommand.current(command);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [platform]);

  useMenuCommands((command) => onCommand.current(command));

  return (
    <section className="terminal-area" aria-label="Terminals">
      {all.length > 0 && (
        <TabStrip
          sessions={sessions}
          elsewhere={all.filter(({ id }) => elsewhere.has(id))}
          activeId={activeId}
          unread={unread}
          actions={actions}
          app={app}
        />
      )}
      {deck && session ? (
        <ActiveTerminal
          deck={deck}
          session={session}
          actions={actions}
          search={search}
          onSearch={askSearch}
          onSearchClosed={() => setSearch(({ asked }) => ({ open: false, asked }))}
          platform={platform}
        />
      ) : (
        <WelcomePanel actions={actions} localShell={app.localShell} platform={platform} />
      )}
      {deck && <DeckQuestions deck={deck} actions={actions} />}
      {closing && (
        <CloseQuestion closing={closing} onClosed={() => deck && session && deck.terminal(session.id).focus()} />
      )}
    </section>
  );
}

function zoomed(size: number, by: 1 | -1 | 0): number {
  if (by === 0) return defaultFontSize;
  return Math.min(largestFontSize, Math.max(smallestFontSize, size + by));
}

function assertNever(value: never): never {
  throw new Error(`Unexpected ${JSON.stringify(value)}`);
}

interface ActiveTerminalProps {
  readonly deck: TerminalDeck;
  readonly session: TerminalSession;
  readonly actions: TabActions;
  readonly search: { readonly open: boolean; readonly asked: number };
  readonly onSearch: () => void;
  readonly onSearchClosed: () => void;
  readonly platform: Parameters<typeof readTerminalKey>[1];
}

function ActiveTerminal({ deck, session, actions, search, onSearch, onSearchClosed, platform }: ActiveTerminalProps) {
  const terminal = deck.terminal(session.id);
  const { state } = session;
  const toggleSearch = (): void => {
    if (search.open) onSearchClosed();
    else onSearch();
  };
  const again = session.bytesIn > 0 || session.shellNumber > 1;
  return (
    <>
      <SessionBar
        session={session}
        terminal={terminal}
        actions={actions}
        searching={search.open}
        onSearch={toggleSearch}
      />
      <div className="terminal-stage" id={panelId} role="tabpanel" aria-labelledby={tabId(session.id)}>
        {search.open && <SearchBar terminal={terminal} asked={search.asked} onClose={onSearchClosed} />}
        <TerminalPane deck={deck} terminal={terminal} platform={platform} onSearch={onSearch} />
        {state.status === 'connecting' && (
          <ConnectingPanel
            title={session.title}
            state={state}
            again={again}
            onCancel={() => actions.endSession(session.id)}
          />
        )}
        {state.status === 'ended' && <EndedPanel session={session} ending={state.ending} actions={actions} />}
      </div>
    </>
  );
}

function DeckQuestions({ deck, actions }: { readonly deck: TerminalDeck; readonly actions: TabActions }) {
  const question = useQuestion(deck.question, (state) => state.open);
  const lastSession = useRef<string | null>(null);
  if (question?.ask === 'paste') lastSession.current = question.sessionId;
  const dismiss = (): void => deck.question.setState({ open: null });
  const giveFocusBack = (): void => {
    if (lastSession.current !== null) deck.terminal(lastSession.current).focus();
  };
  if (question === null) return null;
  switch (question.ask) {
    case 'paste':
      return (
        <PasteQuestion
          text={question.text}
          onCancel={dismiss}
          onClosed={giveFocusBack}
          onPaste={(text, neverAskAgain) => {
            deck.terminal(question.sessionId).paste(text);
            if (neverAskAgain) actions.updateSettings({ confirmMultilinePaste: false });
            dismiss();
          }}
        />
      );
    case 'link':
      return (
        <LinkQuestion
          target={question.target}
          shownText={question.shownText}
          onCancel={dismiss}
          onClosed={giveFocusBack}
          onOpen={() => {
            actions.openUrl(question.target.href);
            dismiss();
          }}
        />
      );
  }
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog], [role=alertdialog]') !== null;
}
