import { useDroppable } from '@dnd-kit/core';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import { useStore } from '../../store.ts';
import { memberIds } from '../broadcast/broadcast.ts';
import type { BroadcastControls } from '../broadcast/use-broadcast.ts';
import { ConnectingPanel } from '../ConnectingPanel.tsx';
import { EndedPanel } from '../EndedPanel.tsx';
import { PlaceNote } from '../PlaceNote.tsx';
import { SearchBar } from '../SearchBar.tsx';
import { SessionBar } from '../SessionBar.tsx';
import { panelId, tabId } from '../SessionTab.tsx';
import { TerminalPane } from '../TerminalPane.tsx';
import type { SearchQuery } from '../terminal-contract.ts';
import type { TerminalDeck } from '../terminal-deck.ts';
import type { Platform } from '../terminal-keys.ts';
import type { TabActions } from '../use-tab-actions.ts';
import { PaneMenu, type PanePlace } from './PaneMenu.tsx';
import type { Side } from './pane-tree.ts';
import { dropPlaceOf } from './TabDrag.tsx';

/** The search of what one terminal shows: open in the pane that has the keyboard. */
export interface PaneSearch {
  readonly open: boolean;
  readonly asked: number;
  readonly query: SearchQuery;
  readonly ask: () => void;
  /** Goes on in all terminals. */
  readonly everywhere: () => void;
  readonly close: () => void;
  readonly setQuery: (query: SearchQuery) => void;
}

export interface SessionPaneProps {
  readonly session: SessionFacts;
  readonly deck: TerminalDeck;
  readonly focused: boolean;
  readonly place: PanePlace;
  readonly broadcast: BroadcastControls;
  /** All that are on the screen. */
  readonly tab: readonly SessionId[];
  /** A tab that is being dragged would be shown at this side. */
  readonly drop: Side | null;
  readonly actions: TabActions;
  readonly platform: Platform;
  readonly search: PaneSearch;
}

/** One session: its bar, its terminal, and what is to be said about either. */
export function SessionPane({
  session,
  deck,
  focused,
  place,
  broadcast,
  tab,
  drop,
  actions,
  platform,
  search,
}: SessionPaneProps) {
  const { setNodeRef } = useDroppable({ id: dropPlaceOf(session.id) });
  const terminal = deck.terminal(session.id);
  const { state } = session;
  const searching = search.open && focused;
  const hasPrinted = useStore(({ counters }) => (counters.get(session.id)?.bytesIn ?? 0) > 0);
  const again = hasPrinted || session.shellNumber > 1;
  const typedTogether = memberIds(broadcast.broadcast).includes(session.id);
  const takeOver = (): void => {
    if (!focused) actions.select(session.id);
  };
  return (
    <div
      ref={setNodeRef}
      className="session-pane"
      data-pane={session.id}
      data-focused={(focused && place === 'beside-others') || undefined}
      data-typed-together={typedTogether || undefined}
      onFocusCapture={takeOver}
      onPointerDownCapture={takeOver}
    >
      <SessionBar
        session={session}
        terminal={terminal}
        actions={actions}
        searching={searching}
        onSearch={() => (searching ? search.close() : search.ask())}
        paneTools={
          <PaneMenu
            session={session}
            terminal={terminal}
            place={place}
            broadcast={broadcast}
            tab={tab}
            actions={actions}
            platform={platform}
          />
        }
      />
      <div className="terminal-stage" id={panelId(session.id)} role="tabpanel" aria-labelledby={tabId(session.id)}>
        {searching && (
          <SearchBar
            terminal={terminal}
            asked={search.asked}
            query={search.query}
            onQuery={search.setQuery}
            onEverywhere={search.everywhere}
            onClose={search.close}
          />
        )}
        <TerminalPane
          deck={deck}
          terminal={terminal}
          platform={platform}
          focused={focused}
          inputName={place === 'beside-others' ? session.title : null}
          onSearch={search.ask}
        />
        <PlaceNote session={session} terminal={terminal} actions={actions} />
        {state.status === 'connecting' && (
          <ConnectingPanel
            title={session.title}
            state={state}
            again={again}
            kept={session.kept.status === 'kept'}
            onTryNow={() => actions.tryNow(session.id)}
            onCancel={() => actions.endSession(session.id)}
          />
        )}
        {state.status === 'ended' && <EndedPanel session={session} ending={state.ending} actions={actions} />}
      </div>
      {drop !== null && <span className="pane-drop" data-side={drop} aria-hidden />}
    </div>
  );
}
