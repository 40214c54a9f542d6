import {
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  type DragMoveEvent,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { type ReactNode, useState } from 'react';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import type { TabActions } from '../use-tab-actions.ts';
import { showBeside } from './layout.ts';
import type { Side } from './pane-tree.ts';

/** Where a dragged tab would be shown. */
export interface PaneDrop {
  readonly sessionId: SessionId;
  readonly side: Side;
}

export interface TabDragProps {
  readonly sessions: readonly SessionFacts[];
  readonly actions: TabActions;
  readonly children: (drop: PaneDrop | null) => ReactNode;
}

/** Tabs can be dragged to another place among the tabs, and onto a side of a terminal, to be shown there. */
export function TabDrag({ sessions, actions, children }: TabDragProps) {
  const [dragged, setDragged] = useState<SessionId | null>(null);
  const [drop, setDrop] = useState<PaneDrop | null>(null);
  // A press becomes a drag only after a few pixels, so that a click with a shaky hand stays a click.
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));

  const stop = (): void => {
    setDragged(null);
    setDrop(null);
  };
  const onMove = (event: DragMoveEvent): void => {
    const next = readDrop(event);
    setDrop((now) => (now?.sessionId === next?.sessionId && now?.side === next?.side ? now : next));
  };
  const onEnd = (event: DragEndEvent): void => {
    stop();
    const id = String(event.active.id);
    const target = readDrop(event);
    if (target !== null) {
      actions.arrange((layout) => showBeside(layout, id, target.sessionId, target.side));
      actions.select(id);
    } else if (event.over && paneOf(event.over) === null && event.over.id !== id) {
      actions.moveTo(id, String(event.over.id));
    }
  };
  const title = sessions.find(({ id }) => id === dragged)?.title;

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={paneOrNearestTab}
      onDragStart={({ active }) => setDragged(String(active.id))}
      onDragMove={onMove}
      onDragEnd={onEnd}
      onDragCancel={stop}
    >
      {children(drop)}
      <DragOverlay dropAnimation={null}>
        {title !== undefined && <span className="t-tab-ghost">{title}</span>}
      </DragOverlay>
    </DndContext>
  );
}

/** What a pane is known by among the places where a tab may be dropped. */
export const dropPlaceOf = (sessionId: SessionId): string => `pane ${sessionId}`;

function paneOf({ id }: { readonly id: string | number }): SessionId | null {
  return String(id).startsWith('pane ') ? String(id).slice('pane '.length) : null;
}

const paneOrNearestTab: CollisionDetection = (all) => {
  const panes = pointerWithin({
    ...all,
    droppableContainers: all.droppableContainers.filter((place) => paneOf(place) !== null),
  });
  if (panes.length > 0) return panes;
  return closestCenter({
    ...all,
    droppableContainers: all.droppableContainers.filter((place) => paneOf(place) === null),
  });
};

/** The side of the pane below the pointer that is nearest to it. */
function readDrop({ active, over, activatorEvent, delta }: DragMoveEvent): PaneDrop | null {
  const sessionId = over === null ? null : paneOf(over);
  if (over === null || sessionId === null || sessionId === active.id || !(activatorEvent instanceof MouseEvent)) {
    return null;
  }
  const { left, top, width, height } = over.rect;
  const x = (activatorEvent.clientX + delta.x - left) / width;
  const y = (activatorEvent.clientY + delta.y - top) / height;
  const distances: readonly (readonly [Side, number])[] = [
    ['left', x],
    ['right', 1 - x],
    ['up', y],
    ['down', 1 - y],
  ];
  const [side] = distances.reduce((least, one) => (one[1] < least[1] ? one : least));
  return { sessionId, side };
}
