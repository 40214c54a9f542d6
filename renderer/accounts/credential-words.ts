import type { Account, TokenState, WebSessionState } from '../../electron/contract.ts';
import { failureTable } from '../ui/failures.ts';

export interface CredentialWords {
  readonly text: string;
  readonly tone: 'good' | 'plain' | 'soon' | 'bad';
  /** Where the end is known from, and what it means; null = there is nothing to add. */
  readonly why: string | null;
}

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;
/** Time enough to ask somebody for a new one. */
const soonDays = 14;
/** A web session lives for a week or two, so only its last days are worth a second look. */
const soonSessionDays = 3;

const plain = (text: string, tone: CredentialWords['tone']): CredentialWords => ({ text, tone, why: null });

export function tokenWords(state: TokenState, now: number): CredentialWords {
  switch (state.status) {
    case 'unchecked':
      return plain('Token not checked yet', 'plain');
    case 'locked':
      return plain('Token is in the locked vault', 'soon');
    case 'missing':
      return plain('No token: a web session lists the jobs too', 'plain');
    case 'refused':
      return { text: failureTable[state.failure.kind].heading, tone: 'bad', why: state.failure.message };
    case 'ok': {
      const { expiresAt } = state;
      if (expiresAt === null) {
        if (state.expiryTold) return plain('Token works, and does not expire', 'good');
        return {
          text: 'Token works',
          tone: 'good',
          why: 'GitLab does not say until when: it tells that of personal access tokens only.',
        };
      }
      const date = gitlabDay(expiresAt);
      const why = `GitLab says so. The token ends as ${date} begins, in UTC.`;
      const days = Math.ceil((expiresAt - now) / dayMs);
      if (days <= 0) return { text: `Token expired on ${date}`, tone: 'bad', why };
      if (days > soonDays) return { text: `Token works until ${date}`, tone: 'good', why };
      return { text: `Token expires ${days === 1 ? 'within a day' : `in ${days} days`} (${date})`, tone: 'soon', why };
    }
  }
}

export function sessionWords(state: WebSessionState, now: number): CredentialWords {
  switch (state.status) {
    case 'unchecked':
      return plain('Web session not checked yet', 'plain');
    case 'locked':
      return plain('Web session is in the locked vault', 'soon');
    case 'missing':
      return plain('No web session: terminals need one', 'soon');
    case 'refused':
      return { text: failureTable[state.failure.kind].heading, tone: 'bad', why: state.failure.message };
    case 'ok': {
      const leftMs = state.expiresAt - now;
      const about = state.expirySure === 'guessed' ? 'about ' : '';
      const kept = state.renewedBy === 'use';
      return {
        text: `Web session is signed in, ${kept ? 'and kept so by use' : `until ${about}${moment(state.expiresAt, leftMs)}`}`,
        tone: leftMs < soonSessionDays * dayMs && !kept ? 'soon' : 'good',
        why: [
          kept
            ? `Unused, it would end ${about === '' ? '' : 'about '}${moment(state.expiresAt, leftMs)}.`
            : 'Its end has not moved though it was used: it has to be signed in again then.',
          state.expirySure === 'told'
            ? 'Its cookie says so.'
            : 'GitLab does not say; a week unused is its usual limit.',
          'GitLab can end a session sooner, without a word.',
        ].join(' '),
      };
    }
  }
}

/** The token's renewal where something is going on with it; null = nothing is. */
export function renewalWords({ tokenRenewal }: Pick<Account, 'tokenRenewal'>): CredentialWords | null {
  switch (tokenRenewal.status) {
    case 'possible':
    case 'by-hand':
      return null;
    case 'under-way':
      return plain('The token is being renewed…', 'plain');
    case 'unclear':
      return { text: 'Token renewal without an answer', tone: 'soon', why: tokenRenewal.message };
    case 'not-stored':
      return { text: 'New token not stored yet', tone: 'bad', why: tokenRenewal.message };
  }
}

/** The day as GitLab's own page shows it: a token ends at the start of it in UTC, wherever we are. */
export function gitlabDay(ms: number): string {
  return new Date(ms).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
}

function moment(ms: number, leftMs: number): string {
  const date = new Date(ms);
  if (leftMs > 2 * dayMs) return date.toLocaleDateString(undefined, { dateStyle: 'medium' });
  if (leftMs > hourMs) return date.toLocaleString(undefined, { weekday: 'long', hour: '2-digit', minute: '2-digit' });
  return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
