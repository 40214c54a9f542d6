import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { screen } from 'electron';
import { type Bounds, cascade, placeWindow } from './bounds.ts';
import { readPlaces, type WindowPlace } from './window-places.ts';

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
  const file = join(dataDir, 'window.json');

  function read(): readonly WindowPlace[] {
    try {
      return readPlaces(readFileSync(file, 'utf8'));
    } catch {
      return [];
    }
  }

  return {
    places() {
      const areas = workAreas();
      const [first, ...rest] = read().map((place) => ({ ...place, bounds: placeWindow(place.bounds, areas) }));
      return [first ?? { bounds: placeWindow(null, areas), maximized: false, jobs: [] }, ...rest];
    },
    beside: (bounds) => ({ bounds: placeWindow(cascade(bounds), workAreas()), maximized: false, jobs: [] }),
    keep(places) {
      const windows = places.map((place) => ({ ...place, bounds: { ...place.bounds } }));
      const half = `${file}.${process.pid}.tmp`;
      try {
        writeFileSync(half, `${JSON.stringify({ windows }, null, 2)}\n`, { mode: 0o600 });
        renameSync(half, file);
      } catch {
        // A full disk costs the windows their places, and must not keep them from closing.
      }
    },
  };
}
