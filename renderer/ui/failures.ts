import type { FailureKind } from '../../electron/contract.ts';

/** What a button beside a failure can do; whoever shows the failure knows how. */
export type FailureAction =
  | 'retry'
  | 'trust-ca'
  | 'use-suggested-address'
  | 'new-token'
  | 'new-session'
  | 'unlock-vault'
  | 'add-account';

export interface FailureText {
  /** The message below it comes from core. */
  readonly heading: string;
  /** In order of likely help. */
  readonly actions: readonly FailureAction[];
}

export const actionLabels: Readonly<Record<FailureAction, string>> = {
  retry: 'Try again',
  'trust-ca': 'Trust a CA for this instance…',
  'use-suggested-address': 'Use that address',
  'new-token': 'Give a new token',
  'new-session': 'Sign in again',
  'unlock-vault': 'Unlock',
  'add-account': 'Add that instance',
};

/** The one place that turns a kind of failure into words and buttons. */
export const failureTable: Readonly<Record<FailureKind, FailureText>> = {
  'bad-address': { heading: 'That is no address of a server', actions: [] },
  'not-a-gitlab': { heading: 'There is no GitLab at this address', actions: ['retry'] },
  'wrong-path': { heading: 'GitLab is at another path', actions: ['use-suggested-address'] },
  offline: { heading: 'The server cannot be reached', actions: ['retry'] },
  'tls-untrusted': { heading: 'The certificate is not trusted', actions: ['trust-ca', 'retry'] },
  'bad-certificate': { heading: 'That is no usable CA certificate', actions: ['trust-ca'] },
  unauthorized: { heading: 'GitLab refuses the token', actions: ['new-token', 'retry'] },
  'no-credentials': { heading: 'Nothing to sign in with', actions: ['new-session', 'new-token'] },
  'token-expired': { heading: 'The token is expired or revoked', actions: ['new-token'] },
  'missing-scope': { heading: 'The token lacks the scope read_api', actions: ['new-token'] },
  'session-refused': { heading: 'The web session is not signed in', actions: ['new-session', 'retry'] },
  'wrong-user': { heading: 'Token and web session belong to different users', actions: ['new-session', 'new-token'] },
  forbidden: { heading: 'GitLab does not allow this', actions: ['retry'] },
  'not-found': { heading: 'Not found', actions: ['retry'] },
  'rate-limited': { heading: 'GitLab asks for a pause', actions: ['retry'] },
  'server-error': { heading: 'GitLab has a problem of its own', actions: ['retry'] },
  'duplicate-account': { heading: 'You have this account already', actions: [] },
  'no-account': { heading: 'No account for this instance', actions: ['add-account'] },
  'no-terminal': { heading: 'This job has no terminal for you now', actions: [] },
  'not-started': { heading: 'It has not started yet', actions: [] },
  'no-api-scope': { heading: 'The token may only read', actions: ['new-token', 'new-session'] },
  'vault-locked': { heading: 'The vault is locked', actions: ['unlock-vault'] },
  'wrong-passphrase': { heading: 'That is not the passphrase', actions: [] },
  'bad-input': { heading: 'That cannot be right', actions: [] },
  'bad-update': { heading: 'The update was thrown away', actions: ['retry'] },
  managed: { heading: 'Your administrator does not allow this', actions: [] },
  cancelled: { heading: 'Cancelled', actions: [] },
  disk: { heading: 'The disk refused', actions: ['retry'] },
  internal: { heading: 'Something went wrong in Jobdeck', actions: ['retry'] },
};
