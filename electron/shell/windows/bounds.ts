export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = { width: 720, height: 480 } as const;
const USUAL = { width: 1280, height: 820 } as const;
/** So much of the window must be on a screen, title bar included, that it can be taken and moved. */
const GRIP = { width: 160, height: 40 } as const;

function overlap(from: number, length: number, areaFrom: number, areaLength: number): number {
  return Math.min(from + length, areaFrom + areaLength) - Math.max(from, areaFrom);
}

function isReachable(window: Bounds, area: Bounds): boolean {
  const isTopInside = window.y >= area.y && window.y + GRIP.height <= area.y + area.height;
  return isTopInside && overlap(window.x, window.width, area.x, area.width) >= GRIP.width;
}

/** Larger than all displays together is no size that anybody gave it. */
function isTooLarge({ width, height }: Bounds, areas: readonly Bounds[]): boolean {
  const span = (from: (area: Bounds) => number, length: (area: Bounds) => number): number =>
    Math.max(...areas.map((area) => from(area) + length(area))) - Math.min(...areas.map(from));
  const wide = span(
    ({ x }) => x,
    (area) => area.width,
  );
  const high = span(
    ({ y }) => y,
    (area) => area.height,
  );
  return width > wide || height > high;
}

function centred(size: { readonly width: number; readonly height: number }, area: Bounds): Bounds {
  const width = Math.min(Math.max(size.width, SMALLEST.width), area.width);
  const height = Math.min(Math.max(size.height, SMALLEST.height), area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/**
 * Where the window opens: where it was, or, when that is on no screen any more, in the middle of the main one with
 * the size it had, as far as that fits. `workAreas` starts with the main display's.
 */
export function placeWindow(remembered: Bounds | null, workAreas: readonly [Bounds, ...Bounds[]]): Bounds {
  if (remembered === null) return centred(USUAL, workAreas[0]);
  const fits = !isTooLarge(remembered, workAreas) && workAreas.some((area) => isReachable(remembered, area));
  return fits ? remembered : centred(remembered, workAreas[0]);
}

/** So far below and to the right does one more window open that the title bar of the first stays in reach. */
const STEP = 32;

/** Where one more window of the same size wants to be. */
export function cascade({ x, y, width, height }: Bounds): Bounds {
  return { x: x + STEP, y: y + STEP, width, height };
}
