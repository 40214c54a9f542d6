import type { Ending, Hold, Job, JobStatus, NoticeAction, TerminalSession } from '../../contract.ts';
import type { NewNotice } from './new-notice.ts';
import { safeName, safeSentence, spokenDuration } from './text.ts';

/** A limit that lies so near the job's own time-out was cut short by it. */
const SAME_MOMENT_MS = 5_000;
const LEAST_SECONDS = 7200;

export interface EndedFacts {
  readonly session: TerminalSession;
  readonly ending: Ending;
  /** The hold that it was in; null = none. */
  readonly hold: Hold | null;
  /** What became of the job; null = not known (yet). */
  readonly result: JobStatus | null;
}

/** The same from whatever side it is told. */
export function endedKey({ id, shellNumber }: Pick<TerminalSession, 'id' | 'shellNumber'>): string {
  return `ended ${id} ${shellNumber} `;
}

/** What ended, why, how long it lived, and what to do. */
export function endedNotice(facts: EndedFacts): Omit<NewNotice, 'key' | 'about'> {
  const { session, ending, result } = facts;
  const name = safeName(session.job?.name ?? session.title);
  const lived = ending.livedMs === null ? 'It never opened.' : `It was open for ${spokenDuration(ending.livedMs)}.`;
  const outcome = result === null || saysResult(ending) ? '' : `The job ${outcomeOf(result)}.`;
  const { advice, action } = remedy(facts);
  return {
    kind: 'session-ended',
    urgency: ending.reason === 'shell-left' ? 'calm' : 'soon',
    title: `Terminal of ${name} ended`,
    body: safeSentence([ending.message, outcome, lived, advice].filter(Boolean).join(' ')),
    brief: result === null ? briefly(ending) : outcomeOf(result),
    why: safeSentence(ending.message),
    actions: [{ do: 'show-session', sessionId: session.id }, ...(action === null ? [] : [action])],
  };
}

/** Ends that tell of the job's end as well: there is no second notice of that. */
export function tellsOfJob(ending: Ending): boolean {
  const { reason } = ending;
  return (
    reason === 'job-finished' ||
    reason === 'hold-used-up' ||
    reason === 'job-cancelled' ||
    reason === 'job-timeout' ||
    saysResult(ending)
  );
}

/** Its message has the job's result. */
function saysResult({ message }: Ending): boolean {
  return /\b(succeeded|failed|cancelled)\b/.test(message);
}

export function outcomeOf(status: JobStatus): string {
  if (status === 'success') return 'succeeded';
  if (status === 'canceled') return 'was cancelled';
  return status === 'failed' ? 'failed' : 'is over';
}

interface Remedy {
  readonly advice: string | null;
  readonly action: NoticeAction | null;
}

function remedy({ session, ending, hold }: EndedFacts): Remedy {
  const { job } = session;
  if (ending.reason === 'hold-used-up' && hold !== null) return longerHold(hold, job);
  if (ending.next.includes('sign-in') && job !== null) {
    return { advice: null, action: { do: 'sign-in', accountId: job.accountId } };
  }
  if (ending.next.includes('reconnect')) {
    const advice = ending.livedMs === null ? null : 'Reconnecting opens a new shell.';
    return { advice, action: { do: 'reconnect', sessionId: session.id } };
  }
  if (ending.next.includes('retry-job') && job !== null) {
    const advice =
      ending.reason === 'job-timeout' ? 'A longer timeout in the job’s settings gives it more time.' : null;
    return { advice, action: { do: 'retry-job', jobKey: job.key } };
  }
  return { advice: null, action: null };
}

/** The setting to raise, in lines to copy: the runner's, or the job's own where that cut the hold short. */
function longerHold({ limitMs, endsAt }: Hold, job: Job | null): Remedy {
  const held = spokenDuration(limitMs);
  const jobEndsAt = job?.timeout && job.startedAt !== null ? job.startedAt + job.timeout.ms : null;
  if (job?.timeout && jobEndsAt !== null && Math.abs(jobEndsAt - endsAt) <= SAME_MOMENT_MS) {
    const hours = Math.ceil(job.timeout.ms / 3_600_000) + 1;
    return {
      advice: `The job’s own timeout left it ${held}: raise that for a longer hold.`,
      action: {
        do: 'copy',
        label: 'Copy a longer timeout',
        text: `  timeout: ${hours} hours  # in this job, in .gitlab-ci.yml\n`,
      },
    };
  }
  const seconds = Math.max(LEAST_SECONDS, Math.ceil((limitMs * 4) / 3_600_000) * 3600);
  return {
    advice: `Its runner holds a finished job for ${held}. Whoever runs it can raise session_timeout.`,
    action: {
      do: 'copy',
      label: 'Copy the runner setting',
      text: [
        '# In config.toml of the runner, in the section that is there already; then restart the runner.',
        '[session_server]',
        `  session_timeout = ${seconds}  # seconds: ${spokenDuration(seconds * 1000)}, so far ${held}`,
        '',
      ].join('\n'),
    },
  };
}

function briefly({ reason }: Ending): string {
  switch (reason) {
    case 'hold-used-up':
      return '(time used up)';
    case 'job-cancelled':
      return '(cancelled)';
    case 'job-timeout':
      return '(timed out)';
    case 'network-lost':
      return '(connection lost)';
    case 'signed-out':
      return '(signed out)';
    case 'runner-stopped':
      return '(runner stopped)';
    case 'shell-left':
      return '(left)';
    case 'script-finished':
    case 'job-finished':
      return '(finished)';
    default:
      return '(could not stay open)';
  }
}
