import type { Account, Failure, Reach, TokenState, WebSessionState } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import { nameOfInstance } from '../gitlab/address.ts';
import { parseCa } from '../gitlab/certificate.ts';
import { type Credentials, createGitlabClient, type Traffic } from '../gitlab/client.ts';
import { createNetwork, type Network } from '../gitlab/network.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { sessionDetained, sessionRefused } from '../gitlab/status.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import { checkSession, checkToken, type TokenFacts } from './credentials.ts';
import { noteUse, renewalOf, renewedBy, sessionEnd } from './expiry.ts';
import { tokenRecord } from './new-record.ts';
import type { AccountRecord } from './record.ts';
import type { SecretStore } from './secrets.ts';

/** A steady connection is told no more often than this. */
const REACH_EVERY_MS = 10_000;
/** A server that answers, but not about the credentials, is not asked about them more often than this. */
const CHECK_AGAIN_MS = 60_000;

export interface LiveAccountDeps {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly ways: Ways;
  /** Something that `toAccount` shows has changed. */
  readonly onChange: () => void;
  /** Facts learned from the server, to be kept. */
  readonly onRecord: (record: AccountRecord) => void;
}

/** One account at work: its client, its credentials out of the vault, and what real traffic says about both. */
export interface LiveAccount {
  readonly record: AccountRecord;
  readonly client: GitlabClient;
  toAccount(): Account;
  /** The page where GitLab holds up a session that is signed in; null = it does not. */
  readonly detainedAt: string | null;
  credentials(): Promise<Credentials>;
  network(): Network;
  /** Reads the secrets (again), as after an unlock. */
  load(): Promise<void>;
  /** Tries token and web session; resolves when the states tell the outcome. One at a time. */
  check(): Promise<void>;
  /** Label, colour, CA, facts; a changed CA opens new connections. */
  setRecord(record: AccountRecord): void;
  /** Credentials that were tried and work. */
  adopt(credentials: Credentials, facts: { readonly token?: TokenFacts; readonly session?: boolean }): void;
  /** The machine slept: connections that were kept are of no use any more. */
  woke(): void;
  /** Resolves when a renewed session is stored and all connections are closed. */
  dispose(): Promise<void>;
}

export function createLiveAccount(initial: AccountRecord, deps: LiveAccountDeps): LiveAccount {
  const { clock } = deps;
  let record = initial;
  let network: Network | null = null;
  let current: Credentials | null = null;
  let loading: Promise<void> | null = null;
  let checking: Promise<void> | null = null;
  let tokenState: TokenState = { status: 'unchecked' };
  let sessionState: WebSessionState = { status: 'unchecked' };
  let reach: Reach = { status: 'unknown' };
  let detainedAt: string | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let saving: Promise<void> | null = null;
  let lastSave: Promise<void> = Promise.resolve();
  let disposed = false;

  const host = nameOfInstance(record.url);
  const getNetwork = () => {
    network ??= createNetwork(new URL(record.url).origin, record.caPem, deps);
    return network;
  };

  function setToken(next: TokenState): void {
    if (JSON.stringify(next) === JSON.stringify(tokenState)) return;
    tokenState = next;
    deps.log.info('account', 'token', { account: record.id, status: next.status });
    deps.onChange();
  }

  function setSession(next: WebSessionState): void {
    if (next.status === 'ok') detainedAt = null;
    if (JSON.stringify(next) === JSON.stringify(sessionState)) return;
    sessionState = next;
    deps.log.info('account', 'session', { account: record.id, status: next.status });
    deps.onChange();
  }

  function setReach(next: Reach): void {
    const before = reach;
    const now = clock.now();
    if (next.status === 'online' && before.status === 'online' && now - before.at < REACH_EVERY_MS) return;
    if (next.status === 'unreachable' && before.status === 'unreachable' && next.failure.kind === before.failure.kind)
      return;
    reach = next;
    if (next.status !== before.status) deps.log.info('account', 'reach', { account: record.id, status: next.status });
    deps.onChange();
  }

  async function loadNow(): Promise<void> {
    try {
      current = await deps.secrets.read(record.id, record.url);
    } catch (error) {
      current = null;
      loading = null;
      const locked = toFailure(error).kind === 'vault-locked';
      setToken({ status: locked ? 'locked' : 'missing' });
      setSession({ status: locked ? 'locked' : 'missing' });
      throw error;
    }
    setToken({ status: current.token === null ? 'missing' : 'unchecked' });
    setSession({ status: current.cookies === null ? 'missing' : 'unchecked' });
  }

  async function credentials(): Promise<Credentials> {
    if (current === null) {
      loading ??= loadNow();
      await loading;
    }
    return current ?? { token: null, cookies: null };
  }

  function onTraffic(traffic: Traffic): void {
    // what was asked with credentials that have been replaced since says nothing about these
    if (disposed || traffic.with !== current) return;
    switch (traffic.saw) {
      case 'answer':
        setReach({ status: 'online', latencyMs: traffic.latencyMs, at: clock.now() });
        if (checking === null && needsCheck()) void check();
        return;
      case 'unreachable':
        setReach({ status: 'unreachable', failure: traffic.failure, since: clock.now() });
        return;
      case 'token-refused':
        setToken({ status: 'refused', failure: traffic.failure });
        return;
      case 'token-accepted':
        if (tokenState.status === 'refused') setToken(okToken());
        return;
      case 'session-refused':
        setSession({ status: 'refused', failure: sessionRefused(host).failure });
        return;
      case 'session-detained':
        detainedAt = traffic.url;
        setSession({ status: 'refused', failure: sessionDetained(host).failure });
        return;
      case 'cookies-changed':
        void saveCookies();
        return;
    }
  }

  function needsCheck(): boolean {
    if (clock.now() - checkedAt < CHECK_AGAIN_MS) return false;
    return tokenState.status === 'unchecked' || sessionState.status === 'unchecked';
  }

  function okToken(): TokenState {
    const { scopes = [], expiresAt = null, personal = false } = record.token ?? {};
    return { status: 'ok', scopes, expiresAt, expiryTold: personal };
  }

  /** The session has just been seen signed in. */
  function signedIn(): WebSessionState {
    const now = clock.now();
    const life = current?.cookies?.life ?? { session: 'gone', remembered: null };
    const use = noteUse(record.session, life, now);
    record = { ...record, session: use };
    deps.onRecord(record);
    const { at, expirySure } = sessionEnd(life, now);
    return { status: 'ok', checkedAt: now, expiresAt: at, expirySure, renewedBy: renewedBy(use, expirySure) };
  }

  /** Several changes in a row become one write of the last. */
  function saveCookies(): Promise<void> {
    saving ??= Promise.resolve().then(async () => {
      saving = null;
      if (current === null) return;
      await deps.secrets.write(record.id, current).catch((error) => {
        deps.log.warn('account', 'session not stored', { account: record.id, kind: toFailure(error).kind });
      });
    });
    lastSave = saving;
    return saving;
  }

  function learn(facts: TokenFacts): void {
    record = {
      ...record,
      user: facts.user,
      version: facts.version ?? record.version,
      token: tokenRecord(facts),
    };
    deps.onRecord(record);
  }

  async function checkNow(): Promise<void> {
    let tried: Credentials;
    try {
      tried = await credentials();
    } catch {
      return;
    }
    checkedAt = clock.now();
    const server = { baseUrl: record.url, network: getNetwork(), clock };
    const startedAt = clock.now();
    const isStill = () => !disposed && tried === current;
    try {
      if (tried.token !== null) {
        const facts = await checkToken(server, tried.token);
        if (!isStill()) return;
        learn(facts);
        setToken(okToken());
        setReach({ status: 'online', latencyMs: clock.now() - startedAt, at: clock.now() });
      }
    } catch (error) {
      if (isStill()) judge(error, (failure) => setToken({ status: 'refused', failure }));
    }
    if (tried.cookies === null || !isStill()) return;
    try {
      await checkSession(server, tried.cookies, record.user);
      if (!isStill()) return;
      setSession(signedIn());
      setReach({ status: 'online', latencyMs: clock.now() - startedAt, at: clock.now() });
      await saveCookies();
    } catch (error) {
      if (isStill()) judge(error, (failure) => setSession({ status: 'refused', failure }));
    }
  }

  /** A refusal is of the credential; being offline, or a server in trouble, says nothing about it. */
  function judge(error: unknown, refuse: (failure: Failure) => void): void {
    const failure = toFailure(error);
    const refusals = ['unauthorized', 'token-expired', 'missing-scope', 'session-refused', 'wrong-user'];
    if (refusals.includes(failure.kind)) refuse(failure);
    else if (failure.kind === 'offline' || failure.kind === 'tls-untrusted') {
      setReach({ status: 'unreachable', failure, since: clock.now() });
    } else deps.log.warn('account', 'check', { account: record.id, kind: failure.kind });
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
    credentials,
    onTraffic,
  });

  return {
    get record() {
      return record;
    },
    client,
    get detainedAt() {
      return detainedAt;
    },
    toAccount: () => ({
      id: record.id,
      label: record.label,
      colour: record.colour,
      instance: { url: record.url, name: host, version: record.version, ca: summariseCa(record.caPem) },
      user: record.user,
      tokenState,
      tokenRenewal: renewalOf(record, null),
      renewTokenDays: record.renewTokenDays,
      sessionState,
      reach,
    }),
    credentials,
    network: getNetwork,
    async load() {
      current = null;
      loading = loadNow();
      await loading;
    },
    check,
    setRecord(next) {
      const changedCa = next.caPem !== record.caPem;
      record = next;
      if (changedCa) {
        void network?.dispose();
        network = null;
        reach = { status: 'unknown' };
      }
      deps.onChange();
    },
    adopt(next, facts) {
      current = next;
      loading = Promise.resolve();
      if (facts.token !== undefined) {
        learn(facts.token);
        setToken(okToken());
      }
      if (next.token === null) setToken({ status: 'missing' });
      if (next.cookies === null) setSession({ status: 'missing' });
      else if (facts.session === true) setSession(signedIn());
      setReach({ status: 'online', latencyMs: 0, at: clock.now() });
    },
    woke() {
      network?.retire();
    },
    async dispose() {
      disposed = true;
      await lastSave;
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
