import { expect, it } from 'vitest';
import { redrawForSelectionOnly } from '../../../renderer/terminals/selection-redraw.ts';

/** What of xterm's inside it takes hold of. */
function createInside() {
  const service = {
    hasSelection: false,
    drawn: 0,
    refresh() {
      service.drawn += 1;
    },
  };
  const terminal = { hasSelection: () => service.hasSelection, _core: { _selectionService: service } };
  return { service, terminal };
}

it('draws rows anew while there is a selection, once more when it is gone, and then no more', () => {
  const { service, terminal } = createInside();
  redrawForSelectionOnly(terminal);
  service.refresh();
  expect(service.drawn).toBe(0);
  service.hasSelection = true;
  service.refresh();
  service.refresh();
  expect(service.drawn).toBe(2);
  service.hasSelection = false;
  service.refresh();
  service.refresh();
  expect(service.drawn).toBe(3);
});

it('leaves a terminal alone whose inside is another', () => {
  redrawForSelectionOnly({ hasSelection: () => false });
  const service = { refresh: 1 };
  redrawForSelectionOnly({ hasSelection: () => false, _core: { _selectionService: service } } as never);
  expect(service.refresh).toBe(1);
});
