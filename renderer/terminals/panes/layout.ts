import type { SessionId } from '../../../electron/contract.ts';
import {
  evenOut,
  gridOf,
  keepPanes,
  type PaneTree,
  pane,
  type Side,
  type Split,
  sessionsOf,
  splitPane,
} from './pane-tree.ts';

/** Tabs that are shown together. */
export interface TabGroup {
  readonly tree: Split;
  /** Only the pane with the keyboard is shown, in the whole room. */
  readonly zoomed: boolean;
}

/** The tabs of a window that are shown together; those in no group are shown alone. */
export type Layout = readonly TabGroup[];

export function groupOf(layout: Layout, id: SessionId): TabGroup | null {
  return layout.find(({ tree }) => sessionsOf(tree).includes(id)) ?? null;
}

/** What is on the screen while this session has the keyboard. */
export function shownWith(layout: Layout, id: SessionId): PaneTree {
  const group = groupOf(layout, id);
  return group === null || group.zoomed ? pane(id) : group.tree;
}

/** Shows a session beside another, wherever it was shown before. */
export function showBeside(layout: Layout, id: SessionId, beside: SessionId, side: Side): Layout {
  if (id === beside) return layout;
  const without = takeOut(layout, id);
  const group = groupOf(without, beside);
  const tree = splitPane(group?.tree ?? pane(beside), beside, side, id);
  if (tree.kind === 'pane') return layout;
  return replace(without, group, { tree, zoomed: false });
}

/** Shows all of these in a grid, and none of them with any other. */
export function showAsGrid(layout: Layout, ids: readonly SessionId[]): Layout {
  const tree = gridOf([...new Set(ids)]);
  if (tree?.kind !== 'split') return layout;
  return [...keep(layout, (id) => !ids.includes(id)), { tree, zoomed: false }];
}

/** Shows it alone. */
export function takeOut(layout: Layout, gone: SessionId): Layout {
  return keep(layout, (id) => id !== gone);
}

/** Shows each of its group alone. */
export function breakUp(layout: Layout, id: SessionId): Layout {
  return replace(layout, groupOf(layout, id), null);
}

/** Forgets the sessions that fail the test; a group needs two. */
export function keep(layout: Layout, stays: (id: SessionId) => boolean): Layout {
  return layout.flatMap((group) => {
    const tree = keepPanes(group.tree, stays);
    if (tree === group.tree) return [group];
    return tree?.kind === 'split' ? [{ ...group, tree }] : [];
  });
}

export function toggleZoom(layout: Layout, id: SessionId): Layout {
  const group = groupOf(layout, id);
  return group === null ? layout : replace(layout, group, { ...group, zoomed: !group.zoomed });
}

/** Changes the tree of the group that has the session. */
export function changeTree(layout: Layout, id: SessionId, change: (tree: PaneTree) => PaneTree): Layout {
  const group = groupOf(layout, id);
  if (group === null) return layout;
  const tree = change(group.tree);
  return tree === group.tree || tree.kind === 'pane' ? layout : replace(layout, group, { ...group, tree });
}

export const evenOutAround = (layout: Layout, id: SessionId): Layout => changeTree(layout, id, evenOut);

function replace(layout: Layout, old: TabGroup | null, next: TabGroup | null): Layout {
  if (old === null) return next === null ? layout : [...layout, next];
  return layout.flatMap((group) => (group !== old ? [group] : next === null ? [] : [next]));
}

/** The tabs' order: a group's tabs stand together, in the order of its panes, where the first of them stands. */
export function tabOrder(ids: readonly SessionId[], layout: Layout): readonly SessionId[] {
  const placed = new Set<SessionId>();
  const order: SessionId[] = [];
  for (const id of ids) {
    if (placed.has(id)) continue;
    const group = groupOf(layout, id);
    for (const one of group === null ? [id] : sessionsOf(group.tree)) {
      if (!ids.includes(one) || placed.has(one)) continue;
      placed.add(one);
      order.push(one);
    }
  }
  return order;
}

/** The layout after a tab was moved by hand to its place in `ids`: away from its group's tabs it leaves them. */
export function afterMove(layout: Layout, ids: readonly SessionId[], moved: SessionId): Layout {
  const group = groupOf(layout, moved);
  if (group === null) return layout;
  const others = sessionsOf(group.tree).filter((id) => id !== moved);
  const at = ids.indexOf(moved);
  const near = [ids[at - 1], ids[at + 1]];
  return near.some((id) => id !== undefined && others.includes(id)) ? layout : takeOut(layout, moved);
}
