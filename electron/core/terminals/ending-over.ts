import { type EndFacts, isAtHoldsEnd, isOver, type Verdict, verdict } from './end-facts.ts';

/**
 * The job is over, and why; null = it is not, as far as is known. That it is over, GitLab's status says; the log, which a
 * script can imitate, says why, and more only where GitLab cannot be asked.
 */
export function jobOver(facts: EndFacts): Verdict | null {
  const { status, log } = facts;
  const byStatus = isOver(status);
  const byLog = log.jobEnd !== null && facts.look === null;
  const isEnding = status === 'canceling' && facts.livedMs === null;
  if (!byStatus && !byLog && !isEnding) return null;
  const certainty = byStatus || isEnding ? 'certain' : 'likely';
  const failureReason = facts.failureReason ?? '';
  const text = log.jobEnd?.text ?? '';
  const stays =
    facts.cause.by === 'job-over' ? ' Its connection stayed open with nothing behind it, so Jobdeck closed it.' : '';

  if (failureReason === 'job_execution_timeout' || /^execution took longer than/.test(text)) {
    return verdict('job-timeout', certainty, `The job ran into its time limit and was ended.${stays}`, [
      'retry-job',
      'open-job-page',
    ]);
  }
  if (status === 'canceled' || status === 'canceling' || text === 'canceled') {
    return cancelled(certainty, `The job was cancelled${status === 'canceling' ? ' and is ending' : ''}.${stays}`);
  }
  if (/^(system failure: )?aborted: /.test(text)) {
    return verdict('runner-stopped', certainty, 'The runner was told to stop, and ended the job.', [
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
  return facts.livedMs !== null && facts.cause.by === 'socket' ? cutAndOver(facts) : finished(facts, certainty, stays);
}

/** The shell was open, its connection went, and the job is over by now. Which of the two came first is not said. */
function cutAndOver(facts: EndFacts): Verdict {
  const result = resultOf(facts);
  if (facts.hold === null) {
    return verdict(
      'script-finished',
      'likely',
      `The job’s script finished, and the shell ended with it, as shells in containers do.${result}`,
      ['retry-job', 'open-job-page'],
    );
  }
  if (isAtHoldsEnd(facts)) return holdUsedUp();
  if (facts.log.disconnected) {
    return verdict(
      'network-lost',
      'likely',
      `The connection was cut while it held the job, which then finished: the job’s log says that the terminal was disconnected before its time was up.${result}`,
      ['open-job-page', 'retry-job'],
    );
  }
  return verdict(
    'job-finished',
    'likely',
    `The terminal ended before its time was up, and the job that it held finished with it: the connection was cut, or the shell was left.${result}`,
    ['open-job-page', 'retry-job'],
  );
}

function finished(facts: EndFacts, certainty: Verdict['certainty'], stays: string): Verdict {
  if (facts.livedMs !== null && isAtHoldsEnd(facts)) return holdUsedUp();
  return verdict('job-finished', certainty, `The job is over, and with it the shell.${resultOf(facts)}${stays}`, [
    'retry-job',
    'open-job-page',
  ]);
}

function resultOf({ status }: EndFacts): string {
  if (status === 'success') return ' It succeeded.';
  return status === 'failed' ? ' It failed.' : '';
}

export function holdUsedUp(): Verdict {
  return verdict(
    'hold-used-up',
    'likely',
    'The connection ended when the time was up for which a terminal may hold a finished job.',
    ['open-job-page', 'close'],
  );
}

export function cancelled(certainty: Verdict['certainty'], message: string): Verdict {
  return verdict('job-cancelled', certainty, message, ['retry-job', 'open-job-page']);
}
