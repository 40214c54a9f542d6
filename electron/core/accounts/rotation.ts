import type { Failure, TokenRenewal } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { tokenExpired } from '../gitlab/status.ts';
import { nextExpiryDay, renewalOf } from './expiry.ts';
import { askRotate, askSelf, type PersonalToken } from './rotation-calls.ts';
import { createRotationOutcome, type OutcomeDeps } from './rotation-outcome.ts';
import { explainRefusal, MAKE_A_NEW_ONE, OTHER_KIND, refuseDay, rotationNotStored } from './rotation-words.ts';
import type { Vault } from './vault.ts';

/**
 * The exchange of one account's token for a new one. GitLab ends the old token with its answer, and takes a second
 * question with an ended token for theft (docs.gitlab.com/api/personal_access_tokens, automatic reuse detection). So:
 * nothing is asked unless the answer can be kept; it is asked once; what was begun is written down before; the answer
 * is stored before anything else; and where none came, only the harmless question is asked, whether the old one lives.
 */
export interface Rotation {
  /** What is going on, or what the rules say. */
  state(): TokenRenewal;
  /** See `rotateToken` of the contract. */
  rotate(expiresOn: string | null): Promise<number | null>;
  /** By itself: for as long again as the token had when it was made, or for as long as the instance lets it. */
  renew(): Promise<number | null>;
  /** After the secrets were read: finds out what became of an exchange that was cut off. Never rejects. */
  resume(): Promise<void>;
  /** A refusal of the token in use, in the words that fit; null while an exchange is under way, when it means nothing. */
  explain(failure: Failure): Failure | null;
  /** GitLab is being asked: the token must not be replaced now. */
  readonly busy: boolean;
  /** Another token was given, or the account goes: there is nothing to find out any more. */
  forget(): Promise<void>;
  /** Resolves when none is under way. */
  settled(): Promise<void>;
  dispose(): void;
}

export interface RotationDeps extends OutcomeDeps {
  readonly vault: Pick<Vault, 'open' | 'state'>;
}

export function createRotation(deps: RotationDeps): Rotation {
  const { keeper, clock } = deps;
  const accountId = deps.record().id;
  const host = nameOfInstance(deps.record().url);
  const outcome = createRotationOutcome(deps);
  /** Why this very token will not be renewed, however often it is asked for. */
  let refusal: string | null = null;
  let latestOn: string | null = null;
  let running: Promise<number | null> | null = null;
  let disposed = false;

  async function needVault(): Promise<void> {
    await deps.vault.open();
    const { mode } = deps.vault.state();
    if (mode === 'locked') {
      throw new JobdeckError('vault-locked', 'The passphrase has not been given yet.', 'Unlock your secrets first.');
    }
    if (mode === 'memory') {
      throw new JobdeckError(
        'disk',
        'Nothing here can store the new token: secrets are kept in memory only. GitLab was not asked.',
        'Set a passphrase in the settings under Security, or make a new token on GitLab’s page.',
      );
    }
  }

  async function run(expiresOn: string | null): Promise<number | null> {
    await needVault();
    if (outcome.trouble !== null) await outcome.findOut();
    if (outcome.trouble !== null) throw outcome.trouble;
    const renewal = renewalOf(deps.record(), refusal);
    if (renewal.status === 'by-hand') throw new JobdeckError('forbidden', renewal.why, MAKE_A_NEW_ONE);
    const { token } = await keeper.read();
    if (token === null) throw new JobdeckError('no-credentials', 'This account has no token.', 'Give it one.');
    const tokenId = await needAlive(token, expiresOn);

    const release = keeper.hold();
    try {
      await outcome.begin(token, tokenId);
      if (keeper.current?.token !== token || disposed) {
        await outcome.close();
        throw new JobdeckError('cancelled', 'The account has changed meanwhile. GitLab was not asked.');
      }
      return await exchange(token, expiresOn);
    } finally {
      release();
    }
  }

  /** Only a living personal token may be asked for another. Answers its number. */
  async function needAlive(token: string, expiresOn: string | null): Promise<number | null> {
    const self = await askSelf(deps.server(), token);
    switch (self.is) {
      case 'alive':
        refuseDay(host, expiresOn, self.serverNow ?? clock.now());
        return self.token.id;
      case 'unknown':
        throw new JobdeckError(self.failure.kind, self.failure.message, self.failure.next);
      case 'dead':
        deps.onDead(tokenExpired(host).failure);
        throw tokenExpired(host);
      case 'other':
        refusal = OTHER_KIND;
        throw new JobdeckError('forbidden', refusal, MAKE_A_NEW_ONE);
    }
  }

  async function exchange(token: string, expiresOn: string | null): Promise<number | null> {
    const answer = await askRotate(deps.server(), token, expiresOn);
    if (answer.is === 'renewed') return keep(answer.secret, answer.token);
    deps.log.warn('account', 'token not renewed', { account: accountId, answer: answer.is });
    if (answer.is === 'unclear') {
      await outcome.findOut();
      throw (
        outcome.trouble ?? new JobdeckError('offline', answer.failure.message, 'The old token is untouched. Try again.')
      );
    }
    const refused = explainRefusal(host, answer);
    refusal = refused.forGood;
    latestOn = refused.latestOn ?? latestOn;
    await outcome.close();
    // dead by the time it was asked: ended by someone else, or its last day has begun
    if (answer.status === 401) deps.onDead(refused.error.failure);
    throw refused.error;
  }

  /** The old token is dead by now: nothing comes before storing the new one. */
  async function keep(secret: string, facts: PersonalToken): Promise<number | null> {
    try {
      await keeper.exchangeToken(secret);
    } catch (error) {
      const trouble = rotationNotStored(host, toFailure(error).message);
      outcome.become({ status: 'not-stored', message: `${trouble.message} ${trouble.failure.next ?? ''}` });
      outcome.storeLater(facts.expiresAt);
      deps.onRenewed(facts);
      deps.onNews({ is: 'trouble', failure: trouble.failure });
      throw trouble;
    }
    deps.onRenewed(facts);
    await outcome.verify(secret);
    deps.onNews({ is: 'renewed', expiresAt: facts.expiresAt });
    return facts.expiresAt;
  }

  async function rotate(expiresOn: string | null): Promise<number | null> {
    if (running !== null) throw new JobdeckError('bad-input', 'This token is being renewed already.');
    running = run(expiresOn);
    if (outcome.going === null) outcome.become({ status: 'under-way' });
    try {
      return await running;
    } finally {
      running = null;
      outcome.become(outcome.going?.status === 'under-way' ? null : outcome.going);
    }
  }

  return {
    state: () => outcome.going ?? renewalOf(deps.record(), refusal),
    get busy() {
      return running !== null;
    },
    rotate,
    async renew() {
      const day = nextExpiryDay(deps.record().token, clock.now());
      latestOn = null;
      try {
        return await rotate(day);
      } catch (error) {
        // GitLab's own no: the token lives, and was asked about once more before the next try
        if (latestOn === null || latestOn === day) throw error;
        return rotate(latestOn);
      }
    },
    async resume() {
      try {
        await outcome.resume();
      } catch (error) {
        deps.log.warn('account', 'rotation unclear', { account: accountId, kind: toFailure(error).kind });
      }
    },
    explain: (failure) => (running === null ? outcome.explain(failure) : null),
    async forget() {
      refusal = null;
      latestOn = null;
      await outcome.forget();
    },
    async settled() {
      await running?.catch(() => undefined);
    },
    dispose() {
      disposed = true;
      outcome.dispose();
    },
  };
}
