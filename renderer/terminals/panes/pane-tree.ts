import type { SessionId } from '../../../electron/contract.ts';

/*
 * How the terminals of one tab share its room, as a value: a pane, or a row or column of parts that are panes or splits
 * themselves. Always in its one normal form: a split has two parts or more, none of its parts is a split of the same
 * direction, the shares of its parts sum to 100, and each session stands in it once.
 */

export type Direction = 'row' | 'column';
export type Side = 'left' | 'right' | 'up' | 'down';

export interface Pane {
  readonly kind: 'pane';
  readonly sessionId: SessionId;
}

export interface Part {
  readonly tree: PaneTree;
  /** Per cent of the split's width or height. */
  readonly share: number;
}

export interface Split {
  readonly kind: 'split';
  readonly direction: Direction;
  readonly parts: readonly Part[];
}

export type PaneTree = Pane | Split;

export const pane = (sessionId: SessionId): Pane => ({ kind: 'pane', sessionId });

/** From left to right and from top to bottom. */
export function sessionsOf(tree: PaneTree): readonly SessionId[] {
  return tree.kind === 'pane' ? [tree.sessionId] : tree.parts.flatMap((part) => sessionsOf(part.tree));
}

/** Puts a pane beside another, which gives half of its room. */
export function splitPane(tree: PaneTree, beside: SessionId, side: Side, added: SessionId): PaneTree {
  if (sessionsOf(tree).includes(added)) return tree;
  return normal(splitAt(tree, beside, side, added));
}

function splitAt(tree: PaneTree, beside: SessionId, side: Side, added: SessionId): PaneTree {
  if (tree.kind === 'split') {
    return { ...tree, parts: tree.parts.map((part) => ({ ...part, tree: splitAt(part.tree, beside, side, added) })) };
  }
  if (tree.sessionId !== beside) return tree;
  const both = side === 'left' || side === 'up' ? [pane(added), tree] : [tree, pane(added)];
  return {
    kind: 'split',
    direction: side === 'left' || side === 'right' ? 'row' : 'column',
    parts: both.map((half) => ({ tree: half, share: 50 })),
  };
}

/** What remains without the panes that fail the test, which leave their room to their neighbours; null = nothing. */
export function keepPanes(tree: PaneTree, stays: (sessionId: SessionId) => boolean): PaneTree | null {
  if (sessionsOf(tree).every(stays)) return tree;
  if (tree.kind === 'pane') return null;
  const parts = tree.parts.flatMap(({ tree: inner, share }) => {
    const kept = keepPanes(inner, stays);
    return kept === null ? [] : [{ tree: kept, share }];
  });
  return parts.length === 0 ? null : normal({ ...tree, parts });
}

/** All in rows of the same number, as near to a square as they come, the last row filled by fewer. */
export function gridOf(ids: readonly SessionId[]): PaneTree | null {
  const columns = Math.ceil(Math.sqrt(ids.length));
  const rows: PaneTree[] = [];
  for (let from = 0; from < ids.length; from += columns) {
    rows.push(evenly('row', ids.slice(from, from + columns).map(pane)));
  }
  return rows.length === 0 ? null : normal(evenly('column', rows));
}

const evenly = (direction: Direction, trees: readonly PaneTree[]): Split => ({
  kind: 'split',
  direction,
  parts: trees.map((tree) => ({ tree, share: 100 / trees.length })),
});

/** Each split's parts of one size. */
export function evenOut(tree: PaneTree): PaneTree {
  if (tree.kind === 'pane') return tree;
  return evenly(
    tree.direction,
    tree.parts.map((part) => evenOut(part.tree)),
  );
}

/** Gives the parts of the split that has just these sessions new shares. */
export function resize(tree: PaneTree, ids: readonly SessionId[], shares: readonly number[]): PaneTree {
  if (tree.kind === 'pane') return tree;
  if (sessionsOf(tree).join() !== ids.join()) {
    return { ...tree, parts: tree.parts.map((part) => ({ ...part, tree: resize(part.tree, ids, shares) })) };
  }
  if (shares.length !== tree.parts.length || !shares.every((share) => share > 0)) return tree;
  const sum = shares.reduce((all, share) => all + share, 0);
  return {
    ...tree,
    parts: tree.parts.map((part, index) => ({ ...part, share: (100 * (shares[index] ?? 0)) / sum })),
  };
}

/** The same, with each session by another name. */
export function named(tree: Split, name: (sessionId: SessionId) => SessionId): Split;
export function named(tree: PaneTree, name: (sessionId: SessionId) => SessionId): PaneTree;
export function named(tree: PaneTree, name: (sessionId: SessionId) => SessionId): PaneTree {
  if (tree.kind === 'pane') return pane(name(tree.sessionId));
  return { ...tree, parts: tree.parts.map((part) => ({ ...part, tree: named(part.tree, name) })) };
}

/** Exchanges the places of two panes. */
export function swap(tree: PaneTree, one: SessionId, other: SessionId): PaneTree {
  if (tree.kind === 'split') {
    return { ...tree, parts: tree.parts.map((part) => ({ ...part, tree: swap(part.tree, one, other) })) };
  }
  if (tree.sessionId === one) return pane(other);
  return tree.sessionId === other ? pane(one) : tree;
}

interface Box {
  readonly sessionId: SessionId;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The next pane in that direction: of those that touch, the one that shares most of the edge. */
export function neighbourOf(tree: PaneTree, from: SessionId, side: Side): SessionId | null {
  const boxes = boxesOf(tree, { left: 0, top: 0, right: 1, bottom: 1 });
  const here = boxes.find((box) => box.sessionId === from);
  if (!here) return null;
  const touching = boxes
    .map((box) => ({ sessionId: box.sessionId, edge: touches(here, box, side) ? sharedEdge(here, box, side) : 0 }))
    .filter(({ edge }) => edge > tolerance);
  return touching.sort((a, b) => b.edge - a.edge)[0]?.sessionId ?? null;
}

/** Shares are fractions: edges that meet may differ in the last digits. */
const tolerance = 1e-6;

function touches(here: Box, there: Box, side: Side): boolean {
  const gap = {
    left: here.left - there.right,
    right: here.right - there.left,
    up: here.top - there.bottom,
    down: here.bottom - there.top,
  }[side];
  return Math.abs(gap) < tolerance;
}

function sharedEdge(here: Box, there: Box, side: Side): number {
  return side === 'left' || side === 'right'
    ? Math.min(here.bottom, there.bottom) - Math.max(here.top, there.top)
    : Math.min(here.right, there.right) - Math.max(here.left, there.left);
}

function boxesOf(tree: PaneTree, room: Omit<Box, 'sessionId'>): readonly Box[] {
  if (tree.kind === 'pane') return [{ sessionId: tree.sessionId, ...room }];
  const { left, top, right, bottom } = room;
  let done = 0;
  return tree.parts.flatMap(({ tree: inner, share }) => {
    const from = done / 100;
    done += share;
    const to = done / 100;
    return boxesOf(
      inner,
      tree.direction === 'row'
        ? { left: left + from * (right - left), right: left + to * (right - left), top, bottom }
        : { top: top + from * (bottom - top), bottom: top + to * (bottom - top), left, right },
    );
  });
}

/** The one normal form, and nothing lost: parts of a part of the same direction take its place, a lone part its split's. */
function normal(tree: PaneTree): PaneTree {
  if (tree.kind === 'pane') return tree;
  const parts = tree.parts.flatMap<Part>(({ tree: inner, share }) => {
    const part = normal(inner);
    if (part.kind === 'pane' || part.direction !== tree.direction) return [{ tree: part, share }];
    return part.parts.map((one) => ({ tree: one.tree, share: (one.share * share) / 100 }));
  });
  const [only] = parts;
  if (parts.length === 1 && only) return only.tree;
  const sum = parts.reduce((all, { share }) => all + share, 0);
  return {
    ...tree,
    parts: parts.map(({ tree: inner, share }) => ({
      tree: inner,
      share: sum > 0 ? (100 * share) / sum : 100 / parts.length,
    })),
  };
}

/** Reads what was kept as text; null when it is no tree of panes with each session once. */
export function readTree(kept: unknown): PaneTree | null {
  const tree = readNode(kept, 0);
  if (tree === null) return null;
  const ids = sessionsOf(tree);
  return new Set(ids).size === ids.length ? normal(tree) : null;
}

const deepest = 32;

function readNode(kept: unknown, depth: number): PaneTree | null {
  if (typeof kept !== 'object' || kept === null || depth > deepest) return null;
  const { kind, sessionId, direction, parts } = kept as Readonly<Record<string, unknown>>;
  if (kind === 'pane') return typeof sessionId === 'string' ? pane(sessionId) : null;
  if (kind !== 'split' || (direction !== 'row' && direction !== 'column') || !Array.isArray(parts)) return null;
  const read = (parts as readonly unknown[]).map((part) => {
    const { tree, share } = (part ?? {}) as Readonly<Record<string, unknown>>;
    const inner = readNode(tree, depth + 1);
    return inner !== null && typeof share === 'number' && share > 0 && share <= 100 ? { tree: inner, share } : null;
  });
  const good = read.filter((part) => part !== null);
  return good.length === read.length && good.length > 0 ? { kind: 'split', direction, parts: good } : null;
}
