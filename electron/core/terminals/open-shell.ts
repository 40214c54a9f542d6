import type { Job, SessionState } from '../../contract.ts';
import type { TerminalSocket } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { CHECKING, type Connected, connect, type Progress } from './connect.ts';
import type { JobAccess, JobLook } from './ports.ts';
import type { Shell } from './shell.ts';

/** Opens one shell after another to a job. What is called off leaves nothing open, and nothing of it is heard any more. */
export interface ShellOpener {
  /** Tries, and tells how that goes. Null = it opened, or was called off. */
  open(
    how: { readonly patience: 'first' | 'again'; readonly ownSlot: boolean },
    signal: AbortSignal,
  ): Promise<Extract<Connected, { ok: false }> | null>;
  /** One try without a word: in a container, `after_script` gives a shell at once. True = it opened, or was called off. */
  tryOnce(terminalPath: string, signal: AbortSignal): Promise<boolean>;
  /** Ends the pause before the next try, where there is one that may be ended. */
  skipPause(): void;
}

export interface ShellOpenerDeps {
  readonly job: Job;
  readonly access: JobAccess;
  readonly clock: Clock;
  /** From 0 up to 1. */
  random(): number;
  newShell(): Shell;
  onLook(look: JobLook): void;
  onConnecting(state: SessionState): void;
  onOpened(shell: Shell, socket: TerminalSocket): void;
}

const FIRST_STEP: Progress = { phase: 'checking', attempt: 1, nextTryAt: null, canTryNow: false, message: CHECKING };

export function connecting(since: number, progress = FIRST_STEP): SessionState {
  return { status: 'connecting', since, ...progress };
}

export function createShellOpener(deps: ShellOpenerDeps): ShellOpener {
  const { access, clock, job } = deps;
  let skipPause: (() => void) | null = null;

  function take(shell: Shell, socket: TerminalSocket | null, signal: AbortSignal): void {
    if (socket !== null && !signal.aborted) {
      deps.onOpened(shell, socket);
      return;
    }
    shell.leave();
    socket?.close();
  }

  return {
    async open(how, signal) {
      const since = clock.now();
      const shell = deps.newShell();
      skipPause = null;
      const connected = await connect({
        ...{ access, clock, signal, jobKey: job.key, events: shell.events },
        ...how,
        random: deps.random,
        onLook: deps.onLook,
        onPause(skip) {
          if (!signal.aborted) skipPause = skip;
        },
        onProgress(progress) {
          if (!signal.aborted) deps.onConnecting(connecting(since, progress));
        },
      });
      take(shell, connected.ok ? connected.socket : null, signal);
      return connected.ok || signal.aborted ? null : connected;
    },
    async tryOnce(terminalPath, signal) {
      const shell = deps.newShell();
      const dial = await access.dial(job.key, terminalPath, shell.events, signal);
      take(shell, dial.ok ? dial.socket : null, signal);
      return dial.ok || signal.aborted;
    },
    skipPause: () => skipPause?.(),
  };
}
