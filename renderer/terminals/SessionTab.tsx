import { useSortable } from '@dnd-kit/sortable';
import { CSS as DragStyle } from '@dnd-kit/utilities';
import { Bell, RadioTower, X } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import type { CSSProperties, MouseEvent } from 'react';
import type { SessionFacts } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { describeState } from './endings.ts';
import { LimitPill, LimitWords } from './LimitPill.tsx';
import { limitHint } from './limits.ts';
import { takeOut } from './panes/layout.ts';
import { useReconnectable } from './reconnectable.ts';
import type { TabActions } from './use-tab-actions.ts';
import { useAccountColour } from './window-state.ts';

export interface SessionTabProps {
  readonly session: SessionFacts;
  readonly active: boolean;
  /** On the screen, beside the active one or as it. */
  readonly shown: boolean;
  /** Where it stands among the tabs that are shown together; null = it is shown alone. */
  readonly joined: 'first' | 'middle' | 'last' | null;
  readonly unread: boolean;
  /** Gets what is typed into others too. */
  readonly typedTogether: boolean;
  readonly actions: TabActions;
  /** It is the active one already, and was pressed. */
  readonly onPressAgain: () => void;
  /** The door can open windows of its own. */
  readonly newWindows: boolean;
}

export const tabId = (sessionId: string): string => `tab-${sessionId}`;
export const panelId = (sessionId: string): string => `terminal-panel-${sessionId}`;

export function SessionTab({
  session,
  active,
  shown,
  joined,
  unread,
  typedTogether,
  actions,
  onPressAgain,
  newWindows,
}: SessionTabProps) {
  const { setNodeRef, listeners, transform, transition, isDragging } = useSortable({ id: session.id });
  const colour = useAccountColour(session.job?.accountId ?? null);
  const rings = useStore((state) => state.ringing.has(session.id)) && !shown;
  const stateId = `${tabId(session.id)}-state`;
  const style = {
    transform: DragStyle.Translate.toString(transform),
    transition,
    '--account': colour,
  } as CSSProperties;

  const onAuxClick = (event: MouseEvent): void => {
    if (event.button !== 1) return;
    event.preventDefault();
    actions.close(session.id);
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>
        {/* The close mark stands beside the tab, not in it: a tab's children are no controls of their own. */}
        <div
          ref={setNodeRef}
          className="t-tab"
          style={style}
          data-session={session.id}
          data-active={active || undefined}
          data-shown={shown || undefined}
          data-joined={joined ?? undefined}
          data-dragging={isDragging || undefined}
          data-status={session.state.status}
          role="presentation"
          onAuxClick={onAuxClick}
          {...listeners}
        >
          <button
            type="button"
            role="tab"
            id={tabId(session.id)}
            aria-label={session.title}
            aria-describedby={stateId}
            aria-selected={active}
            aria-controls={shown ? panelId(session.id) : undefined}
            tabIndex={active ? 0 : -1}
            title={tooltip(session)}
            onClick={() => (active ? onPressAgain() : actions.select(session.id))}
          >
            <span className="t-account-square" aria-hidden />
            <StateMark session={session} unread={unread && !shown} />
            {typedTogether && <RadioTower className="t-tab-together" aria-hidden />}
            <span className="t-tab-title">{session.title}</span>
            {rings && <Bell className="t-tab-bell" aria-hidden />}
          </button>
          {session.limits.length > 0 && <LimitPill limits={session.limits} />}
          <span id={stateId} hidden>
            {describeState(session)}
            {session.limits.length > 0 && <LimitWords limits={session.limits} />}
            {typedTogether ? ', gets what is typed into several terminals' : ''}
            {joined === null ? '' : ', in a split'}
            {unread && !shown ? ', new output' : ''}
            {rings ? ', rang the bell' : ''}
          </span>
          <button
            type="button"
            className="t-tab-close"
            // Screen readers and keyboards close by the Delete key, Ctrl+Shift+W or the menu: a tab list holds only tabs.
            tabIndex={-1}
            aria-hidden
            title={`Close ${session.title}`}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => actions.close(session.id)}
          >
            <X aria-hidden />
          </button>
        </div>
      </ContextMenu.Trigger>
      <TabMenu session={session} actions={actions} joined={joined !== null} newWindows={newWindows} />
    </ContextMenu.Root>
  );
}

interface TabMenuProps extends Pick<SessionTabProps, 'session' | 'actions' | 'newWindows'> {
  readonly joined: boolean;
}

function TabMenu({ session, actions, joined, newWindows }: TabMenuProps) {
  const { job } = session;
  const item = (label: string, run: () => void, disabled = false) => (
    <ContextMenu.Item className="t-menu-item" disabled={disabled} onSelect={run}>
      {label}
    </ContextMenu.Item>
  );
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content className="t-menu">
        {item('Reconnect', () => actions.reconnect(session.id), session.state.status !== 'ended')}
        <ReconnectAll onSelect={actions.reconnectAll} />
        {job && item('Copy job URL', () => actions.copyText(job.webUrl))}
        {job && item('Open job page', () => actions.openUrl(job.webUrl))}
        <ContextMenu.Separator className="t-menu-line" />
        {item('Show another beside it…', () => actions.askBeside(session.id, 'right'))}
        {item('Show another below it…', () => actions.askBeside(session.id, 'down'))}
        {joined && item('Show alone', () => actions.arrange((layout) => takeOut(layout, session.id)))}
        <ContextMenu.Separator className="t-menu-line" />
        {item('Move left', () => actions.move(session.id, -1))}
        {item('Move right', () => actions.move(session.id, 1))}
        {newWindows && item('Move to a new window', () => actions.openWindow(session.id))}
        <ContextMenu.Separator className="t-menu-line" />
        {item('Close', () => actions.close(session.id))}
        {item('Close others', () => actions.closeOthers(session.id))}
        {item('Close ended', actions.closeEnded)}
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

/** Counts only while the menu is open. */
function ReconnectAll({ onSelect }: { readonly onSelect: () => void }) {
  const reconnectable = useReconnectable();
  if (reconnectable < 2) return null;
  return (
    <ContextMenu.Item className="t-menu-item" onSelect={onSelect}>
      Reconnect all {reconnectable}
    </ContextMenu.Item>
  );
}

/** The state by its shape: turning = connecting, full = open, broken = not answering, hollow = ended; ringed = new output. */
function StateMark({ session, unread }: { readonly session: SessionFacts; readonly unread: boolean }) {
  const { status } = session.state;
  const shape = status === 'open' && !session.answering ? 'silent' : status;
  return <span className="t-state-mark" data-shape={shape} data-unread={unread || undefined} aria-hidden />;
}

function tooltip(session: SessionFacts): string {
  const { job } = session;
  const state = describeState(session);
  return job
    ? `${job.name} (${state})\n${job.projectPath} · ${job.ref}${limitHint(session.limits)}`
    : `${session.title} (${state})`;
}
