import type { Ending, Job, JobKey, JobStatus, Notice, NoticeAction, TerminalSession } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { dueWarning, nextWarningAt } from './hold-warnings.ts';
import type { NewNotice } from './notice-list.ts';
import { counted, safeName, safeSentence, spokenDuration, timeOfDay } from './text.ts';

/** Ends that follow each other so closely have one cause (a network, a server) and are one notice. */
const ONE_CAUSE_MS = 2_000;
/** An attempt that failed at once failed before its user's eyes. */
const UNWATCHED_ATTEMPT_MS = 10_000;

interface Ended {
  readonly session: TerminalSession;
  readonly ending: Ending;
}

interface Seen {
  readonly shellNumber: number;
  readonly state: TerminalSession['state'];
  readonly given: Set<number>;
}

export interface SessionNotices {
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  jobFinished(job: Job, status: JobStatus): void;
  dispose(): void;
}

/** Turns what becomes of terminal sessions into notices. */
export function createSessionNotices(deps: {
  readonly clock: Clock;
  warningMinutes(): readonly number[];
  add(notice: NewNotice): void;
  /** What was told under keys that begin so is past. */
  past(keyStart: string): void;
}): SessionNotices {
  const { clock } = deps;
  const seen = new Map<string, Seen>();
  let sessions: readonly TerminalSession[] = [];
  let ended: Ended[] = [];
  let finished = new Map<JobKey, JobStatus>();
  let cancelEnded: (() => void) | null = null;
  let cancelWarning: (() => void) | null = null;

  const shellOf = (session: TerminalSession) => `${session.id} ${session.shellNumber}`;

  function lookAt(session: TerminalSession): void {
    const before = seen.get(session.id);
    const { state } = session;
    const sameShell = before?.state.status === state.status && before.shellNumber === session.shellNumber;
    const given = state.status === 'held' && sameShell ? before.given : new Set<number>();
    seen.set(session.id, { shellNumber: session.shellNumber, state, given });
    if (before?.state.status === 'held' && !sameShell) holdIsPast(session.id, before);
    if (state.status === 'open' && !sameShell) deps.past(`ended ${session.id} `);
    if (state.status === 'held' && !sameShell) {
      const name = nameOf(session);
      deps.add({
        key: `held ${shellOf(session)}`,
        kind: 'session-held',
        urgency: 'soon',
        title: `${name} is held by your terminal`,
        body: `Its script is over. The shell stays until ${timeOfDay(state.hold.endsAt)}, for ${spokenDuration(state.hold.limitMs)} in all; leaving it lets the job finish.`,
        actions: show(session),
      });
    }
    if (state.status === 'ended' && before !== undefined && before.state.status !== 'ended') {
      if (isWorthTelling(state.ending, before.state)) queueEnded({ session, ending: state.ending });
    }
  }

  function holdIsPast(sessionId: string, { shellNumber }: Seen): void {
    deps.past(`held ${sessionId} ${shellNumber}`);
    deps.past(`ending ${sessionId} ${shellNumber} `);
  }

  function queueEnded(one: Ended): void {
    ended.push(one);
    cancelEnded ??= clock.after(ONE_CAUSE_MS, tellEnded);
  }

  function tellEnded(): void {
    cancelEnded?.();
    cancelEnded = null;
    const told = ended;
    const results = finished;
    ended = [];
    finished = new Map();
    const [first] = told;
    if (first === undefined) return;
    deps.add(told.length === 1 ? oneEnded(first, results) : severalEnded(told));
  }

  function oneEnded({ session, ending }: Ended, results: ReadonlyMap<JobKey, JobStatus>): NewNotice {
    const status = results.get(session.job?.key ?? '');
    const result = status === undefined ? '' : ` The job ${outcome(status)}.`;
    const again: NoticeAction[] = ending.next.includes('reconnect') ? [{ do: 'reconnect', sessionId: session.id }] : [];
    return {
      key: `ended ${shellOf(session)}`,
      kind: 'session-ended',
      urgency: ending.reason === 'shell-left' ? 'calm' : 'soon',
      title: `Terminal of ${nameOf(session)} ended`,
      body: safeSentence(`${ending.message}${result}`),
      actions: [...show(session), ...again],
    };
  }

  function severalEnded(told: readonly Ended[]): NewNotice {
    const names = [...new Set(told.map(({ session }) => nameOf(session)))];
    const shown = names.slice(0, 3).join(', ');
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    const messages = new Set(told.map(({ ending }) => ending.message));
    const why = messages.size === 1 ? ` ${told[0]?.ending.message ?? ''}` : ' Each tab says why.';
    const [first] = told;
    return {
      key: `ended ${told.map(({ session }) => shellOf(session)).join(', ')}`,
      kind: 'session-ended',
      urgency: 'soon',
      title: `${counted(told.length, 'terminal')} ended together`,
      body: safeSentence(`${shown}${more}.${why}`),
      actions: first === undefined ? [] : show(first.session),
    };
  }

  function warn(): void {
    cancelWarning?.();
    cancelWarning = null;
    const now = clock.now();
    const minutes = deps.warningMinutes();
    let nextAt: number | null = null;
    for (const session of sessions) {
      if (session.state.status !== 'held') continue;
      const { hold } = session.state;
      const given = seen.get(session.id)?.given ?? new Set<number>();
      const due = dueWarning(hold, minutes, given, now);
      if (due !== null) {
        given.add(due);
        deps.add({
          key: `ending ${shellOf(session)} ${due}`,
          kind: 'session-ending',
          urgency: due <= 1 ? 'now' : 'soon',
          title: `${nameOf(session)} ends in ${spokenDuration(hold.endsAt - now)}`,
          body: `The runner ends the shell at ${timeOfDay(hold.endsAt)}. Nothing prolongs it: save what you need.`,
          actions: show(session),
        });
      }
      const at = nextWarningAt(hold, minutes, now);
      if (at !== null) nextAt = Math.min(nextAt ?? at, at);
    }
    if (nextAt !== null) cancelWarning = clock.after(nextAt - now, warn);
  }

  return {
    sessionsChanged(now) {
      sessions = now;
      const ids = new Set(now.map((session) => session.id));
      for (const [id, gone] of [...seen]) {
        if (ids.has(id)) continue;
        seen.delete(id);
        holdIsPast(id, gone);
        deps.past(`ended ${id} `);
      }
      for (const session of now) lookAt(session);
      warn();
    },
    jobFinished(job, status) {
      if (ended.some(({ session }) => session.job?.key === job.key)) {
        finished.set(job.key, status);
        return;
      }
      const session = sessions.find((one) => one.job?.key === job.key);
      deps.add({
        key: `finished ${job.key}`,
        kind: 'job-finished',
        urgency: 'calm',
        title: `${safeName(job.name)} ${outcome(status)}`,
        body: `Job ${job.id} of ${safeName(job.projectPath)} is over.`,
        actions: [
          ...(session === undefined ? [] : show(session)),
          { do: 'open-url', label: 'Open job page', url: job.webUrl },
        ],
      });
    },
    dispose() {
      cancelEnded?.();
      cancelWarning?.();
      cancelEnded = null;
      cancelWarning = null;
    },
  };
}

function nameOf(session: TerminalSession): string {
  return safeName(session.job?.name ?? session.title);
}

function show(session: TerminalSession): Notice['actions'] {
  return [{ do: 'show-session', sessionId: session.id }];
}

function outcome(status: JobStatus): string {
  if (status === 'success') return 'succeeded';
  if (status === 'canceled') return 'was cancelled';
  return status === 'failed' ? 'failed' : 'is over';
}

/** What the user did needs no telling. */
function isWorthTelling(ending: Ending, before: TerminalSession['state']): boolean {
  switch (ending.reason) {
    case 'closed-by-me':
    case 'let-finish':
    case 'app-closed':
    case 'local-exit':
      return false;
    default:
      return before.status !== 'connecting' || ending.at - before.since >= UNWATCHED_ATTEMPT_MS;
  }
}
