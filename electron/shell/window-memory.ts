import { screen } from 'electron';
import ElectronStore from 'electron-store';
import { z } from 'zod';
import { type Bounds, placeWindow } from './bounds.ts';

const memory = z.object({
  bounds: z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() }),
  maximized: z.boolean(),
});

export interface WindowPlace {
  readonly bounds: Bounds;
  readonly maximized: boolean;
}

export interface WindowMemory {
  place(): WindowPlace;
  keep(place: WindowPlace): void;
}

/** Remembers one window in a file of its own: losing it costs nothing, so here a damaged file is just replaced. */
export function createWindowMemory(dataDir: string): WindowMemory {
  const store = new ElectronStore({ name: 'window', cwd: dataDir, configFileMode: 0o600, clearInvalidConfig: true });
  return {
    place() {
      const kept = memory.safeParse(store.store);
      const main = screen.getPrimaryDisplay().workArea;
      const others = screen.getAllDisplays().map((display) => display.workArea);
      return {
        bounds: placeWindow(kept.success ? kept.data.bounds : null, [main, ...others]),
        maximized: kept.success && kept.data.maximized,
      };
    },
    keep({ bounds, maximized }) {
      store.store = { bounds: { ...bounds }, maximized };
    },
  };
}
