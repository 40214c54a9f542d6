import type { Failure, TokenRenewal } from '../../contract.ts';
import { type JobdeckError, toFailure } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { tokenExpired } from '../gitlab/status.ts';
import type { Clock, Log } from '../host.ts';
import type { CredentialKeeper } from './credential-keeper.ts';
import type { Server } from './credentials.ts';
import type { AccountRecord } from './record.ts';
import { askSelf, type PersonalToken } from './rotation-calls.ts';
import { fingerprintOf, type RotationEntry, type RotationJournal } from './rotation-journal.ts';
import { rotationLost, rotationNotYet, rotationUnclear } from './rotation-words.ts';

/** A server that was slow to answer may still be at it: a token that lives now may be exchanged a moment later. */
const STILL_AT_IT_MS = 120_000;
const LOOK_AGAIN_MS = 60_000;
/** Between attempts to store a token that is in use already. */
const STORE_AGAIN_MS = [5_000, 10_000, 30_000, 60_000];

export type RotationNews =
  | { readonly is: 'renewed'; readonly expiresAt: number | null }
  /** The failure says what has become of the token. */
  | { readonly is: 'trouble'; readonly failure: Failure };

export interface OutcomeDeps {
  readonly record: () => AccountRecord;
  readonly keeper: CredentialKeeper;
  readonly journal: RotationJournal;
  readonly server: () => Server;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  /** The token in use is dead. */
  readonly onDead: (failure: Failure) => void;
  /** A new token is in use; these are its facts. */
  readonly onRenewed: (token: PersonalToken) => void;
  readonly onNews: (news: RotationNews) => void;
}

/**
 * What has become of an exchange that was begun: in this run or one before, with or without an answer. Asks GitLab
 * nothing but whether a token lives, which is harmless however often it is asked.
 */
export interface RotationOutcome {
  /** What is going on; null = nothing. */
  readonly going: TokenRenewal | null;
  /** Why no exchange may be begun; null = none is open. */
  readonly trouble: JobdeckError | null;
  become(next: TokenRenewal | null): void;
  /** Writes down that GitLab will be asked. Rejects with `disk`, `vault-locked`, and then it must not be. */
  begin(token: string, tokenId: number | null): Promise<void>;
  /** It is known to be over. Never rejects. */
  close(): Promise<void>;
  /** Reads what an earlier run left and finds out. Rejects with `vault-locked`. */
  resume(): Promise<void>;
  /** The answer did not come. */
  findOut(): Promise<void>;
  /** The answer came and is stored. What cannot be asked now is asked another time, and the entry stays until then. */
  verify(token: string): Promise<PersonalToken | null>;
  /** The answer came and could not be stored. */
  storeLater(expiresAt: number | null): void;
  explain(failure: Failure): Failure;
  /** Another token was given, or the account goes. */
  forget(): Promise<void>;
  dispose(): void;
}

export function createRotationOutcome(deps: OutcomeDeps): RotationOutcome {
  const { keeper, journal, clock } = deps;
  const accountId = deps.record().id;
  const host = nameOfInstance(deps.record().url);
  let entry: RotationEntry | null = null;
  let going: TokenRenewal | null = null;
  let trouble: JobdeckError | null = null;
  let looking: Promise<void> | null = null;
  let cancelTimer: (() => void) | null = null;
  let disposed = false;

  function become(next: TokenRenewal | null): void {
    going = next;
    if (!disposed) deps.onChange();
  }

  function later(ms: number, run: () => void): void {
    cancelTimer?.();
    cancelTimer = disposed ? null : clock.after(ms, run);
  }

  function warn(event: string, error: unknown): void {
    deps.log.warn('account', event, { account: accountId, kind: toFailure(error).kind });
  }

  async function close(): Promise<void> {
    try {
      if (entry !== null) await journal.clear(accountId);
    } catch (error) {
      // what stays is found again, and leads to the same harmless question
      return warn('rotation not closed', error);
    }
    entry = null;
    trouble = null;
  }

  async function verify(token: string): Promise<PersonalToken | null> {
    const self = await askSelf(deps.server(), token);
    if (self.is === 'unknown') return null;
    if (self.is === 'dead') deps.onDead(tokenExpired(host).failure);
    await close();
    if (self.is === 'dead') throw tokenExpired(host);
    return self.is === 'alive' ? self.token : null;
  }

  async function look(): Promise<void> {
    const { token } = await keeper.read();
    const asked = entry;
    if (asked === null || disposed) return;
    if (token === null) return close();
    if (fingerprintOf(token) !== asked.fingerprint) {
      const renewed = await verify(token);
      if (renewed !== null) deps.onRenewed(renewed);
      if (renewed !== null) deps.onNews({ is: 'renewed', expiresAt: renewed.expiresAt });
      return become(null);
    }
    if (asked.outcome === 'lost') return lose(asked);
    const self = await askSelf(deps.server(), token);
    if (disposed || keeper.current?.token !== token) return;
    if (self.is === 'dead') return lose(asked);

    const sinceMs = clock.now() - asked.askedAt;
    const mayStillCome = sinceMs >= 0 && sinceMs < STILL_AT_IT_MS;
    if (self.is !== 'unknown' && !mayStillCome) {
      await close();
      return become(null);
    }
    trouble = self.is === 'unknown' ? rotationUnclear(host, self.failure.message) : rotationNotYet(host);
    become({ status: 'unclear', since: asked.askedAt, message: trouble.message });
    later(self.is === 'unknown' ? LOOK_AGAIN_MS : STILL_AT_IT_MS - sinceMs, lookAgain);
  }

  function findOut(): Promise<void> {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  }

  function lookAgain(): void {
    findOut().catch((error: unknown) => {
      warn('rotation unclear', error);
      later(LOOK_AGAIN_MS, lookAgain);
    });
  }

  /** Written down, so that a later run says the same. */
  async function lose(asked: RotationEntry): Promise<void> {
    entry = { ...asked, outcome: 'lost' };
    trouble = rotationLost(host, asked.askedAt);
    become(null);
    deps.onDead(trouble.failure);
    if (asked.outcome === 'lost') return;
    deps.log.warn('account', 'rotation lost', { account: accountId });
    await journal.write(accountId, entry).catch((error: unknown) => warn('rotation not closed', error));
  }

  function storeLater(expiresAt: number | null, attempt = 0): void {
    later(STORE_AGAIN_MS[Math.min(attempt, STORE_AGAIN_MS.length - 1)] ?? 0, () => {
      storeNow(expiresAt).catch(() => storeLater(expiresAt, attempt + 1));
    });
  }

  async function storeNow(expiresAt: number | null): Promise<void> {
    await keeper.storeAgain();
    become(null);
    deps.onNews({ is: 'renewed', expiresAt });
    await verify(keeper.current?.token ?? '').catch((error: unknown) => warn('rotation unclear', error));
  }

  return {
    get going() {
      return going;
    },
    get trouble() {
      return trouble;
    },
    become,
    async begin(token, tokenId) {
      const begun = { fingerprint: fingerprintOf(token), tokenId, askedAt: clock.now(), outcome: 'asked' } as const;
      await journal.write(accountId, begun);
      entry = begun;
      trouble = rotationUnclear(host, 'the connection ended');
    },
    close,
    async resume() {
      entry = await journal.read(accountId);
      if (entry === null) return;
      trouble = rotationUnclear(host, 'Jobdeck was ended');
      await findOut();
    },
    findOut,
    verify,
    storeLater: (expiresAt) => storeLater(expiresAt),
    explain(failure) {
      const token = keeper.current?.token ?? null;
      if (entry === null || token === null || fingerprintOf(token) !== entry.fingerprint) return failure;
      if (failure.kind !== 'unauthorized' && failure.kind !== 'token-expired') return failure;
      if (entry.outcome === 'asked') void lose(entry);
      return rotationLost(host, entry.askedAt).failure;
    },
    async forget() {
      cancelTimer?.();
      cancelTimer = null;
      if (going !== null) become(null);
      await close();
    },
    dispose() {
      disposed = true;
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
