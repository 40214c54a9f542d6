import type { LeaveOutcome, ShellFacts, TerminalSession } from '../../../contract.ts';
import type { Clock } from '../../host.ts';

/**
 * Leaves a shell as a person would: Ctrl-C for what runs, Ctrl-D at the prompt. GitLab's own last byte is a Ctrl-D that a
 * busy shell does not see, so on the shell executor what runs would outlive tab and job (gitlab.md 2.3, measured).
 */
export interface Leaving {
  readonly step: ShellFacts['leaving'];
  /** One at a time: a second call answers as the first. */
  leave(): Promise<LeaveOutcome>;
  cancel(): void;
}

export interface LeavingDeps {
  readonly clock: Clock;
  doing(): ShellFacts['doing'];
  isOpen(): boolean;
  type(keys: string): void;
  onChange(): void;
}

/** A program may have something to put away. */
const STOP_MS = 4_000;
const STOP_TRIES = 2;
/** A left shell on docker is seen by its silence, 1.5 s after its last word. */
const LEAVE_MS = 4_000;
/** The first Ctrl-D of a shell with stopped jobs is answered by a warning only. */
const LEAVE_TRIES = 2;
const LOOK_MS = 100;

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

export function createLeaving(deps: LeavingDeps): Leaving {
  const { clock } = deps;
  let step: ShellFacts['leaving'] = null;
  let going: Promise<LeaveOutcome> | null = null;
  let isCancelled = false;

  function become(next: ShellFacts['leaving']): void {
    step = next;
    deps.onChange();
  }

  /** Resolves when it is so, when the time is up, when the shell is gone or when it is called off. */
  function until(is: () => boolean, limitMs: number): Promise<void> {
    const endsAt = clock.now() + limitMs;
    return new Promise((resolve) => {
      const look = () => {
        if (is() || isCancelled || !deps.isOpen() || clock.now() >= endsAt) resolve();
        else clock.after(LOOK_MS, look);
      };
      look();
    });
  }

  async function run(): Promise<LeaveOutcome> {
    const outcome = () => (isCancelled ? 'cancelled' : deps.isOpen() ? 'runs-on' : 'left');
    const isFree = () => deps.doing() === 'prompt';
    become('stopping');
    for (let tries = 0; tries < STOP_TRIES && !isFree() && deps.isOpen() && !isCancelled; tries += 1) {
      deps.type(CTRL_C);
      await until(isFree, STOP_MS);
    }
    // where its prompt is not known, the shell may well be back
    if (isCancelled || !(isFree() || deps.doing() === 'unknown')) return outcome();
    become('leaving');
    for (let tries = 0; tries < LEAVE_TRIES && deps.isOpen() && !isCancelled; tries += 1) {
      deps.type(CTRL_D);
      await until(() => false, LEAVE_MS);
    }
    return outcome();
  }

  return {
    get step() {
      return step;
    },
    leave() {
      if (!deps.isOpen()) return Promise.resolve('left');
      isCancelled = false;
      going ??= run().finally(() => {
        going = null;
        become(null);
      });
      return going;
    },
    cancel() {
      isCancelled = true;
    },
  };
}

/**
 * On docker a program is gone with its terminal; on the shell executor it stays, also when the job is over. A kept shell is
 * ended with its tab, and what runs in it hangs up.
 */
export function outlivesItsTerminal({ shell, executor, kept }: TerminalSession): boolean {
  return kept.status !== 'kept' && executor === 'shell' && (shell?.doing === 'busy' || shell?.doing === 'screen');
}
