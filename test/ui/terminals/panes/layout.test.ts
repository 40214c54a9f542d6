import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterMove,
  breakUp,
  groupOf,
  keep,
  type Layout,
  showAsGrid,
  showBeside,
  shownWith,
  tabOrder,
  takeOut,
  toggleZoom,
} from '../../../../renderer/terminals/panes/layout.ts';
import { type Side, sessionsOf } from '../../../../renderer/terminals/panes/pane-tree.ts';

const shown = (layout: Layout, id: string): readonly string[] => sessionsOf(shownWith(layout, id));
const pair = showBeside([], 'b', 'a', 'right');

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyId = fc.constantFrom(...ids);
type Step = (layout: Layout) => Layout;
const step = fc.oneof(
  fc.tuple(anyId, anyId, fc.constantFrom<Side>('left', 'right', 'up', 'down')).map<Step>(
    ([id, beside, side]) =>
      (layout) =>
        showBeside(layout, id, beside, side),
  ),
  anyId.map<Step>((id) => (layout) => takeOut(layout, id)),
  anyId.map<Step>((id) => (layout) => breakUp(layout, id)),
  anyId.map<Step>((id) => (layout) => toggleZoom(layout, id)),
  fc.uniqueArray(anyId).map<Step>((some) => (layout) => showAsGrid(layout, some)),
);
const anyLayout = fc.array(step, { maxLength: 12 }).map((steps) => steps.reduce<Layout>((now, next) => next(now), []));

describe('any layout', () => {
  it('has each session in one group at most, and no group of one', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        const all = layout.flatMap(({ tree }) => sessionsOf(tree));
        expect(new Set(all).size).toBe(all.length);
        for (const { tree } of layout) expect(sessionsOf(tree).length).toBeGreaterThan(1);
      }),
    );
  });

  it('shows the session that has the keyboard, with its group or alone', () => {
    fc.assert(
      fc.property(anyLayout, anyId, (layout, id) => {
        const group = groupOf(layout, id);
        expect(shown(layout, id)).toEqual(group === null || group.zoomed ? [id] : sessionsOf(group.tree));
      }),
    );
  });

  it('puts no tab twice and loses none when it orders them, and has each group’s tabs together', () => {
    fc.assert(
      fc.property(anyLayout, fc.shuffledSubarray(ids), (layout, tabs) => {
        const order = tabOrder(tabs, layout);
        expect([...order].sort()).toEqual([...tabs].sort());
        for (const { tree } of layout) {
          const places = sessionsOf(tree)
            .filter((id) => tabs.includes(id))
            .map((id) => order.indexOf(id));
          expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) + index));
        }
      }),
    );
  });
});

describe('a layout', () => {
  it('takes a session from where it was shown before', () => {
    const layout = showBeside(showBeside(pair, 'd', 'c', 'down'), 'b', 'd', 'left');
    expect(shown(layout, 'a')).toEqual(['a']);
    expect(shown(layout, 'b')).toEqual(['c', 'b', 'd']);
  });

  it('ends a zoom when something is to be shown beside', () => {
    const layout = showBeside(toggleZoom(pair, 'a'), 'c', 'a', 'down');
    expect(shown(layout, 'a')).toEqual(['a', 'c', 'b']);
  });

  it('falls apart when the second last session of a group is gone', () => {
    expect(keep(pair, (id) => id !== 'b')).toEqual([]);
    expect(keep(pair, () => true)).toEqual(pair);
  });

  it.each([
    ['to the other side of its partner', ['c', 'b', 'a'], ['a', 'b']],
    ['beyond a stranger', ['b', 'c', 'a'], ['a']],
    ['to the far end', ['b', 'c', 'd', 'a'], ['a']],
  ])('lets a tab go that was moved %s', (_where, order, expected) => {
    expect(shown(afterMove(pair, order, 'a'), 'a')).toEqual(expected);
  });
});
