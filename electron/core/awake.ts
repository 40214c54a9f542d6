import type { AwakeState, SessionId, Settings, TerminalSession } from '../contract.ts';
import type { Clock, Host, Log } from './host.ts';

/**
 * The terminals that sleep would cost something: in a hold the connection alone keeps the job from ending, and it does
 * not come back. What an open one costs (its shell, not its job) is the user's to weigh. Local shells sleep along.
 */
export function wakefulSessions(
  sessions: readonly TerminalSession[],
  setting: Settings['keepAwake'],
): readonly SessionId[] {
  if (setting === 'never') return [];
  return sessions
    .filter(
      ({ kind, state }) =>
        kind === 'job' && (state.status === 'held' || (setting === 'open' && state.status === 'open')),
    )
    .map(({ id }) => id);
}

export interface Awake {
  state(): AwakeState;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  settingsChanged(): void;
  dispose(): void;
}

export interface AwakeDeps {
  readonly keepAwake: Host['keepAwake'];
  readonly settings: () => Pick<Settings, 'keepAwake'>;
  readonly clock: Clock;
  readonly log: Log;
  onChange(state: AwakeState): void;
}

/** Systems show it to whoever asks what keeps the computer awake: so no job is named. */
const REASON = 'A terminal holds a CI job open';
/** A lock that was refused or taken back is asked for again: the session's bus may only be starting. */
const ASK_AGAIN_MS = 30_000;

/** Keeps the computer from sleeping exactly as long as there is a terminal that asks for it. */
export function createAwake(deps: AwakeDeps): Awake {
  const { clock, log } = deps;
  let sessions: readonly TerminalSession[] = [];
  let wanted: readonly SessionId[] = [];
  let state: AwakeState = { status: 'idle' };
  /** Tells a lock that is still wanted from one that was asked for before the last release. */
  let turn = 0;
  let release: (() => void) | null = null;
  let cancelAgain: (() => void) | null = null;
  let problem: string | null = null;

  function tell(): void {
    const next: AwakeState =
      wanted.length === 0
        ? { status: 'idle' }
        : release !== null
          ? { status: 'awake', sessionIds: wanted }
          : problem !== null
            ? { status: 'unable', sessionIds: wanted, why: problem }
            : { status: 'idle' };
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    deps.onChange(state);
  }

  function fail(why: string): void {
    if (problem === null) log.warn('awake', 'cannot keep awake');
    problem = why;
    release = null;
    cancelAgain?.();
    cancelAgain = clock.after(ASK_AGAIN_MS, () => void ask());
    tell();
  }

  async function ask(): Promise<void> {
    cancelAgain?.();
    cancelAgain = null;
    turn += 1;
    const mine = turn;
    const answer = await deps.keepAwake(REASON, (why) => {
      if (mine === turn) fail(why);
    });
    if (mine !== turn) return answer.lock?.release();
    if (answer.lock === null) return fail(answer.why);
    const { lock } = answer;
    release = () => lock.release();
    problem = null;
    tell();
  }

  function letSleep(): void {
    turn += 1;
    cancelAgain?.();
    cancelAgain = null;
    release?.();
    release = null;
    problem = null;
  }

  function follow(): void {
    const next = wakefulSessions(sessions, deps.settings().keepAwake);
    if (next.join() === wanted.join()) return;
    const before = wanted.length;
    wanted = next;
    if (before === 0) void ask();
    else if (wanted.length === 0) letSleep();
    tell();
  }

  return {
    state: () => state,
    sessionsChanged(list) {
      sessions = list;
      follow();
    },
    settingsChanged: follow,
    dispose() {
      sessions = [];
      wanted = [];
      letSleep();
    },
  };
}
