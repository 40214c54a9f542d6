import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evenOut,
  gridOf,
  keepPanes,
  neighbourOf,
  type PaneTree,
  pane,
  readTree,
  resize,
  type Side,
  type Split,
  sessionsOf,
  splitPane,
  swap,
} from '../../../../renderer/terminals/panes/pane-tree.ts';

const sides: readonly Side[] = ['left', 'right', 'up', 'down'];
const opposite: Readonly<Record<Side, Side>> = { left: 'right', right: 'left', up: 'down', down: 'up' };

/** Any tree that splitting can make, from its first pane on. */
const grown = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...sides)), { maxLength: 9 }).map((steps) =>
  steps.reduce<PaneTree>((tree, [pick, side], index) => {
    const ids = sessionsOf(tree);
    return splitPane(tree, ids[pick % ids.length] ?? '', side, `s${index + 1}`);
  }, pane('s0')),
);

const pickOf = (tree: PaneTree, pick: number): string => sessionsOf(tree)[pick % sessionsOf(tree).length] ?? '';

function splitsOf(tree: PaneTree): readonly Split[] {
  return tree.kind === 'pane' ? [] : [tree, ...tree.parts.flatMap((part) => splitsOf(part.tree))];
}

function expectNormal(tree: PaneTree): void {
  const ids = sessionsOf(tree);
  expect(new Set(ids).size).toBe(ids.length);
  for (const split of splitsOf(tree)) {
    expect(split.parts.length).toBeGreaterThan(1);
    expect(split.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100, 6);
    for (const part of split.parts) {
      expect(part.share).toBeGreaterThan(0);
      if (part.tree.kind === 'split') expect(part.tree.direction).not.toBe(split.direction);
    }
  }
}

describe('any tree of panes', () => {
  it('is in its normal form after each step, and survives being kept as text', () => {
    fc.assert(
      fc.property(grown, (tree) => {
        expectNormal(tree);
        const kept = readTree(JSON.parse(JSON.stringify(tree)));
        expect(kept === null ? null : sessionsOf(kept)).toEqual(sessionsOf(tree));
        if (kept) expectNormal(kept);
      }),
    );
  });

  it('puts the new pane at that side of the other, and gives it back when the new one goes', () => {
    fc.assert(
      fc.property(grown, fc.nat(), fc.constantFrom(...sides), (tree, pick, side) => {
        const beside = pickOf(tree, pick);
        const split = splitPane(tree, beside, side, 'new');
        expectNormal(split);
        expect(neighbourOf(split, beside, side)).toBe('new');
        expect(neighbourOf(split, 'new', opposite[side])).toBe(beside);
        const back = keepPanes(split, (id) => id !== 'new');
        expect(back === null ? [] : sessionsOf(back)).toEqual(sessionsOf(tree));
        expect(splitsOf(back ?? pane('')).map(({ direction }) => direction)).toEqual(
          splitsOf(tree).map(({ direction }) => direction),
        );
      }),
    );
  });

  it('keeps just the panes that are to stay, in their order', () => {
    fc.assert(
      fc.property(grown, fc.array(fc.nat(9)), (tree, gone) => {
        const stays = (id: string): boolean => !gone.includes(Number(id.slice(1)));
        const kept = keepPanes(tree, stays);
        expect(kept === null ? [] : sessionsOf(kept)).toEqual(sessionsOf(tree).filter(stays));
        if (kept) expectNormal(kept);
      }),
    );
  });

  it('leads from each pane back along a way through the panes that touch', () => {
    fc.assert(
      fc.property(grown, fc.nat(), fc.constantFrom(...sides), (tree, pick, side) => {
        const from = pickOf(tree, pick);
        const next = neighbourOf(tree, from, side);
        if (next === null) return;
        expect(next).not.toBe(from);
        expect(neighbourOf(tree, next, opposite[side])).not.toBeNull();
      }),
    );
  });

  it('exchanges two panes and nothing else', () => {
    fc.assert(
      fc.property(grown, fc.nat(), fc.nat(), (tree, first, second) => {
        const one = pickOf(tree, first);
        const other = pickOf(tree, second);
        const swapped = swap(tree, one, other);
        const named = (id: string): string => (id === one ? other : id === other ? one : id);
        expect(sessionsOf(swapped)).toEqual(sessionsOf(tree).map(named));
        expect(swap(swapped, one, other)).toEqual(tree);
      }),
    );
  });
});

describe('a tree of panes', () => {
  const rows = (tree: PaneTree | null): readonly number[] =>
    tree?.kind === 'split' && tree.direction === 'column'
      ? tree.parts.map((part) => sessionsOf(part.tree).length)
      : [tree === null ? 0 : sessionsOf(tree).length];

  it.each([
    [0, [0]],
    [1, [1]],
    [2, [2]],
    [3, [2, 1]],
    [4, [2, 2]],
    [5, [3, 2]],
    [7, [3, 3, 1]],
    [9, [3, 3, 3]],
  ])('makes a grid of %i', (count, expected) => {
    const ids = Array.from({ length: count }, (_, index) => `s${index}`);
    const grid = gridOf(ids);
    expect(rows(grid)).toEqual(expected);
    expect(grid === null ? [] : sessionsOf(grid)).toEqual(ids);
  });

  it('gives each third of a row a third, also where they were split one after the other', () => {
    const tree = splitPane(splitPane(pane('a'), 'a', 'right', 'b'), 'b', 'right', 'c') as Split;
    expect(tree.parts.map(({ share }) => share)).toEqual([50, 25, 25]);
    expect((evenOut(tree) as Split).parts.map(({ share }) => Math.round(share))).toEqual([33, 33, 33]);
  });

  it('takes new shares for the split that has just those panes', () => {
    const tree = splitPane(splitPane(pane('a'), 'a', 'right', 'b'), 'b', 'down', 'c');
    const [, inner] = splitsOf(resize(tree, ['b', 'c'], [30, 90]));
    expect(inner?.parts.map(({ share }) => share)).toEqual([25, 75]);
    expect(resize(tree, ['a', 'b', 'c'], [0, 100])).toEqual(tree);
  });

  it('prefers the neighbour that shares most of the edge', () => {
    const right = splitPane(pane('a'), 'a', 'right', 'top');
    const tree = resize(splitPane(right, 'top', 'down', 'bottom'), ['top', 'bottom'], [30, 70]);
    expect(neighbourOf(tree, 'a', 'right')).toBe('bottom');
    expect(neighbourOf(tree, 'top', 'left')).toBe('a');
    expect(neighbourOf(tree, 'a', 'left')).toBeNull();
  });

  it.each([
    ['nothing', null],
    ['a text', 'x'],
    ['a pane without a name', { kind: 'pane' }],
    ['a part without a share', { kind: 'split', direction: 'row', parts: [{ tree: pane('a') }] }],
    ['no direction', { kind: 'split', parts: [{ tree: pane('a'), share: 100 }] }],
    [
      'a session twice',
      { kind: 'split', direction: 'row', parts: ['a', 'a'].map((id) => ({ tree: pane(id), share: 50 })) },
    ],
    ['a share below nothing', { kind: 'split', direction: 'row', parts: [{ tree: pane('a'), share: -1 }] }],
  ])('is not read from %s', (_what, kept) => {
    expect(readTree(kept)).toBeNull();
  });
});
