import type { FailureKind } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import { tokenExpired } from '../gitlab/status.ts';
import type { RotateAnswer } from './rotation-calls.ts';

/*
 * What can go wrong with a rotation, as sentences that say what has become of the token and what to do.
 */

export const MAKE_A_NEW_ONE = 'Make a new token on GitLab’s page and give it to this account.';
export const OTHER_KIND = 'GitLab renews personal access tokens only, and this is another kind.';

export interface Refusal {
  readonly error: JobdeckError;
  /** The last day that the instance allows, as `YYYY-MM-DD`; null = that was not the matter. */
  readonly latestOn: string | null;
  /** It will be refused again: this token cannot be renewed so. */
  readonly forGood: string | null;
}

/** GitLab's own no. Its text is searched for what is known and never shown: it comes from elsewhere. */
export function explainRefusal(host: string, { status, told }: Extract<RotateAnswer, { is: 'refused' }>): Refusal {
  const once = (kind: FailureKind, message: string, next: string, latest: string | null = null): Refusal => ({
    error: new JobdeckError(kind, message, next),
    latestOn: latest,
    forGood: null,
  });
  const forGood = (why: string): Refusal => ({
    error: new JobdeckError('forbidden', why, MAKE_A_NEW_ONE),
    latestOn: null,
    forGood: why,
  });

  // app/models/personal_access_token.rb: an end past this day is refused, the day itself is not
  const latestOn = /must be before (\d{4}-\d{2}-\d{2})/.exec(told)?.[1];
  if (status === 400 && latestOn !== undefined) {
    return once(
      'bad-input',
      `${host} lets a token live until ${latestOn} at most. The old token is untouched.`,
      'Choose an earlier day.',
      latestOn,
    );
  }
  if (status === 400 && /fine-grained/i.test(told)) {
    return forGood(`${host} wants fine-grained tokens now, and does not renew one of the older kind.`);
  }
  if (status === 400 && /expires_at is invalid/.test(told)) {
    return once('bad-input', `${host} does not take this day. The old token is untouched.`, 'Choose another day.');
  }
  if (status === 401) return { error: tokenExpired(host), latestOn: null, forGood: null };
  if (status === 429) {
    return once('rate-limited', `${host} asks us to slow down. The old token is untouched.`, 'Try again in a minute.');
  }
  if (status === 405) return forGood(OTHER_KIND);
  if (status === 404) return forGood(`${host} has no way to renew a token: that came with GitLab 16.10.`);
  if (status === 403) return forGood(`${host} does not let this token renew itself: it lacks the scope self_rotate.`);
  return once('forbidden', `${host} did not renew the token (${status}). The old token is untouched.`, MAKE_A_NEW_ONE);
}

/** The old token is dead and the new one never came. */
export function rotationLost(host: string, askedAt: number): JobdeckError {
  return new JobdeckError(
    'token-expired',
    `${host} was asked to renew this token on ${dayOf(askedAt)} and ended the old one, but its answer with the new one never arrived here.`,
    'Make a new token on GitLab’s page and give it to this account. On that page, revoke the newest one that was never used: nobody has it.',
  );
}

/** The new token is in use, and the disk refuses it. */
export function rotationNotStored(host: string, why: string): JobdeckError {
  return new JobdeckError(
    'disk',
    `${host} has renewed the token, and the new one works, but it could not be stored: ${why}`,
    'Leave Jobdeck running and mend that: it tries again by itself. If it is closed before, this account needs a new token.',
  );
}

/** No answer, and nothing that tells. */
export function rotationUnclear(host: string, why: string): JobdeckError {
  return new JobdeckError(
    'offline',
    `${host} was asked to renew the token, and no answer came (${why.replace(/\.$/, '')}).`,
    'Nothing has to be done: Jobdeck finds out whether the old token still lives, and does not ask for a new one before.',
  );
}

/** No answer, but the old token still works. */
export function rotationNotYet(host: string): JobdeckError {
  return new JobdeckError(
    'offline',
    `${host} was asked to renew the token, and no answer came. The old token still works.`,
    'Jobdeck looks again in two minutes; try again after that.',
  );
}

/** A new end that would leave the account with a dead token. */
export function refuseDay(host: string, expiresOn: string | null, serverNow: number): void {
  if (expiresOn === null || Date.parse(expiresOn) > serverNow) return;
  throw new JobdeckError(
    'bad-input',
    `On ${host} that day has begun already: a token ends at the start of its last day, in UTC.`,
    'Choose a later day.',
  );
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
