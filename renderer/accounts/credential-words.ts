import type { TokenState, WebSessionState } from '../../electron/contract.ts';
import { failureTable } from '../ui/failures.ts';

export interface CredentialWords {
  readonly text: string;
  readonly tone: 'good' | 'plain' | 'soon' | 'bad';
}

const dayMs = 24 * 60 * 60 * 1000;
/** Time enough to ask somebody for a new one. */
const soonDays = 14;

export function tokenWords(state: TokenState, now: number): CredentialWords {
  switch (state.status) {
    case 'unchecked':
      return { text: 'Token not checked yet', tone: 'plain' };
    case 'locked':
      return { text: 'Token is in the locked vault', tone: 'soon' };
    case 'missing':
      return { text: 'No token: a web session lists the jobs too', tone: 'plain' };
    case 'refused':
      return { text: failureTable[state.failure.kind].heading, tone: 'bad' };
    case 'ok': {
      if (state.expiresAt === null) return { text: 'Token works, and does not expire', tone: 'good' };
      const days = Math.ceil((state.expiresAt - now) / dayMs);
      const date = new Date(state.expiresAt).toLocaleDateString(undefined, { dateStyle: 'medium' });
      if (days <= 0) return { text: `Token expired on ${date}`, tone: 'bad' };
      if (days > soonDays) return { text: `Token works until ${date}`, tone: 'good' };
      return { text: `Token expires ${days === 1 ? 'within a day' : `in ${days} days`} (${date})`, tone: 'soon' };
    }
  }
}

export function sessionWords(state: WebSessionState): CredentialWords {
  switch (state.status) {
    case 'unchecked':
      return { text: 'Web session not checked yet', tone: 'plain' };
    case 'locked':
      return { text: 'Web session is in the locked vault', tone: 'soon' };
    case 'missing':
      return { text: 'No web session: terminals need one', tone: 'soon' };
    case 'refused':
      return { text: failureTable[state.failure.kind].heading, tone: 'bad' };
    case 'ok':
      return { text: 'Web session is signed in', tone: 'good' };
  }
}
