import { horizontalListSortingStrategy, SortableContext } from '@dnd-kit/sortable';
import { Plus, SquareTerminal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { AppInfo, SessionFacts, SessionId } from '../../electron/contract.ts';
import { ElsewhereMenu } from './ElsewhereMenu.tsx';
import { groupOf, type Layout } from './panes/layout.ts';
import { sessionsOf } from './panes/pane-tree.ts';
import { SessionTab } from './SessionTab.tsx';
import type { TabActions } from './use-tab-actions.ts';

export interface TabStripProps {
  readonly sessions: readonly SessionFacts[];
  /** Those that other windows show. */
  readonly elsewhere: readonly SessionFacts[];
  readonly activeId: SessionId | null;
  readonly shown: readonly SessionId[];
  readonly layout: Layout;
  readonly unread: ReadonlySet<SessionId>;
  /** Those that get what is typed into any of them. */
  readonly typedTogether: readonly SessionId[];
  readonly actions: TabActions;
  /** Gives the keyboard to the active terminal. */
  readonly onPressActive: () => void;
  readonly app: AppInfo;
}

/** The tabs of this window's sessions, in the user's order. Arrows move between them, as in every tab list. */
export function TabStrip({
  sessions,
  elsewhere,
  activeId,
  shown,
  layout,
  unread,
  typedTogether,
  actions,
  onPressActive,
  app,
}: TabStripProps) {
  const list = useRef<HTMLDivElement>(null);
  const ids = sessions.map((session) => session.id);

  useEffect(() => {
    const tab = activeId === null ? null : list.current?.querySelector(`[data-session="${CSS.escape(activeId)}"]`);
    if (!tab) return;
    const show = (): void => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    show();
    // A countdown makes the tab wider, a narrower window its strip.
    const sizes = new ResizeObserver(show);
    sizes.observe(tab);
    if (list.current?.parentElement) sizes.observe(list.current.parentElement);
    return () => sizes.disconnect();
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const here = activeId === null ? -1 : ids.indexOf(activeId);
    const target = arrowTarget(event.key, here, ids.length);
    const id = target === null ? undefined : ids[target];
    if (id !== undefined) {
      event.preventDefault();
      actions.select(id);
      list.current?.querySelector<HTMLElement>(`[data-session="${CSS.escape(id)}"] [role=tab]`)?.focus();
    } else if (event.key === 'Delete' && activeId !== null) {
      event.preventDefault();
      actions.close(activeId);
    }
  };

  return (
    <div className="t-tabs">
      <div className="t-tabs-scroll">
        <SortableContext items={ids} strategy={horizontalListSortingStrategy}>
          <div
            ref={list}
            className="t-tabs-list"
            role="tablist"
            aria-label="Terminals"
            tabIndex={-1}
            onKeyDown={onKeyDown}
          >
            {sessions.map((session) => (
              <SessionTab
                key={session.id}
                session={session}
                active={session.id === activeId}
                shown={shown.includes(session.id)}
                joined={placeInGroup(layout, session.id)}
                unread={unread.has(session.id)}
                typedTogether={typedTogether.includes(session.id)}
                actions={actions}
                onPressAgain={onPressActive}
                newWindows={app.door === 'desktop'}
              />
            ))}
          </div>
        </SortableContext>
      </div>
      <button
        type="button"
        className="t-tabs-add"
        aria-label="Open a terminal"
        title="Open a terminal"
        onClick={actions.openPalette}
      >
        <Plus aria-hidden />
      </button>
      {app.localShell && (
        <button
          type="button"
          className="t-tabs-add"
          aria-label="Open a local shell"
          title="Open a local shell"
          onClick={actions.openLocalShell}
        >
          <SquareTerminal aria-hidden />
        </button>
      )}
      {elsewhere.length > 0 && <ElsewhereMenu sessions={elsewhere} onBring={actions.bringHere} />}
    </div>
  );
}

function placeInGroup(layout: Layout, id: SessionId): 'first' | 'middle' | 'last' | null {
  const group = groupOf(layout, id);
  if (group === null) return null;
  const ids = sessionsOf(group.tree);
  if (ids[0] === id) return 'first';
  return ids.at(-1) === id ? 'last' : 'middle';
}

function arrowTarget(key: string, here: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowLeft':
      return (here - 1 + count) % count;
    case 'ArrowRight':
      return (here + 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
