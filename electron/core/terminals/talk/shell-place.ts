import type { ShellPlace } from '../../../contract.ts';
import { createRunWatch } from './run-watch.ts';

/** Where the shell is, as far as it said so or its runner tells, and whether to offer the way to the job's directory. */
export interface ShellPlaceWatch {
  /** The shell's own word. Its first is kept: later ones are the user's doing. */
  found(directory: string | null, projectDirectory: string | null): void;
  /** From the user. True = the offer is not made any more: who runs a command knows where, or does not care. */
  typed(bytes: Uint8Array): boolean;
  /** The user took the offer, or does not want it. */
  answered(): void;
  facts(known: { readonly executor: string | null; readonly repository: string | null }): ShellPlace | null;
  /** Another shell. */
  reset(): void;
}

type Place = Omit<ShellPlace, 'offered'>;

export function createShellPlaceWatch(): ShellPlaceWatch {
  const runs = createRunWatch();
  let place: Place | null = null;
  let isAnswered = false;

  return {
    found(directory, projectDirectory) {
      place ??= { directory, hasJobVariables: projectDirectory !== null, buildDirectory: projectDirectory };
    },
    typed(bytes) {
      if (!runs.typed(bytes) || isAnswered) return false;
      isAnswered = true;
      return true;
    },
    answered() {
      isAnswered = true;
    },
    facts({ executor, repository }) {
      const found = place ?? guessPlace(executor);
      if (found === null) return null;
      const buildDirectory = found.buildDirectory ?? repository;
      const offered = buildDirectory !== null && !isWithin(found.directory, buildDirectory) && !isAnswered;
      return { ...found, buildDirectory, offered };
    },
    reset() {
      runs.reset();
      place = null;
      isAnswered = false;
    },
  };
}

function isWithin(directory: string | null, outer: string): boolean {
  return directory !== null && `${directory}/`.startsWith(`${outer.replace(/\/+$/, '')}/`);
}

/** Where a runner starts a shell, as long as the shell has not said so itself (gitlab.md 4.2, measured). */
function guessPlace(executor: string | null): Place | null {
  switch (executor) {
    case 'shell':
      return { directory: null, hasJobVariables: false, buildDirectory: null };
    case 'docker':
    case 'docker+machine':
    case 'kubernetes':
      return { directory: '/', hasJobVariables: true, buildDirectory: null };
    default:
      return null;
  }
}
