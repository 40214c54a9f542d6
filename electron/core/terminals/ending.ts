import type { Ending, EndingReason, NextStep } from '../../contract.ts';
import { assertNever } from '../errors.ts';
import { type EndFacts, isOver, type Verdict } from './end-facts.ts';
import { dialEnding } from './ending-dial.ts';

/** GitLab asks Rails again this often, and cuts terminals whose user lost the right or the session then (measured: 300.0 s). */
const REAUTHORISE_MS = 300_000;
const REAUTHORISE_SLACK_MS = 4_000;
/** A shell on the shell executor closes its socket within 20 ms of `exit` (measured). */
const LEFT_AT_ONCE_MS = 1_500;
/** How near the end of a hold an end may come and still be its end: the runner's clock and ours differ a little. */
const HOLD_SLACK_MS = 4_000;

/** Why a session ended. GitLab never says, so this infers, and says how sure it is. Pure. */
export function inferEnding(facts: EndFacts): Ending {
  return { ...verdictOf(facts), at: facts.at, livedMs: facts.livedMs };
}

function verdict(
  reason: EndingReason,
  certainty: Ending['certainty'],
  message: string,
  next: readonly NextStep[],
): Verdict {
  return { reason, certainty, message, next };
}

function verdictOf(facts: EndFacts): Verdict {
  const { cause } = facts;
  switch (cause.by) {
    case 'user':
      return facts.hold === null
        ? verdict('closed-by-me', 'certain', 'You ended this terminal.', againIfRunning(facts))
        : verdict(
            'let-finish',
            'certain',
            'You ended the terminal that held the job, so the runner lets the job finish now.',
            ['open-job-page', 'close'],
          );
    case 'app':
      return verdict('app-closed', 'certain', 'Jobdeck was closed, and the terminal with it.', againIfRunning(facts));
    case 'left':
      return verdict(
        'shell-left',
        'likely',
        `The shell was left: it printed its farewell and has been silent since. GitLab keeps such a connection open, so Jobdeck closed it to free the job’s one terminal.${letsFinish(facts)}`,
        againIfRunning(facts),
      );
    case 'dial':
      return jobOver(facts) ?? dialEnding(cause.failure, cause.upgradesPass);
    case 'no-offer':
      return jobOver(facts) ?? noOffer(facts);
    case 'ask':
      return verdict(
        cause.failure.kind === 'offline' || cause.failure.kind === 'tls-untrusted' ? 'network-lost' : 'no-terminal',
        'certain',
        `GitLab could not be asked about the job. ${cause.failure.message}`,
        cause.failure.kind === 'offline' ? ['check-network', 'reconnect'] : ['reconnect', 'open-job-page'],
      );
    case 'job-over':
    case 'socket':
    case 'silence':
      return afterShell(facts);
    default:
      return assertNever(cause);
  }
}

/** The shell was open and is no more. */
function afterShell(facts: EndFacts): Verdict {
  const leftAtOnce = facts.leftBeforeMs !== null && facts.leftBeforeMs <= LEFT_AT_ONCE_MS;
  if (facts.log.holdTimedOut) {
    return verdict(
      'hold-used-up',
      'certain',
      'The time for which a terminal may hold a finished job is used up: the job’s log says so.',
      ['open-job-page', 'close'],
    );
  }
  // on a shell runner the socket goes with the shell; a docker one stays open, and the left watch sees that
  if (facts.cause.by === 'socket' && leftAtOnce) {
    return verdict(
      'shell-left',
      'certain',
      `The shell was left: you typed exit or Ctrl-D, and it ended at once.${letsFinish(facts)}`,
      againIfRunning(facts),
    );
  }
  const over = jobOver(facts);
  if (over !== null) return over;
  return facts.look === null ? unasked(facts) : whileJobRuns(facts, facts.look.signedIn, facts.look.terminalPath);
}

function whileJobRuns(facts: EndFacts, signedIn: boolean | null, terminalPath: string | null): Verdict {
  const atTick = isAtTick(facts.livedMs);
  if (signedIn === false) {
    return verdict(
      'signed-out',
      atTick ? 'certain' : 'likely',
      `The web session of this instance is not signed in any more; GitLab checks it every 5 minutes and cuts its terminals.${atTick ? ' The cut came at such a check.' : ''}`,
      ['sign-in', 'reconnect'],
    );
  }
  if (facts.leftBeforeMs !== null) {
    return verdict(
      'shell-left',
      'likely',
      'The shell was left: exit or Ctrl-D was the last that you typed, and the job still runs.',
      ['reconnect', 'close'],
    );
  }
  if (signedIn === true && terminalPath === null && facts.status !== 'canceling') {
    return verdict(
      'permission-lost',
      atTick ? 'certain' : 'likely',
      `The job still runs, but GitLab no longer offers you its terminal: the right to update the job was taken away, or the project or its branch was protected or archived.${atTick ? ' The cut came at one of GitLab’s checks, every 5 minutes.' : ''}`,
      ['open-job-page', 'close'],
    );
  }
  if (facts.status === 'canceling') return cancelled('likely', 'The job is being cancelled.');
  if (facts.log.scriptEndedAt !== null && facts.hold === null) {
    return verdict(
      'script-finished',
      'likely',
      'The script finished, and the shell ended with it, as shells in containers do. The job itself still runs (its after_script, most likely).',
      ['reconnect', 'open-job-page'],
    );
  }
  if (facts.hold !== null && facts.at >= facts.hold.endsAt - HOLD_SLACK_MS) return holdUsedUp();
  const why = facts.silent
    ? 'Nothing had been heard for a while before.'
    : 'A proxy with an idle limit, a restart of GitLab or of the runner look the same from here.';
  return verdict(
    'network-lost',
    'likely',
    `The connection was cut without a word, while the job still runs and the web session is good. ${why}`,
    facts.hold === null ? ['reconnect', 'check-network'] : ['open-job-page'],
  );
}

function unasked(facts: EndFacts): Verdict {
  if (facts.leftBeforeMs !== null) {
    return verdict(
      'shell-left',
      'likely',
      'The shell was left, it seems: exit or Ctrl-D was the last that you typed. GitLab could not be asked about the job.',
      ['reconnect', 'close'],
    );
  }
  if (facts.hold !== null && facts.at >= facts.hold.endsAt - HOLD_SLACK_MS) return holdUsedUp();
  return verdict(
    'network-lost',
    'likely',
    'The connection was cut, and GitLab cannot be asked why: the network between here and there is the likely reason.',
    ['check-network', 'reconnect'],
  );
}

function holdUsedUp(): Verdict {
  return verdict(
    'hold-used-up',
    'likely',
    'The connection ended when the time was up for which a terminal may hold a finished job.',
    ['open-job-page', 'close'],
  );
}

/** The job is over, and why; null = it is not, as far as is known. */
function jobOver(facts: EndFacts): Verdict | null {
  const { status, log } = facts;
  const failureReason = facts.failureReason ?? '';
  const text = log.jobEnd?.text ?? '';
  if (!isOver(status) && log.jobEnd === null && !(status === 'canceling' && facts.livedMs === null)) return null;
  const stays =
    facts.cause.by === 'job-over' ? ' Its connection stayed open with nothing behind it, so Jobdeck closed it.' : '';

  if (failureReason === 'job_execution_timeout' || /^execution took longer than/.test(text)) {
    return verdict('job-timeout', 'certain', `The job ran into its time limit and was ended.${stays}`, [
      'retry-job',
      'open-job-page',
    ]);
  }
  if (status === 'canceled' || status === 'canceling' || /^canceled$/.test(text)) {
    return cancelled('certain', `The job was cancelled${status === 'canceling' ? ' and is ending' : ''}.${stays}`);
  }
  if (/^(system failure: )?aborted: /.test(text)) {
    return verdict('runner-stopped', 'certain', 'The runner was told to stop, and ended the job.', [
      'retry-job',
      'open-job-page',
    ]);
  }
  if (failureReason === 'runner_system_failure' || failureReason === 'stuck_or_timeout_failure') {
    return verdict(
      'runner-stopped',
      'likely',
      'The job failed because of its runner: it was stopped, or GitLab heard no more from it.',
      ['retry-job', 'open-job-page'],
    );
  }
  if (facts.livedMs !== null && facts.hold !== null && facts.at >= facts.hold.endsAt - HOLD_SLACK_MS) {
    return holdUsedUp();
  }
  const result = status === 'success' ? ' It succeeded.' : status === 'failed' ? ' It failed.' : '';
  if (facts.livedMs !== null && facts.hold === null && facts.cause.by === 'socket') {
    return verdict(
      'script-finished',
      'likely',
      `The job’s script finished, and the shell ended with it, as shells in containers do.${result}`,
      ['retry-job', 'open-job-page'],
    );
  }
  if (facts.livedMs !== null && facts.hold !== null && facts.cause.by === 'socket') {
    return verdict(
      'job-finished',
      'likely',
      `The terminal ended before its time was up, and the job that it held finished with it: the connection was cut, or the shell was left.${result}`,
      ['open-job-page', 'retry-job'],
    );
  }
  return verdict('job-finished', 'certain', `The job is over, and with it the shell.${result}${stays}`, [
    'retry-job',
    'open-job-page',
  ]);
}

function cancelled(certainty: Ending['certainty'], message: string): Verdict {
  return verdict('job-cancelled', certainty, message, ['retry-job', 'open-job-page']);
}

/** Asked, and there is none. */
function noOffer(facts: EndFacts): Verdict {
  const { look } = facts;
  if (look?.signedIn === false) {
    return verdict(
      'signed-out',
      'certain',
      'A terminal needs the web session of this instance, and it is not signed in.',
      ['sign-in', 'reconnect'],
    );
  }
  if (look !== null && look.status !== 'running') {
    return verdict('no-terminal', 'certain', 'The job is not running yet; its terminal comes with it.', [
      'reconnect',
      'open-job-page',
    ]);
  }
  if (look?.signedIn === null) {
    return verdict(
      'no-terminal',
      'likely',
      'Whether the job has a terminal could not be asked: the web session did not answer.',
      ['reconnect', 'open-job-page'],
    );
  }
  const offer = look?.job.terminal;
  const reason = offer?.status === 'unavailable' ? offer.reason : 'not-offered';
  switch (reason) {
    case 'not-mine':
      return verdict(
        'no-terminal',
        'certain',
        'GitLab gives a job’s terminal only to the one who started it. Retry the job as yourself to get one.',
        ['retry-job', 'open-job-page'],
      );
    case 'instance-runner':
      return verdict(
        'no-terminal',
        'certain',
        'The job runs on one of gitlab.com’s own runners, and those offer no terminals. A runner of your own can.',
        ['open-job-page', 'close'],
      );
    case 'not-running':
    case 'not-offered':
      return verdict(
        'no-terminal',
        'certain',
        'GitLab says that this job has no terminal for you: its runner has no session server or an executor without terminals, or you may not update the job (a protected branch, an archived project).',
        ['open-job-page', 'reconnect'],
      );
    default:
      return assertNever(reason);
  }
}

/** A hold ends with its terminal. */
function letsFinish(facts: EndFacts): string {
  return facts.hold === null ? '' : ' It held the job, which finishes now.';
}

function againIfRunning(facts: EndFacts): readonly NextStep[] {
  return isOver(facts.status) || facts.hold !== null ? ['open-job-page', 'close'] : ['reconnect', 'close'];
}

function isAtTick(livedMs: number | null): boolean {
  if (livedMs === null || livedMs < REAUTHORISE_MS - REAUTHORISE_SLACK_MS) return false;
  const past = livedMs % REAUTHORISE_MS;
  return Math.min(past, REAUTHORISE_MS - past) <= REAUTHORISE_SLACK_MS;
}
