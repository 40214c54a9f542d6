import type { Account, AccountId, NoticeSubject } from '../../contract.ts';
import type { NewNotice } from '../notices/new-notice.ts';
import { counted, safeName, safeSentence } from '../notices/text.ts';
import { DAY_MS, dueWarning } from './expiry.ts';
import type { RotationNews } from './rotation-outcome.ts';

/** A web session lives a week or two: that it ends within two weeks is no news on the day it was made. */
const SESSION_WARNING_DAYS = 3;
/** Used once a day, it has not been for so long: something is in the way. */
const UNUSED_MS = 25 * 3_600_000;

/**
 * What is to be told of an account's credentials now, before they end. The keys name the end and the threshold, so
 * that each is told once, also by a later run.
 */
export function expiryNotices(
  account: Account,
  days: readonly number[],
  keepsSignedIn: boolean,
  now: number,
): readonly NewNotice[] {
  return [...tokenNotice(account, days, now), ...sessionNotice(account, days, keepsSignedIn, now)];
}

function tokenNotice(account: Account, days: readonly number[], now: number): readonly NewNotice[] {
  const { id, tokenState, tokenRenewal, renewTokenDays } = account;
  if (tokenState.status !== 'ok' || tokenState.expiresAt === null) return [];
  const due = dueWarning(tokenState.expiresAt, days, now);
  if (due === null) return [];
  const possible = tokenRenewal.status === 'possible';
  // it is renewed by itself in time, and tells when it is not
  if (possible && renewTokenDays !== null && due > 1) return [];
  const title = `Access token of ${safeName(account.label)} expires in ${left(tokenState.expiresAt, now)}`;
  return [
    {
      key: `token-expiring ${id} ${tokenState.expiresAt} ${due}`,
      kind: 'token-expiring',
      urgency: due <= 1 ? 'now' : 'soon',
      title,
      body: possible
        ? 'GitLab can renew it: the new token is kept here, and the old one ends. Jobdeck can also do that by itself from now on.'
        : 'Make a new one on GitLab’s page and give it to this account before then, or the job list stops.',
      about: [subject(id)],
      actions: [possible ? { do: 'renew-token', accountId: id } : { do: 'edit-account', accountId: id }],
    },
  ];
}

function sessionNotice(
  account: Account,
  days: readonly number[],
  keepsSignedIn: boolean,
  now: number,
): readonly NewNotice[] {
  const { id, sessionState, reach } = account;
  if (sessionState.status !== 'ok') return [];
  const { expiresAt, checkedAt, renewedBy, expirySure } = sessionState;
  const keptAlive = keepsSignedIn && renewedBy === 'use' && now - checkedAt < UNUSED_MS;
  const due = dueWarning(
    expiresAt,
    days.filter((one) => one <= SESSION_WARNING_DAYS),
    now,
  );
  if (keptAlive || due === null) return [];
  const away = renewedBy === 'use' && keepsSignedIn && reach.status === 'unreachable';
  const sure = expirySure === 'told' ? '' : ' GitLab does not say when; this is its usual time.';
  return [
    {
      key: `web-session-expiring ${id} ${Math.floor(expiresAt / DAY_MS)} ${due}`,
      kind: 'web-session-expiring',
      urgency: due <= 1 ? 'now' : 'soon',
      title: `Sign-in to ${safeName(account.label)} ends in ${left(expiresAt, now)}`,
      body: away
        ? `The instance has not been reached for a day or more. Once it is, the sign-in is renewed by itself.${sure}`
        : `Sign in again before then, or no terminal opens there.${sure}`,
      about: [subject(id)],
      actions: away ? [] : [{ do: 'sign-in', accountId: id }],
    },
  ];
}

/** What became of a renewal. */
export function rotationNotice(account: Account, news: RotationNews): NewNotice {
  const label = safeName(account.label);
  if (news.is === 'renewed') {
    const until = news.expiresAt === null ? 'does not expire' : `is good until ${dayOf(news.expiresAt)}`;
    return {
      key: `token-renewed ${account.id} ${news.expiresAt}`,
      kind: 'token-renewed',
      urgency: 'calm',
      about: [subject(account.id)],
      title: `Access token of ${label} was renewed`,
      body: `The new one ${until}. The old one is worth nothing any more: other programs that used it need another.`,
      actions: [],
    };
  }
  const { kind, message, next } = news.failure;
  const expiresAt = account.tokenState.status === 'ok' ? account.tokenState.expiresAt : null;
  return {
    key: `token-not-renewed ${account.id} ${expiresAt} ${kind}`,
    kind: 'token-not-renewed',
    urgency: 'now',
    about: [subject(account.id)],
    title: `Access token of ${label} was not renewed`,
    body: safeSentence([message, next].filter(Boolean).join(' ')),
    actions: [{ do: 'renew-token', accountId: account.id }],
  };
}

function subject(accountId: AccountId): NoticeSubject {
  return { accountId, projectPath: null, jobKey: null, jobName: null };
}

function left(expiresAt: number, now: number): string {
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (days >= 1) return counted(days, 'day');
  return counted(Math.max(1, Math.floor((expiresAt - now) / 3_600_000)), 'hour');
}

/** The day as GitLab means it: a token ends at its start in UTC. */
function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
