import type {
  AccountId,
  Ending,
  Hold,
  Job,
  JobStatus,
  Notice,
  NoticeAction,
  NoticeSubject,
  TerminalSession,
} from '../../contract.ts';
import type { Clock } from '../host.ts';
import { type KnownEnd, nearestEnd, warningStep } from './end-warnings.ts';
import { type EndedFacts, endedKey, endedNotice, outcomeOf, tellsOfJob } from './ended-words.ts';
import type { NewNotice } from './new-notice.ts';
import { safeName, safeSentence, spokenDuration, timeOfDay } from './text.ts';

/** An attempt that failed at once failed before its user's eyes. */
const UNWATCHED_ATTEMPT_MS = 10_000;

/** The terminal of a job that is over ends soon: both are one notice. Longer than the socket check needs. */
const END_FOLLOWS_MS = 20_000;
/** A result that follows the end of its terminal so closely is the same news. */
const RESULT_FOLLOWS_MS = 30_000;

interface Seen {
  readonly shellNumber: number;
  readonly state: TerminalSession['state'];
}

interface Result {
  readonly job: Job;
  readonly status: JobStatus;
  readonly cancel: () => void;
}

export interface SessionNotices {
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  /** Accounts or settings have changed, and with them when to warn. */
  warn(): void;
  jobFinished(job: Job, status: JobStatus): void;
  dispose(): void;
}

export interface SessionNoticesDeps {
  readonly clock: Clock;
  warningMinutes(accountId: AccountId | null): readonly number[];
  tell(notice: NewNotice): void;
  isTold(key: string): boolean;
  rearm(key: string): void;
  /** It is in the list, and the desktop has still to be told of it. */
  isWaiting(key: string): boolean;
  amend(key: string, change: (part: NewNotice) => NewNotice): void;
  /** What was told under keys that begin so is past. */
  past(keyStart: string): void;
}

/** Turns what becomes of terminal sessions into notices. */
export function createSessionNotices(deps: SessionNoticesDeps): SessionNotices {
  const { clock } = deps;
  const seen = new Map<string, Seen>();
  /** How the terminal of a job ended last. */
  const ends = new Map<Job['key'], { readonly facts: EndedFacts; readonly key: string }>();
  /** Results of jobs whose terminal is about to end. */
  const results = new Map<Job['key'], Result>();
  let sessions: readonly TerminalSession[] = [];
  let cancelWarning: (() => void) | null = null;

  function lookAt(session: TerminalSession): void {
    const before = seen.get(session.id);
    const { state } = session;
    const isSameShell = before?.shellNumber === session.shellNumber;
    const isSameState = isSameShell && before.state.status === state.status;
    seen.set(session.id, { shellNumber: session.shellNumber, state });
    if (before !== undefined && (!isSameShell || state.status === 'ended')) shellIsPast(session.id, before);
    if (isSameState) return;
    if (state.status === 'open') deps.past(`ended ${session.id} `);
    if (state.status === 'held') deps.tell(heldNotice(session, state.hold));
    if (state.status === 'ended' && before !== undefined && before.state.status !== 'ended') {
      if (isWorthTelling(state.ending, before.state)) tellEnded(session, state.ending, before.state);
    }
    const result = results.get(session.job?.key ?? '');
    if (state.status === 'ended' && result !== undefined) tellResult(result);
  }

  function shellIsPast(sessionId: string, { shellNumber }: Seen): void {
    deps.past(`held ${sessionId} ${shellNumber} `);
    deps.past(`ending ${sessionId} ${shellNumber} `);
  }

  function tellEnded(session: TerminalSession, ending: Ending, before: TerminalSession['state']): void {
    const result = takeResult(session.job?.key ?? '');
    const hold = before.status === 'held' ? before.hold : null;
    const facts: EndedFacts = { session, ending, hold, result: result?.status ?? null };
    const key = endedKey(session);
    if (session.job !== null && result === null) ends.set(session.job.key, { facts, key });
    deps.tell({ key, about: aboutJob(session.job), ...endedNotice(facts) });
  }

  function takeResult(key: Job['key']): Result | null {
    const result = results.get(key) ?? null;
    result?.cancel();
    results.delete(key);
    return result;
  }

  function tellResult({ job, status }: Result): void {
    takeResult(job.key);
    const then: NoticeAction = status === 'failed' && job.mine ? { do: 'retry-job', jobKey: job.key } : pageOf(job);
    deps.tell({ ...finishedNotice(job, status), actions: [...showOf(job), then] });
  }

  function showOf(job: Job): Notice['actions'] {
    const session = sessions.find((one) => one.job?.key === job.key);
    return session === undefined ? [] : show(session);
  }

  function warn(): void {
    cancelWarning?.();
    cancelWarning = null;
    const now = clock.now();
    let nextAt: number | null = null;
    for (const session of sessions) {
      const at = warnOf(session, now);
      if (at !== null) nextAt = Math.min(nextAt ?? at, at);
    }
    if (nextAt !== null) cancelWarning = clock.after(nextAt - now, warn);
  }

  /** Answers when to look again. */
  function warnOf(session: TerminalSession, now: number): number | null {
    const end = nearestEnd(session);
    if (end === null) return null;
    const start = `ending ${session.id} ${session.shellNumber} ${end.kind} `;
    const keyOf = (minute: number) => `${start}${minute} `;
    const minutes = deps.warningMinutes(session.job?.accountId ?? null);
    const step = warningStep(end, minutes, (minute) => deps.isTold(keyOf(minute)), now);
    for (const minute of step.rearm) {
      deps.past(keyOf(minute));
      deps.rearm(keyOf(minute));
    }
    if (step.due !== null) {
      // the one before has said less
      deps.past(start);
      deps.tell({ key: keyOf(step.due), ...warningNotice(session, end, step.due, now) });
    }
    return step.nextAt;
  }

  /** The end of its terminal has been told, and this belongs to it. */
  function joinsItsEnd(job: Job, status: JobStatus): boolean {
    const end = ends.get(job.key);
    if (end === undefined) return false;
    const { facts, key } = end;
    const isSoon = clock.now() - facts.ending.at <= RESULT_FOLLOWS_MS;
    if (!deps.isWaiting(key) && !tellsOfJob(facts.ending) && !isSoon) return false;
    ends.delete(job.key);
    deps.amend(key, (part) => ({ ...part, ...endedNotice({ ...facts, result: status }) }));
    return true;
  }

  return {
    sessionsChanged(now) {
      sessions = now;
      const ids = new Set(now.map((session) => session.id));
      for (const [id, gone] of [...seen]) {
        if (ids.has(id)) continue;
        seen.delete(id);
        shellIsPast(id, gone);
        deps.past(`ended ${id} `);
      }
      for (const session of now) lookAt(session);
      const jobs = new Set(now.map(({ job }) => job?.key));
      for (const key of [...ends.keys()]) if (!jobs.has(key)) ends.delete(key);
      for (const result of [...results.values()]) if (!jobs.has(result.job.key)) tellResult(result);
      warn();
    },
    warn,
    jobFinished(job, status) {
      if (joinsItsEnd(job, status)) return;
      const result = { job, status, cancel: clock.after(END_FOLLOWS_MS, () => tellResult(result)) };
      results.set(job.key, result);
      const isOpen = sessions.some((one) => one.job?.key === job.key && one.state.status !== 'ended');
      if (!isOpen) tellResult(result);
    },
    dispose() {
      for (const result of [...results.values()]) tellResult(result);
      cancelWarning?.();
      cancelWarning = null;
    },
  };
}

function finishedNotice(job: Job, status: JobStatus): NewNotice {
  return {
    key: `finished ${job.key}`,
    kind: 'job-finished',
    urgency: 'calm',
    title: `${safeName(job.name)} ${outcomeOf(status)}`,
    body: `Job ${job.id} of ${safeName(job.projectPath)} is over.`,
    brief: outcomeOf(status),
    about: aboutJob(job),
  };
}

function pageOf(job: Job): NoticeAction {
  return { do: 'open-url', label: 'Open job page', url: job.webUrl };
}

function heldNotice(session: TerminalSession, { endsAt, limitMs }: Hold): NewNotice {
  return {
    key: `held ${session.id} ${session.shellNumber} `,
    kind: 'session-held',
    urgency: 'soon',
    title: `${nameOf(session)} is held by your terminal`,
    body: `Its script is over. The shell stays until ${timeOfDay(endsAt)}, for ${spokenDuration(limitMs)} in all; leaving it lets the job finish.`,
    brief: `(until ${timeOfDay(endsAt)})`,
    about: aboutJob(session.job),
    actions: show(session),
  };
}

function warningNotice(session: TerminalSession, end: KnownEnd, minute: number, now: number): Omit<NewNotice, 'key'> {
  const titlesAt = (at: number) => {
    if (at >= end.at) return null;
    const ends = `ends in ${spokenDuration(end.at - at)}`;
    return { title: `${nameOf(session)} ${ends}`, unnamed: `A terminal ${ends}` };
  };
  const why =
    end.limit === null || end.kind === 'hold'
      ? `The runner ends the shell at ${timeOfDay(end.at)}. Nothing prolongs it: save what you need.`
      : `${end.limit.title}: at ${timeOfDay(end.at)}. ${end.limit.afterwards}`;
  return {
    kind: 'session-ending',
    urgency: minute <= 1 ? 'now' : 'soon',
    title: '',
    ...titlesAt(now),
    titlesAt,
    body: safeSentence(why),
    brief: `(at ${timeOfDay(end.at)})`,
    about: aboutJob(session.job),
    actions: show(session),
  };
}

function nameOf(session: TerminalSession): string {
  return safeName(session.job?.name ?? session.title);
}

function aboutJob(job: Job | null): readonly NoticeSubject[] {
  if (job === null) return [];
  return [{ accountId: job.accountId, projectPath: job.projectPath, jobKey: job.key, jobName: safeName(job.name) }];
}

function show(session: TerminalSession): Notice['actions'] {
  return [{ do: 'show-session', sessionId: session.id }];
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
