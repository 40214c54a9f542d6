import { expect, it } from 'vitest';
import { redrawForSelectionOnly } from '../../../renderer/terminals/selection-redraw.ts';

/** What of xterm's inside it takes hold of. */
function createInside() {
  const drawn: unknown[] = [];
  const service = { hasSelection: false, refresh: () => void drawn.push('refreshed') };
  const renderer = { handleSelectionChanged: (...selection: unknown[]) => void drawn.push(selection) };
  const terminal = {
    hasSelection: () => service.hasSelection,
    _core: { _selectionService: service, _renderService: renderer },
  };
  return { service, terminal, drawn };
}

it('draws rows anew while there is a selection, makes it forgotten when it is gone, and then draws no more', () => {
  const { service, terminal, drawn } = createInside();
  redrawForSelectionOnly(terminal);
  service.refresh();
  expect(drawn).toEqual([]);
  service.hasSelection = true;
  service.refresh();
  service.refresh();
  expect(drawn).toEqual(['refreshed', 'refreshed']);
  service.hasSelection = false;
  service.refresh();
  service.refresh();
  expect(drawn.slice(2)).toEqual([[[0, 0], [0, 0], false]]);
});

it('leaves a terminal alone whose inside is another', () => {
  redrawForSelectionOnly({ hasSelection: () => false });
  const service = { refresh: 1 };
  redrawForSelectionOnly({ hasSelection: () => false, _core: { _selectionService: service } } as never);
  expect(service.refresh).toBe(1);
  const { service: whole, terminal } = createInside();
  const { refresh } = whole;
  redrawForSelectionOnly({ ...terminal, _core: { _selectionService: whole } } as never);
  expect(whole.refresh).toBe(refresh);
});
