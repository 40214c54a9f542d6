import type { Clock } from '../../host.ts';
import { timeOfDay } from '../seam.ts';
import type { LostKeys } from './typed-keys.ts';

/** Counts a tab's shells, and says in its output where one begins or goes on, and what became of keys meanwhile. */
export interface ShellSeams {
  /** How many there have been. */
  readonly count: number;
  /** Why the one before was cut, to be said at the next seam; null = nothing is to be said of it. */
  because: string | null;
  /** `keptBy`: in that program, so that it goes on over a drop. */
  newShell(keptBy: string | null): void;
  /** The one that was kept goes on here. */
  sameShell(keptBy: string): void;
  ended(when: string, why: string): void;
}

export function createShellSeams(deps: {
  readonly clock: Clock;
  readonly lost: LostKeys;
  /** Above the first shell stands what those of an earlier run printed. */
  readonly hasEarlier: boolean;
  seam(text: string): void;
}): ShellSeams {
  const { clock, lost, hasEarlier } = deps;
  let count = 0;
  let because: string | null = null;

  return {
    get count() {
      return count;
    },
    get because() {
      return because;
    },
    set because(why) {
      because = why;
    },
    newShell(keptBy) {
      count += 1;
      const unsent = lost.take();
      if (count > 1 || hasEarlier || unsent !== '') {
        const why = because === null ? '' : ` · the earlier one ended: ${because}`;
        const kept = keptBy === null ? '' : ` · kept in ${keptBy} from here on`;
        deps.seam(`new shell · ${timeOfDay(clock.now())}${why}${kept}${unsent}`);
      }
      because = null;
    },
    sameShell(keptBy) {
      // one that is found after a restart of the app is this tab's first
      count = Math.max(1, count);
      because = null;
      deps.seam(`the same shell · ${timeOfDay(clock.now())} · still running in ${keptBy}${lost.take()}`);
    },
    ended(when, why) {
      because = null;
      const unsent = lost.take();
      if (count > 0 || unsent !== '') deps.seam(`ended · ${when} · ${why}${unsent}`);
    },
  };
}
