import '@xterm/xterm/css/xterm.css';
import './styles/area.css';
import './styles/tabs.css';
import './styles/bar.css';
import './styles/terminal.css';
import './styles/panes.css';
import './styles/search.css';
import './styles/panels.css';
import './styles/floating.css';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { sessionsHere, useApi, useStore } from '../store.ts';
import { DeckQuestions } from './DeckQuestions.tsx';
import { groupOf, shownWith, tabOrder } from './panes/layout.ts';
import { PaneStage } from './panes/PaneStage.tsx';
import { sessionsOf } from './panes/pane-tree.ts';
import { TabDrag } from './panes/TabDrag.tsx';
import { CloseQuestion } from './Questions.tsx';
import { TabStrip } from './TabStrip.tsx';
import type { SearchQuery } from './terminal-contract.ts';
import { useTabActions } from './use-tab-actions.ts';
import { obeyCommand, useTerminalCommands } from './use-terminal-commands.ts';
import { useTerminalDeck } from './use-terminal-deck.ts';
import { useUnreadMarks } from './use-unread.ts';
import { WelcomePanel } from './WelcomePanel.tsx';
import { usePlatform, useThemeName } from './window-state.ts';

const emptyQuery: SearchQuery = { text: '', regex: false, caseSensitive: false, wholeWord: false };

/** Everything between the job list and the window's edge: tabs, and the panes of the tab in front. */
export function TerminalArea() {
  const api = useApi();
  const app = useStore((state) => state.app);
  const all = useStore((state) => state.sessions);
  const elsewhere = useStore((state) => state.elsewhere);
  const layout = useStore((state) => state.layout);
  const activeId = useStore((state) => state.activeSessionId);
  const unread = useStore((state) => state.unread);
  const settings = useStore((state) => state.settings);
  const theme = useThemeName();
  const platform = usePlatform();

  const here = useMemo(() => sessionsHere({ sessions: all, elsewhere }), [all, elsewhere]);
  const sessions = useMemo(() => {
    const order = tabOrder(
      here.map(({ id }) => id),
      layout,
    );
    return order.flatMap((id) => here.find((session) => session.id === id) ?? []);
  }, [here, layout]);
  const session = sessions.find(({ id }) => id === activeId) ?? null;
  const inFront = session?.id ?? null;
  const tree = useMemo(() => (inFront === null ? null : shownWith(layout, inFront)), [layout, inFront]);
  const shown = useMemo(() => (tree === null ? [] : sessionsOf(tree)), [tree]);

  const obey = useTerminalCommands(platform);
  const deck = useTerminalDeck({
    api,
    app,
    platform,
    theme,
    settings,
    sessions: here,
    onCommand: (command) => obey.current(command),
  });
  const { actions, closing } = useTabActions(sessions, activeId, layout, deck);
  useUnreadMarks(shown);
  const [search, setSearch] = useState({ open: false, asked: 0, query: emptyQuery });
  const askSearch = useCallback(() => setSearch((now) => ({ ...now, open: true, asked: now.asked + 1 })), []);

  useEffect(() => {
    obey.current = (command) =>
      obeyCommand(command, { sessions, session, tree, deck, actions, settings, onSearch: askSearch });
  });

  return (
    <section className="terminal-area" aria-label="Terminals">
      <TabDrag sessions={sessions} actions={actions}>
        {(drop) => (
          <>
            {all.length > 0 && (
              <TabStrip
                sessions={sessions}
                elsewhere={all.filter(({ id }) => elsewhere.has(id))}
                activeId={activeId}
                shown={shown}
                layout={layout}
                unread={unread}
                actions={actions}
                app={app}
              />
            )}
            {deck && session && tree ? (
              <PaneStage
                tree={tree}
                zoomed={groupOf(layout, session.id)?.zoomed ?? false}
                drop={drop}
                deck={deck}
                sessions={sessions}
                activeId={session.id}
                actions={actions}
                platform={platform}
                search={{
                  ...search,
                  ask: askSearch,
                  close: () => setSearch((now) => ({ ...now, open: false })),
                  setQuery: (query) => setSearch((now) => ({ ...now, query })),
                }}
              />
            ) : (
              <WelcomePanel actions={actions} localShell={app.localShell} platform={platform} />
            )}
          </>
        )}
      </TabDrag>
      {deck && <DeckQuestions deck={deck} actions={actions} />}
      {closing && (
        <CloseQuestion closing={closing} onClosed={() => deck && session && deck.terminal(session.id).focus()} />
      )}
    </section>
  );
}
