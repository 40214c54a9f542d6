import type { Failure, TokenState, WebSessionState } from '../../contract.ts';
import { sessionDetained } from '../gitlab/status.ts';
import type { Clock, Log } from '../host.ts';
import type { CredentialKeeper } from './credential-keeper.ts';
import type { TokenFacts } from './credentials.ts';
import { isWorthKeeping, NO_COOKIES, noteUse, signedIn } from './expiry.ts';
import { tokenRecord } from './new-record.ts';
import type { AccountRecord } from './record.ts';

/** Ordinary use is noted no more often than this. */
const NOTE_USE_EVERY_MS = 10 * 60_000;

/** What is thought of one account's token and web session, and why. */
export interface CredentialStates {
  readonly token: TokenState;
  readonly session: WebSessionState;
  /** The page where GitLab holds up a session that is signed in; null = it does not. */
  readonly detainedAt: string | null;
  /** `unchecked`, `locked`, `missing`: of one, or of both. */
  become(status: Exclude<TokenState['status'], 'ok' | 'refused'>, of?: 'token' | 'session'): void;
  /** It works; by these facts, or by those that are known. */
  tokenWorks(facts?: TokenFacts): void;
  refuseToken(failure: Failure): void;
  /** An answer has shown it signed in. */
  sessionWorks(): void;
  /** An ordinary request went through with it. */
  sessionUsed(): void;
  refuseSession(failure: Failure): void;
  detain(url: string): void;
}

export function createCredentialStates(deps: {
  readonly host: string;
  readonly keeper: Pick<CredentialKeeper, 'current'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly record: () => AccountRecord;
  readonly keepRecord: (record: AccountRecord) => void;
  readonly onChange: () => void;
}): CredentialStates {
  const { clock, host } = deps;
  let token: TokenState = { status: 'unchecked' };
  let session: WebSessionState = { status: 'unchecked' };
  let detainedAt: string | null = null;

  function setToken(next: TokenState): void {
    if (JSON.stringify(next) === JSON.stringify(token)) return;
    token = next;
    deps.log.info('account', 'token', { account: deps.record().id, status: next.status });
    deps.onChange();
  }

  function setSession(next: WebSessionState): void {
    if (next.status === 'ok') detainedAt = null;
    if (JSON.stringify(next) === JSON.stringify(session)) return;
    const before = session.status;
    session = next;
    if (next.status !== before) {
      deps.log.info('account', 'session', { account: deps.record().id, status: next.status });
    }
    deps.onChange();
  }

  function sessionWorks(): void {
    const record = deps.record();
    const life = deps.keeper.current?.cookies?.life ?? NO_COOKIES;
    const use = noteUse(record.session, life, clock.now());
    if (isWorthKeeping(record.session, use)) deps.keepRecord({ ...record, session: use });
    setSession(signedIn(use, life));
  }

  return {
    get token() {
      return token;
    },
    get session() {
      return session;
    },
    get detainedAt() {
      return detainedAt;
    },
    become(status, of) {
      if (of !== 'session') setToken({ status });
      if (of !== 'token') setSession({ status });
    },
    tokenWorks(facts) {
      const before = deps.record();
      if (facts !== undefined) {
        const version = facts.version ?? before.version;
        deps.keepRecord({ ...before, user: facts.user, version, token: tokenRecord(facts) });
      }
      const { scopes = [], expiresAt = null, personal = false } = deps.record().token ?? {};
      setToken({ status: 'ok', scopes, expiresAt, expiryTold: personal });
    },
    refuseToken: (failure) => setToken({ status: 'refused', failure }),
    sessionWorks,
    sessionUsed() {
      if (session.status === 'ok' && clock.now() - session.checkedAt >= NOTE_USE_EVERY_MS) sessionWorks();
    },
    refuseSession: (failure) => setSession({ status: 'refused', failure }),
    detain(url) {
      detainedAt = url;
      setSession({ status: 'refused', failure: sessionDetained(host).failure });
    },
  };
}
