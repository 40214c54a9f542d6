import { assertNever } from '../errors.ts';
import { type EndFacts, type Verdict, verdict } from './end-facts.ts';

/** Asked, and there is none. */
export function noOffer(facts: EndFacts): Verdict {
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
