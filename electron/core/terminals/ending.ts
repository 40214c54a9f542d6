import type { Ending, Failure } from '../../contract.ts';
import { assertNever } from '../errors.ts';
import { type EndFacts, isAtHoldsEnd, isOver, type Verdict, verdict } from './end-facts.ts';
import { dialEnding } from './ending-dial.ts';
import { noOffer } from './ending-offer.ts';
import { cancelled, holdUsedUp, jobOver } from './ending-over.ts';

/** GitLab asks Rails again this often, and cuts terminals whose user lost the right or the session then (measured: 300.0 s). */
const REAUTHORISE_MS = 300_000;
/** The cut comes behind the check, by Rails' answer and the way here. */
const BEHIND_TICK_MS = 3_000;
/** Our clock starts a little later than GitLab's, when the upgrade has come through. */
const BEFORE_TICK_MS = 1_000;
/** A shell on the shell executor closes its socket within 20 ms of `exit` (measured). */
const LEFT_AT_ONCE_MS = 1_500;

/** Why a session ended. GitLab never says, so this infers, and says how sure it is. Pure. */
export function inferEnding(facts: EndFacts): Ending {
  return { ...verdictOf(facts), at: facts.at, livedMs: facts.livedMs };
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
      return notAsked(cause.failure);
    case 'job-over':
    case 'socket':
    case 'silence':
      return afterShell(facts);
    default:
      return assertNever(cause);
  }
}

function notAsked(failure: Failure): Verdict {
  if (failure.kind === 'not-found') return gone();
  const noNetwork = failure.kind === 'offline' || failure.kind === 'tls-untrusted';
  return verdict(
    noNetwork ? 'network-lost' : 'no-terminal',
    'certain',
    `GitLab could not be asked about the job. ${failure.message}`,
    failure.kind === 'offline' ? ['check-network', 'reconnect'] : ['reconnect', 'open-job-page'],
  );
}

/** The shell was open and is no more. */
function afterShell(facts: EndFacts): Verdict {
  if (facts.log.holdTimedOut) return timedOut(facts);
  // on a shell runner the socket goes with the shell; a docker one stays open, and the left watch sees that
  const leftAtOnce = facts.leftBeforeMs !== null && facts.leftBeforeMs <= LEFT_AT_ONCE_MS;
  if (facts.cause.by === 'socket' && leftAtOnce && facts.farewellSeen) {
    return verdict(
      'shell-left',
      'certain',
      `The shell was left: you typed exit or Ctrl-D, and it ended at once.${letsFinish(facts)}`,
      againIfRunning(facts),
    );
  }
  const over = jobOver(facts);
  if (over !== null) return over;
  if (facts.lookFailure?.kind === 'not-found') return gone();
  return facts.look === null ? unasked(facts) : whileJobRuns(facts, facts.look.signedIn, facts.look.terminalPath);
}

/** The runner's line, which a script can imitate: that the job is over as well, GitLab says. */
function timedOut(facts: EndFacts): Verdict {
  const wasCancelled = facts.status === 'canceled' || facts.log.cancelSeen;
  return verdict(
    'hold-used-up',
    isOver(facts.status) ? 'certain' : 'likely',
    `The time for which a terminal may hold a finished job is used up: the job’s log says so.${wasCancelled ? ' The job had been cancelled before.' : ''}`,
    wasCancelled ? ['retry-job', 'open-job-page'] : ['open-job-page', 'close'],
  );
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
  if (isAtHoldsEnd(facts)) return holdUsedUp();
  return facts.hold === null ? cut(facts) : cutInHold(facts);
}

function cut({ cause, silent }: EndFacts): Verdict {
  const next = ['reconnect', 'check-network'] as const;
  // GitLab sends a Close frame only in answer to ours, or to a frame that it cannot read (measured)
  if (cause.by === 'socket' && cause.clean) {
    const code = cause.code === undefined || cause.code === 1005 ? '' : `, with code ${cause.code}`;
    return verdict(
      'network-lost',
      'likely',
      `The connection was closed in due form${code}, while the job still runs and the web session is good. GitLab does not do that by itself: a proxy between here and there closed it, or garbled what was sent.`,
      next,
    );
  }
  const why = silent
    ? 'Nothing had been heard for a while before.'
    : 'A proxy with an idle limit, a restart of GitLab or of the runner look the same from here.';
  return verdict(
    'network-lost',
    'likely',
    `The connection was cut without a word, while the job still runs and the web session is good. ${why}`,
    next,
  );
}

function cutInHold({ silent }: EndFacts): Verdict {
  const why = silent
    ? 'Nothing had been heard for a while before.'
    : 'A network that is gone, a proxy and a runner that was killed look the same from here.';
  return verdict(
    'network-lost',
    'likely',
    `The connection that held the job was cut before its time was up, and GitLab still calls the job running. ${why}`,
    ['open-job-page', 'reconnect'],
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
  if (isAtHoldsEnd(facts)) return holdUsedUp();
  return verdict(
    'network-lost',
    'likely',
    'The connection was cut, and GitLab cannot be asked why: the network between here and there is the likely reason.',
    ['check-network', 'reconnect'],
  );
}

/** 404 for the API token and for the web session: GitLab tells what is hidden and what is not there alike. */
function gone(): Verdict {
  return verdict(
    'permission-lost',
    'likely',
    'GitLab has no such job for you any more: the job, its pipeline or its project was deleted, or your access to the project was taken away.',
    ['open-job-page', 'close'],
  );
}

/** A hold ends with its terminal. */
function letsFinish(facts: EndFacts): string {
  return facts.hold === null ? '' : ' It held the job, which finishes now.';
}

function againIfRunning(facts: EndFacts): Verdict['next'] {
  return isOver(facts.status) || facts.hold !== null ? ['open-job-page', 'close'] : ['reconnect', 'close'];
}

function isAtTick(livedMs: number | null): boolean {
  if (livedMs === null || livedMs < REAUTHORISE_MS - BEFORE_TICK_MS) return false;
  const past = livedMs % REAUTHORISE_MS;
  return past <= BEHIND_TICK_MS || REAUTHORISE_MS - past <= BEFORE_TICK_MS;
}
