import { useMemo, useRef } from 'react';
import type { SessionFacts, SessionId } from '../../electron/contract.ts';
import { useDeck } from '../store.ts';
import { afterMove, changeTree, groupOf, type Layout } from './panes/layout.ts';
import { sessionsOf, swap } from './panes/pane-tree.ts';
import { canReconnect } from './reconnectable.ts';
import type { TerminalDeck } from './terminal-deck.ts';
import { type Closing, outlivesItsTab, useClosing } from './use-closing.ts';
import { useWindowActions, type WindowActions } from './window-state.ts';

export interface TabActions extends WindowActions {
  /** Closes at once, or asks first where closing costs something. */
  readonly close: (id: SessionId) => void;
  /** Closes without a question. */
  readonly closeNow: (ids: readonly SessionId[]) => void;
  readonly closeOthers: (id: SessionId) => void;
  readonly closeEnded: () => void;
  /** Opens a new shell in every tab of the window whose job may still have one. */
  readonly reconnectAll: () => void;
  /** Moves a tab by so many places. */
  readonly move: (id: SessionId, by: number) => void;
  /** Puts a tab where another one is. Beside a tab of its own group the two change places on the screen too. */
  readonly moveTo: (id: SessionId, over: SessionId) => void;
  /** Shows the tab so many places further, round the ends. */
  readonly step: (by: number) => void;
}

/** Why closing this session wants a question first; null = nothing is lost. `waitingInputBytes`: here and in core. */
export function closingCost(session: SessionFacts, waitingInputBytes: number): 'hold' | 'running' | 'input' | null {
  if (session.state.status === 'held') return 'hold';
  if (outlivesItsTab(session)) return 'running';
  if (session.state.status === 'open' && waitingInputBytes > 0) return 'input';
  return null;
}

/** What tabs can do. `closing` is the question to show, if any. */
export function useTabActions(
  sessions: readonly SessionFacts[],
  activeId: SessionId | null,
  layout: Layout,
  deck: TerminalDeck | null,
): { readonly actions: TabActions; readonly closing: Closing | null } {
  const base = useWindowActions();
  const { store } = useDeck();
  const onAsk = useRef<(ids: readonly SessionId[]) => void>(() => undefined);

  const actions = useMemo<TabActions>(() => {
    const ids = sessions.map((session) => session.id);
    const closeNow = (gone: readonly SessionId[]): void => {
      if (activeId !== null && gone.includes(activeId)) {
        const group = groupOf(layout, activeId);
        const beside = group === null ? null : neighbour(sessionsOf(group.tree), activeId, gone);
        base.select(beside ?? neighbour(ids, activeId, gone));
      }
      for (const id of gone) base.closeSession(id);
    };
    const closeAll = (gone: readonly SessionFacts[]): void => {
      const { counters } = store.getState();
      const waiting = ({ id }: SessionFacts): number =>
        (deck?.waitingInputBytes(id) ?? 0) + (counters.get(id)?.inputPendingBytes ?? 0);
      const costly = gone.some((session) => closingCost(session, waiting(session)) !== null);
      const goneIds = gone.map((session) => session.id);
      if (costly) onAsk.current(goneIds);
      else closeNow(goneIds);
    };
    const moveTo = (id: SessionId, over: SessionId): void => {
      const group = groupOf(layout, id);
      if (group !== null && sessionsOf(group.tree).includes(over)) {
        base.arrange((now) => changeTree(now, id, (tree) => swap(tree, id, over)));
        return;
      }
      const next = ids.filter((other) => other !== id);
      next.splice(ids.indexOf(over), 0, id);
      base.arrange((now) => afterMove(now, next, id));
      base.reorder(next);
    };
    return {
      ...base,
      close: (id) => closeAll(sessions.filter((session) => session.id === id)),
      closeOthers: (id) => closeAll(sessions.filter((session) => session.id !== id)),
      closeEnded: () => closeAll(sessions.filter((session) => session.state.status === 'ended')),
      reconnectAll() {
        for (const session of sessions) if (canReconnect(session)) base.reconnect(session.id);
      },
      closeNow,
      move(id, by) {
        const over = ids[ids.indexOf(id) + by];
        if (ids.includes(id) && over !== undefined) moveTo(id, over);
      },
      moveTo,
      step(by) {
        if (ids.length === 0) return;
        const here = activeId === null ? 0 : ids.indexOf(activeId);
        base.select(ids[(here + by + ids.length) % ids.length] ?? null);
      },
    };
  }, [base, store, sessions, activeId, layout, deck]);

  const { ask, closing } = useClosing(sessions, actions.closeNow, base);
  onAsk.current = ask;
  return { actions, closing };
}

/** The tab that comes to the front when the active one goes: the next one that stays, else the one before. */
function neighbour(ids: readonly SessionId[], activeId: SessionId, gone: readonly SessionId[]): SessionId | null {
  const here = ids.indexOf(activeId);
  const stays = (id: SessionId): boolean => !gone.includes(id);
  return ids.slice(here + 1).find(stays) ?? ids.slice(0, here).reverse().find(stays) ?? null;
}
