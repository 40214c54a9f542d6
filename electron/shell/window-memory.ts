import { screen } from 'electron';
import ElectronStore from 'electron-store';
import { z } from 'zod';
import { type Bounds, cascade, placeWindow } from './bounds.ts';

const place = z.object({
  bounds: z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() }),
  maximized: z.boolean(),
});
const memory = z.object({ windows: z.array(place).max(20) });

export interface WindowPlace {
  readonly bounds: Bounds;
  readonly maximized: boolean;
}

export interface WindowMemory {
  /** Where the windows of the last run were, each moved onto a display that is there; one at least. */
  places(): readonly [WindowPlace, ...WindowPlace[]];
  /** For one more window: beside this one. */
  beside(bounds: Bounds): WindowPlace;
  keep(places: readonly WindowPlace[]): void;
}

function workAreas(): readonly [Bounds, ...Bounds[]] {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main.workArea, ...others.map(({ workArea }) => workArea)];
}

/** Remembers the windows in a file of its own: losing it costs nothing, so here a damaged file is just replaced. */
export function createWindowMemory(dataDir: string): WindowMemory {
  const store = new ElectronStore({ name: 'window', cwd: dataDir, configFileMode: 0o600, clearInvalidConfig: true });
  return {
    places() {
      const kept = memory.safeParse(store.store);
      const areas = workAreas();
      const [first, ...rest] = (kept.success ? kept.data.windows : []).map(({ bounds, maximized }) => ({
        bounds: placeWindow(bounds, areas),
        maximized,
      }));
      return [first ?? { bounds: placeWindow(null, areas), maximized: false }, ...rest];
    },
    beside: (bounds) => ({ bounds: placeWindow(cascade(bounds), workAreas()), maximized: false }),
    keep(places) {
      store.store = { windows: places.map(({ bounds, maximized }) => ({ bounds: { ...bounds }, maximized })) };
    },
  };
}
