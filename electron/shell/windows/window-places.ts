import type { JobKey } from '../../contract.ts';
import type { Bounds } from './bounds.ts';

export interface WindowPlace {
  readonly bounds: Bounds;
  readonly maximized: boolean;
  /** The jobs whose terminals it had. */
  readonly jobs: readonly JobKey[];
}

const MOST_WINDOWS = 20;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function readPlace(value: unknown): WindowPlace | null {
  if (!isRecord(value) || !isRecord(value.bounds) || typeof value.maximized !== 'boolean') return null;
  const { x, y, width, height } = value.bounds;
  if (![x, y, width, height].every(Number.isInteger)) return null;
  const jobs = Array.isArray(value.jobs) ? value.jobs.filter((job) => typeof job === 'string') : [];
  return { bounds: { x, y, width, height } as Bounds, maximized: value.maximized, jobs };
}

/**
 * The places in the text of the window file; none when any of it is damaged. Read by hand, because it is read before the
 * first window opens and a schema library would be most of what is loaded by then. Pure.
 */
export function readPlaces(text: string): readonly WindowPlace[] {
  try {
    const content: unknown = JSON.parse(text);
    if (!isRecord(content) || !Array.isArray(content.windows) || content.windows.length > MOST_WINDOWS) return [];
    const places = content.windows.map(readPlace);
    return places.every((place) => place !== null) ? places : [];
  } catch {
    return [];
  }
}
