import type { Hold, JobStatus, SessionLimit } from '../../contract.ts';
import { isOver } from './end-facts.ts';
import {
  type AccessLoss,
  accessLostLimit,
  cancelLimit,
  holdLimit,
  holdToComeLimit,
  jobTimeoutLimit,
  maintenanceLimit,
  scriptEndLimit,
  tokenLimit,
  webSessionLimit,
} from './limit-kinds.ts';
import type { Surroundings } from './ports.ts';

/** What is known of an open terminal and can tell how long it lasts. */
export interface LimitFacts {
  readonly now: number;
  /** Since when this shell is connected: GitLab's checks count from it. */
  readonly openedAt: number;
  /** Null = not held. */
  readonly held: { readonly since: number; readonly hold: Hold } | null;
  readonly status: JobStatus | null;
  /** When a cancel was first seen; null = none was. */
  readonly cancelSince: number | null;
  readonly executor: string | null;
  readonly accessLost: AccessLoss | null;
  readonly around: Surroundings;
}

/** A bound that was passed so long ago was none. */
const PASSED_MS = 30_000;
/** Where nothing says how long a job may run. */
const HORIZON_MS = 24 * 3_600_000;
/** A session that use prolongs, and that has not been prolonged by then: its end may be a fixed one. */
const STILL_NOT_RENEWED_MS = 15 * 60_000;

/** Everything that can end a terminal, in the contract's order. Pure. */
export function limitsOf(facts: LimitFacts): readonly SessionLimit[] {
  const { held, around, now } = facts;
  const timeout = held === null && !isOver(facts.status) ? timeoutOf(facts) : null;
  const last = held?.hold.endsAt ?? timeout?.at ?? now + HORIZON_MS;
  const within = (limit: SessionLimit | null) => limit !== null && (limit.at === null || limit.at <= last);

  const all = [
    held === null ? null : holdLimit(held.hold, facts.status === 'canceling' && !isCancelledInHold(facts)),
    timeout,
    cancelOf(facts),
    facts.accessLost === null ? null : accessLostLimit(facts.accessLost, tickAfter(facts.openedAt, now)),
    ...(held === null && !isOver(facts.status) ? [afterScript(facts)] : []),
    ...[webSessionOf(facts)].filter(within),
    ...around.announcements.map((one) => maintenanceLimit(one, now)).filter(within),
    ...[tokenOf(facts)].filter(within),
  ];
  return inOrder(all.filter((limit) => limit !== null));
}

function inOrder(limits: readonly SessionLimit[]): readonly SessionLimit[] {
  const rank = ({ at, endsTerminal }: SessionLimit) => (endsTerminal ? (at === null ? 1 : 0) : 2);
  // sorting is stable: those without a moment stay as they were listed
  return [...limits].sort((a, b) => rank(a) - rank(b) || (a.at ?? 0) - (b.at ?? 0));
}

/** The shell of a container dies with its main process; others are held (measured for docker, shell; documented for kubernetes). */
export function endsWithScript(executor: string | null): boolean | null {
  if (executor === null) return null;
  if (executor.startsWith('docker')) return true;
  return executor === 'shell' || executor === 'kubernetes' ? false : null;
}

function afterScript(facts: LimitFacts): SessionLimit {
  return endsWithScript(facts.executor) === true
    ? scriptEndLimit(facts.executor ?? '')
    : holdToComeLimit(facts.around.holdSeen, endsWithScript(facts.executor) === false ? facts.executor : null);
}

function timeoutOf({ around, now }: LimitFacts): SessionLimit | null {
  const { started, timeout } = around;
  if (started === null || timeout === null || started.at + timeout.ms < now - PASSED_MS) return null;
  return jobTimeoutLimit(timeout, started);
}

/** In a graceful cancel the script ends and a hold follows, as it does else (measured): that hold is no late cancel. */
function isCancelledInHold({ held, cancelSince }: LimitFacts): boolean {
  return held !== null && cancelSince !== null && cancelSince > held.since;
}

function cancelOf(facts: LimitFacts): SessionLimit | null {
  const { status, cancelSince } = facts;
  if (cancelSince === null || (status !== 'canceling' && status !== 'canceled')) return null;
  if (facts.held !== null) return isCancelledInHold(facts) ? cancelLimit('in-hold', cancelSince) : null;
  if (status === 'canceled') return cancelLimit('at-once', cancelSince);
  const dies = endsWithScript(facts.executor);
  return cancelLimit(dies === null ? 'unknown' : dies ? 'with-script' : 'then-hold', cancelSince);
}

function webSessionOf({ around, openedAt, now }: LimitFacts): SessionLimit | null {
  const { webSession } = around;
  if (webSession === null || webSession.expiresAt < now - PASSED_MS) return null;
  const moves = webSession.renewedBy === 'use';
  if (moves && (webSession.expirySure === 'guessed' || webSession.expiresAt - now > STILL_NOT_RENEWED_MS)) return null;
  return webSessionLimit(webSession, tickAfter(openedAt, webSession.expiresAt));
}

function tokenOf({ around, now }: LimitFacts): SessionLimit | null {
  return around.tokenExpiresAt === null || around.tokenExpiresAt <= now ? null : tokenLimit(around.tokenExpiresAt);
}

/** GitLab asks Rails again this often, counted from the opening (measured: 300.0 s). */
export const REAUTHORISE_MS = 300_000;
/** The cut comes behind the check, by Rails' answer and the way here. */
export const BEHIND_TICK_MS = 3_000;

/** The first of GitLab's checks that has not passed by then. */
export function tickAfter(openedAt: number, at: number): number {
  const ticks = Math.max(1, Math.ceil((at - BEHIND_TICK_MS - openedAt) / REAUTHORISE_MS));
  return openedAt + ticks * REAUTHORISE_MS;
}
