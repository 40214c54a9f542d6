import '@xterm/xterm/css/xterm.css';
import './styles/area.css';
import './styles/tabs.css';
import './styles/bar.css';
import './styles/limits.css';
import './styles/terminal.css';
import './styles/panes.css';
import './styles/broadcast.css';
import './styles/search.css';
import './styles/panels.css';
import './styles/floating.css';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { snippetsDialog } from '../snippets/snippets-part.ts';
import { sessionsHere, useDeck, useStore } from '../store.ts';
import { saveOutputDialog } from '../transcripts/transcripts-part.ts';
import { BroadcastBar } from './broadcast/BroadcastBar.tsx';
import { memberIds, othersOf } from './broadcast/broadcast.ts';
import { useBroadcast } from './broadcast/use-broadcast.ts';
import { CloseQuestion } from './CloseQuestion.tsx';
import { DeckQuestions } from './DeckQuestions.tsx';
import { keyLabel } from './key-labels.ts';
import { groupOf, shownWith, tabOrder } from './panes/layout.ts';
import { PaneStage } from './panes/PaneStage.tsx';
import { sessionsOf } from './panes/pane-tree.ts';
import { TabDrag } from './panes/TabDrag.tsx';
import { searchEverywhere } from './search-everywhere/search-everywhere-part.ts';
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
  const { api, store } = useDeck();
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

  const snippets = useStore(({ dialog }) => (dialog?.kind === 'snippets' ? dialog : null));
  const saving = useStore(({ dialog }) => (dialog?.kind === 'save-output' ? dialog : null));
  const savedSession = here.find(({ id }) => id === saving?.sessionId) ?? null;
  const openDialog = useStore((state) => state.openDialog);

  const broadcast = useBroadcast(here);
  const members = memberIds(broadcast.broadcast);

  const obey = useTerminalCommands(platform);
  const deck = useTerminalDeck({
    api,
    app,
    platform,
    theme,
    settings,
    sessions: here,
    onCommand: (command) => obey.current(command),
    // As things stand when it is typed, which may be before the page has drawn them.
    othersThatGet: (id) => othersOf(store.getState().broadcast, sessionsHere(store.getState()), id),
    othersThatScroll: (id) =>
      broadcast.scrolling.has(id) ? shown.filter((one) => one !== id && broadcast.scrolling.has(one)) : [],
  });
  const { actions, closing } = useTabActions(sessions, activeId, layout, deck);
  useUnreadMarks(shown);
  const [search, setSearch] = useState({ open: false, asked: 0, query: emptyQuery });
  const askSearch = useCallback(() => setSearch((now) => ({ ...now, open: true, asked: now.asked + 1 })), []);

  const [everywhere, setEverywhere] = useState({ open: false, asked: 0, query: emptyQuery });

  const focusTerminal = (): void => {
    if (deck && session) deck.terminal(session.id).focus();
  };

  useEffect(() => {
    obey.current = (command) =>
      obeyCommand(command, {
        sessions,
        session,
        tree,
        deck,
        actions,
        settings,
        onSearch: askSearch,
        onSearchEverywhere: () => setEverywhere((now) => ({ ...now, open: true, asked: now.asked + 1 })),
        broadcast,
      });
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
                typedTogether={members}
                actions={actions}
                onPressActive={focusTerminal}
                app={app}
              />
            )}
            {broadcast.broadcast !== null && (
              <BroadcastBar
                broadcast={broadcast.broadcast}
                sessions={sessions}
                activeId={activeId}
                stopKeys={keyLabel('broadcast', platform)}
                onToggle={broadcast.toggle}
                onStop={() => {
                  broadcast.stop();
                  focusTerminal();
                }}
                onDone={focusTerminal}
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
                broadcast={broadcast}
                actions={actions}
                platform={platform}
                search={{
                  ...search,
                  ask: askSearch,
                  everywhere() {
                    setSearch((now) => ({ ...now, open: false }));
                    setEverywhere(({ asked }) => ({ open: true, asked: asked + 1, query: search.query }));
                  },
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
      {deck && session && everywhere.open && (
        <searchEverywhere.Component
          deck={deck}
          sessions={sessions}
          query={everywhere.query}
          asked={everywhere.asked}
          onQuery={(query) => setEverywhere((now) => ({ ...now, query }))}
          onShow={(id) => {
            actions.select(id);
            deck.terminal(id).focus();
          }}
          onClose={() => {
            setEverywhere((now) => ({ ...now, open: false }));
            focusTerminal();
          }}
        />
      )}
      {deck && <DeckQuestions deck={deck} actions={actions} />}
      {deck && snippets && (
        <snippetsDialog.Component
          sessions={sessions}
          proposed={inFront === null ? [] : members.includes(inFront) ? members : [inFront]}
          name={snippets.name ?? null}
          onSend={(id, text, run) => {
            deck.terminal(id).paste(text);
            if (run) deck.terminal(id).type('\r');
            focusTerminal();
          }}
          onClose={() => openDialog(null)}
        />
      )}
      {deck && saving && savedSession && (
        <saveOutputDialog.Component
          key={saving.sessionId}
          session={savedSession}
          extent={saving.extent}
          terminal={deck.terminal(saving.sessionId)}
          onClose={() => {
            openDialog(null);
            focusTerminal();
          }}
        />
      )}
      {closing && <CloseQuestion closing={closing} onClosed={focusTerminal} />}
    </section>
  );
}
