import type { Hold, JobTimeout, SessionLimit } from '../../contract.ts';
import { spokenDuration } from '../notices/text.ts';
import type { Announced, HoldSeen, WebSessionEnd } from './ports.ts';
import { timeOfDay } from './seam.ts';

/*
 * What each kind of limit says of itself. `why` tells where the number comes from and how sure it is, `afterwards` what comes
 * after and what can be done. Pure.
 */

/** GitLab refuses already, as a question of ours between two of its own checks has shown. */
export interface AccessLoss {
  readonly what: 'signed-out' | 'right';
  /** It is given again; the terminal goes by the cookie with which it was opened, though. */
  readonly regained: boolean;
}

const ENDS = { endsTerminal: true, quote: null, lengthMs: null } as const;

/** The runner hears of a cancel in the answer to its next report (measured: every 30 s). */
const REPORT_EVERY_MS = 30_000;
/** `session_timeout` where a runner's configuration says nothing (docs/configuration/advanced-configuration.md). */
export const DEFAULT_HOLD_MS = 1_800_000;

export function holdLimit(hold: Hold, ofCancelled: boolean): SessionLimit {
  const length = spokenDuration(hold.limitMs);
  const dated =
    hold.source === 'log-mark'
      ? 'The log dates its start by the runner’s clock, which was brought to this computer’s: right to about a second.'
      : 'The log does not date its start, so it counts from when the line was seen: the end may come up to 3 seconds sooner.';
  return {
    ...ENDS,
    kind: 'hold',
    at: hold.endsAt,
    lengthMs: hold.limitMs,
    certainty: hold.source === 'log-mark' ? 'certain' : 'likely',
    source: 'log',
    title: 'Hold',
    why: `The job’s log says that the runner waits ${length} for this terminal: its session_timeout, or what was left of the job’s own time. ${dated}`,
    afterwards: `The runner ends the shell, and the job gets ${ofCancelled ? 'its end as a cancelled job' : 'its result'}. Nothing prolongs this: save what you need. Disconnecting sooner lets the job finish at once.`,
  };
}

/** `executor`: one that is known to hold; null = not known. */
export function holdToComeLimit(seen: HoldSeen | null, executor: string | null): SessionLimit {
  const lengthMs = seen?.limitMs ?? DEFAULT_HOLD_MS;
  const whence =
    seen === null
      ? 'Nothing has told how long yet: a runner whose session_timeout was not changed waits 30 minutes.'
      : `The runner ${seen.sameRunner ? 'of this job' : 'of another job of this account'} waited ${spokenDuration(seen.limitMs)} when it was last seen to hold a job.`;
  const holds =
    executor === null
      ? 'Which executor runs the job is not known: a docker one holds nothing, and its shell ends with the script.'
      : `The ${executor} executor holds a job whose terminal is open when its scripts end.`;
  return {
    ...ENDS,
    kind: 'hold-to-come',
    at: null,
    lengthMs,
    certainty: seen?.sameRunner === true && executor !== null ? 'likely' : 'guessed',
    source: seen === null ? 'default' : 'seen-before',
    title: 'After the script: a hold',
    why: `${holds} ${whence} The job’s log says it exactly once the hold begins.`,
    afterwards:
      'The job is held for that time, or for what is left of its own, whichever is less. While it is held, disconnecting ends the job.',
  };
}

export function scriptEndLimit(executor: string): SessionLimit {
  return {
    ...ENDS,
    kind: 'script-end',
    at: null,
    certainty: 'likely',
    source: 'log',
    title: 'Script’s end',
    why: `The job’s log names the ${executor} executor. The shell of such a container ends with the job’s script, without a hold, whatever session_timeout says.`,
    afterwards:
      'If the job has an after_script, a new shell opens here by itself while it runs. To keep a shell, let the script end with a sleep: “Keep the job a while” shows how.',
  };
}

export function jobTimeoutLimit(
  timeout: JobTimeout,
  started: { readonly at: number; readonly exact: boolean },
): SessionLimit {
  const length = spokenDuration(timeout.ms);
  const begun = `its start at ${timeOfDay(started.at)}`;
  return {
    ...ENDS,
    kind: 'job-timeout',
    at: started.at + timeout.ms,
    lengthMs: timeout.ms,
    certainty: timeout.source === 'job' && started.exact ? 'certain' : 'likely',
    source: timeout.source,
    title: 'Job timeout',
    why:
      timeout.source === 'job'
        ? `GitLab gives this job ${length}, counted from ${begun}.`
        : `The project gives its jobs ${length}, counted from ${begun}. The job or its runner may have set another time, which GitLab has not told.`,
    afterwards:
      'The runner stops the script, the job fails, and the shell goes with it: no hold follows. Nothing prolongs a job that runs; retried with a longer timeout in its configuration, it gets more.',
  };
}

export type CancelCourse =
  | 'in-hold' // noticed at the runner's next report
  | 'at-once' // an older runner kills the script; the socket may stay open with nothing behind it
  | 'with-script' // a container's shell dies with the script
  | 'then-hold' // graceful: after_script runs, then a hold as usual
  | 'unknown';

const CANCELLED = 'GitLab says that the job was cancelled.';
const NEXT_REPORT =
  'The runner hears of it in the answer to its next report, which it sends every 30 seconds at least.';

export function cancelLimit(course: CancelCourse, since: number): SessionLimit {
  const common = { ...ENDS, kind: 'cancel', source: 'status', title: 'Cancel' } as const;
  const latest = since + REPORT_EVERY_MS;
  switch (course) {
    case 'in-hold':
      return {
        ...common,
        at: latest,
        certainty: 'likely',
        why: `The job was cancelled while it was held. ${NEXT_REPORT} This is the latest moment: it was seen at ${timeOfDay(since)}.`,
        afterwards:
          'The hold and its shell end, and the job gets the result of its script. Nothing takes a cancel back.',
      };
    case 'at-once':
      return {
        ...common,
        at: null,
        certainty: 'certain',
        why: `${CANCELLED} Its runner ends the script at once, without a hold.`,
        afterwards:
          'The shell is gone within seconds. The connection may stay open with nothing behind it: Jobdeck then closes it. The job can be retried.',
      };
    case 'with-script':
      return {
        ...common,
        at: latest,
        certainty: 'likely',
        why: `${CANCELLED} ${NEXT_REPORT} This is the latest moment: it was seen at ${timeOfDay(since)}.`,
        afterwards:
          'The script is stopped, and the container’s shell ends with it. If the job has an after_script, a new shell may open here while it runs.',
      };
    case 'then-hold':
      return {
        ...common,
        at: null,
        certainty: 'likely',
        endsTerminal: false,
        why: `GitLab says that the job is being cancelled. ${NEXT_REPORT}`,
        afterwards:
          'The script is stopped, after_script runs, and then the job is held as after any script: this shell stays.',
      };
    case 'unknown':
      return {
        ...common,
        at: null,
        certainty: 'likely',
        why: `GitLab says that the job is being cancelled. ${NEXT_REPORT}`,
        afterwards:
          'The script is stopped. On a shell or kubernetes runner a hold follows; in a docker container the shell ends with the script.',
      };
  }
}

export function accessLostLimit({ what, regained }: AccessLoss, tick: number): SessionLimit {
  const checks = 'It asks again every 5 minutes from when a terminal was opened, and cuts it then without a word.';
  const common = { ...ENDS, kind: 'access-lost', at: tick, source: 'account' } as const;
  if (what === 'right') {
    return {
      ...common,
      certainty: 'certain',
      title: 'Access taken away',
      why: `GitLab offers you this job’s terminal no more, though the job runs: the right to update the job is gone, or the project or its branch was protected or archived. ${checks}`,
      afterwards: 'The terminal is cut. A maintainer of the project can give the right back until then.',
    };
  }
  return {
    ...common,
    certainty: regained ? 'likely' : 'certain',
    title: 'Signed out',
    why: `The web session with which this terminal was opened was ended. GitLab goes by that one, also when you have signed in anew. ${checks}`,
    afterwards: regained
      ? 'The terminal is cut, and a new shell opens here by itself with the new web session. Save what only lives in this shell.'
      : 'The terminal is cut. Sign in before, and a new shell opens here by itself. Save what only lives in this shell.',
  };
}

export function webSessionLimit({ expiresAt, expirySure, renewedBy }: WebSessionEnd, tick: number): SessionLimit {
  const told = expirySure === 'told' ? 'Its cookie says so' : 'That is what GitLab does where nobody changed it';
  const moves =
    renewedBy === 'use'
      ? 'Use should move it on, and has not done so yet.'
      : 'It does not move on, however much it is used.';
  return {
    ...ENDS,
    kind: 'web-session',
    at: tick,
    certainty: expirySure === 'told' && renewedBy === 'sign-in' ? 'likely' : 'guessed',
    source: 'account',
    title: 'Web session',
    why: `Your web session ends at ${timeOfDay(expiresAt)}. ${told}. ${moves} GitLab cuts a terminal at the first of its checks after that, one every 5 minutes.`,
    afterwards: 'The terminal is cut. Sign in again before: a new shell then opens here by itself.',
  };
}

export function tokenLimit(expiresAt: number): SessionLimit {
  return {
    ...ENDS,
    kind: 'token',
    at: expiresAt,
    certainty: 'certain',
    source: 'account',
    endsTerminal: false,
    title: 'API token',
    why: 'GitLab says when the account’s API token expires.',
    afterwards:
      'The terminal goes on; the job list and what the log tells of a hold come late or not at all. Renew the token in the settings.',
  };
}

export function maintenanceLimit({ text, at }: Announced, now: number): SessionLimit {
  const known = at !== null && at > now ? at : null;
  return {
    ...ENDS,
    kind: 'maintenance',
    at: known,
    certainty: known === null ? 'guessed' : 'likely',
    source: 'announcement',
    title: 'Announced by the instance',
    why:
      known === null
        ? `The instance’s administrators show this to everyone. ${at === null ? 'It names no moment that could be read with its time zone.' : 'The moment that it names has passed.'}`
        : 'The instance’s administrators show this to everyone; the moment was read from its text.',
    afterwards:
      'If GitLab is restarted, terminals are cut, and a held job ends. A job that still runs gives a new shell afterwards.',
    quote: text,
  };
}
