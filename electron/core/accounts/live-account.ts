import type { Account, Failure } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { parseCa } from '../gitlab/certificate.ts';
import { type Credentials, createGitlabClient, type Traffic } from '../gitlab/client.ts';
import { createNetwork, type Network } from '../gitlab/network.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { sessionRefused } from '../gitlab/status.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import { type CredentialKeeper, createCredentialKeeper } from './credential-keeper.ts';
import { createCredentialStates } from './credential-states.ts';
import { checkSession, checkToken, type TokenFacts } from './credentials.ts';
import { tokenRecord } from './new-record.ts';
import { createReach } from './reach.ts';
import type { AccountRecord } from './record.ts';
import { createRotation, type Rotation } from './rotation.ts';
import type { RotationJournal } from './rotation-journal.ts';
import type { RotationNews } from './rotation-outcome.ts';
import type { SecretStore } from './secrets.ts';
import type { Vault } from './vault.ts';
import { within } from './within.ts';

/** A server that answers, but not about the credentials, is not asked about them more often than this. */
const CHECK_AGAIN_MS = 60_000;
/** For GitLab's answer to a renewal, when the app is closed meanwhile. */
const LONGEST_WAIT_MS = 10_000;

export interface LiveAccountDeps {
  readonly secrets: SecretStore;
  readonly journal: RotationJournal;
  readonly vault: Pick<Vault, 'open' | 'state'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly ways: Ways;
  /** Something that `toAccount` shows has changed. */
  readonly onChange: () => void;
  /** Facts learned from the server, to be kept. */
  readonly onRecord: (record: AccountRecord) => void;
  readonly onRotation: (accountId: string, news: RotationNews) => void;
}

/** One account at work: its client, its credentials out of the vault, and what real traffic says about both. */
export interface LiveAccount {
  readonly record: AccountRecord;
  readonly client: GitlabClient;
  toAccount(): Account;
  /** The page where GitLab holds up a session that is signed in; null = it does not. */
  readonly detainedAt: string | null;
  readonly keeper: CredentialKeeper;
  readonly rotation: Rotation;
  /** Reads the secrets (again), as after an unlock, and what an exchange of the token left that was cut off. */
  load(): Promise<void>;
  /** Tries token and web session; resolves when the states tell the outcome. One at a time. */
  check(): Promise<void>;
  /** See `Accounts.touchSession`. */
  touchSession(): Promise<void>;
  /** Label, colour, CA, facts; a changed CA opens new connections. */
  setRecord(record: AccountRecord): void;
  /** The credentials that have just been stored were tried, and this was seen. */
  adopt(facts: { readonly token?: TokenFacts; readonly session?: boolean }): void;
  /** The machine slept: connections that were kept are of no use any more. */
  woke(): void;
  /** Resolves when what was renewed is stored and all connections are closed. */
  dispose(): Promise<void>;
}

export function createLiveAccount(initial: AccountRecord, deps: LiveAccountDeps): LiveAccount {
  const { clock } = deps;
  let record = initial;
  let network: Network | null = null;
  let checking: Promise<void> | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let disposed = false;

  const host = nameOfInstance(record.url);
  const getNetwork = () => {
    network ??= createNetwork(new URL(record.url).origin, record.caPem, deps);
    return network;
  };
  const server = () => ({ baseUrl: record.url, network: getNetwork(), clock });
  const keeper = createCredentialKeeper({ ...deps, accountId: record.id, baseUrl: record.url });
  const reach = createReach(clock, (before) => {
    const { status } = reach.state;
    if (status !== before) deps.log.info('account', 'reach', { account: record.id, status });
    deps.onChange();
  });
  const states = createCredentialStates({ ...deps, host, keeper, record: () => record, keepRecord });
  const rotation = createRotation({
    ...deps,
    record: () => record,
    keeper,
    server,
    onDead: (failure) => states.refuseToken(failure),
    onRenewed(token) {
      keepRecord({ ...record, token: tokenRecord({ ...token, personal: true }) });
      states.tokenWorks();
    },
    onNews: (news) => deps.onRotation(record.id, news),
  });

  function refuseToken(failure: Failure): void {
    const said = rotation.explain(failure);
    if (said !== null) states.refuseToken(said);
  }

  /** Facts learned from the server. That they cannot be stored now is no fault of what taught them. */
  function keepRecord(next: AccountRecord): void {
    record = next;
    try {
      deps.onRecord(record);
    } catch (error) {
      deps.log.warn('account', 'facts not stored', { account: record.id, kind: toFailure(error).kind });
    }
  }

  async function load(): Promise<void> {
    try {
      const { token, cookies } = await keeper.load();
      states.become(token === null ? 'missing' : 'unchecked', 'token');
      states.become(cookies === null ? 'missing' : 'unchecked', 'session');
    } catch (error) {
      states.become(toFailure(error).kind === 'vault-locked' ? 'locked' : 'missing');
      throw error;
    }
  }

  function onTraffic(traffic: Traffic): void {
    // what was asked with credentials that have been replaced since says nothing about these
    if (disposed || traffic.with !== keeper.current) return;
    switch (traffic.saw) {
      case 'answer':
        reach.answered(traffic.latencyMs);
        if (checking === null && needsCheck()) void check();
        return;
      case 'unreachable':
        reach.failed(traffic.failure);
        return;
      case 'token-refused':
        refuseToken(traffic.failure);
        return;
      case 'token-accepted':
        if (states.token.status === 'refused') states.tokenWorks();
        return;
      case 'session-used':
        states.sessionUsed();
        return;
      case 'session-refused':
        states.refuseSession(sessionRefused(host).failure);
        return;
      case 'session-detained':
        states.detain(traffic.url);
        return;
      case 'cookies-changed':
        void keeper.saveCookies();
        return;
    }
  }

  function needsCheck(): boolean {
    if (clock.now() - checkedAt < CHECK_AGAIN_MS) return false;
    return states.token.status === 'unchecked' || states.session.status === 'unchecked';
  }

  async function checkNow(): Promise<void> {
    let tried: Credentials;
    try {
      tried = await keeper.forRequest();
    } catch {
      return;
    }
    checkedAt = clock.now();
    const startedAt = clock.now();
    const isStill = () => !disposed && tried === keeper.current;
    try {
      if (tried.token !== null) {
        const facts = await checkToken(server(), tried.token);
        if (!isStill()) return;
        states.tokenWorks(facts);
        reach.answered(clock.now() - startedAt);
      }
    } catch (error) {
      if (isStill()) judge(error, refuseToken);
    }
    if (tried.cookies === null || !isStill()) return;
    try {
      await checkSession(server(), tried.cookies, record.user);
      if (!isStill()) return;
      states.sessionWorks();
      reach.answered(clock.now() - startedAt);
      await keeper.saveCookies();
    } catch (error) {
      if (isStill()) judge(error, states.refuseSession);
    }
  }

  /** A refusal is of the credential; being offline, or a server in trouble, says nothing about it. */
  function judge(error: unknown, refuse: (failure: Failure) => void): void {
    const failure = toFailure(error);
    const refusals = ['unauthorized', 'token-expired', 'missing-scope', 'session-refused', 'wrong-user'];
    if (refusals.includes(failure.kind)) refuse(failure);
    else if (failure.kind === 'offline' || failure.kind === 'tls-untrusted') reach.failed(failure);
    else deps.log.warn('account', 'check', { account: record.id, kind: failure.kind });
  }

  function check(): Promise<void> {
    checking ??= checkNow().finally(() => {
      checking = null;
    });
    return checking;
  }

  const client = createGitlabClient({
    baseUrl: record.url,
    network: getNetwork,
    clock,
    credentials: keeper.forRequest,
    onTraffic,
  });

  return {
    get record() {
      return record;
    },
    client,
    get detainedAt() {
      return states.detainedAt;
    },
    toAccount: () => ({
      id: record.id,
      label: record.label,
      colour: record.colour,
      instance: { url: record.url, name: host, version: record.version, ca: summariseCa(record.caPem) },
      user: record.user,
      tokenState: states.token,
      tokenRenewal: rotation.state(),
      renewTokenDays: record.renewTokenDays,
      warningMinutes: record.warningMinutes,
      keepTranscripts: record.keepTranscripts,
      sessionState: states.session,
      reach: reach.state,
    }),
    keeper,
    rotation,
    async load() {
      await load();
      await rotation.resume();
    },
    check,
    async touchSession() {
      // any page of a signed-in user will do; this one has been there in every version, and is small
      await client.web('/-/user_settings/personal_access_tokens').catch(() => undefined);
    },
    setRecord(next) {
      const changedCa = next.caPem !== record.caPem;
      record = next;
      if (changedCa) {
        void network?.dispose();
        network = null;
        reach.reset();
      }
      deps.onChange();
    },
    adopt(facts) {
      const { token = null, cookies = null } = keeper.current ?? {};
      if (token === null) states.become('missing', 'token');
      else if (facts.token !== undefined) states.tokenWorks(facts.token);
      if (cookies === null) states.become('missing', 'session');
      else if (facts.session === true) {
        // another session: what was noted of the one before is not its own
        record = { ...record, session: null };
        states.sessionWorks();
      }
      reach.answered(0);
    },
    woke() {
      network?.retire();
    },
    async dispose() {
      // an answer that is on its way carries the only token that will work
      await within(rotation.settled(), LONGEST_WAIT_MS, clock);
      disposed = true;
      rotation.dispose();
      await keeper.settled();
      await network?.dispose();
      network = null;
    },
  };
}

/** Shown with the account; a certificate that has expired since it was given is still named. */
function summariseCa(pem: string | null): Account['instance']['ca'] {
  if (pem === null) return null;
  try {
    return parseCa(pem, 0).summary;
  } catch {
    return null;
  }
}
