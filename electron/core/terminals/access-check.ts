import type { Clock } from '../host.ts';
import type { AccessLoss } from './limit-kinds.ts';
import { BEHIND_TICK_MS, tickAfter } from './limits.ts';
import type { JobLook } from './ports.ts';

export interface AccessCheckDeps {
  readonly clock: Clock;
  look(signal: AbortSignal): Promise<JobLook>;
  /** Terminals that are there, this one included. */
  terminals(): number;
  onChange(): void;
}

/**
 * Asks now and then whether GitLab would still open this terminal: it cuts one whose user it refuses only at its own
 * checks, every 5 minutes, and says nothing before. The question also keeps the web session in use.
 */
export interface AccessCheck {
  readonly lost: AccessLoss | null;
  /** A terminal was opened; what was known of the one before counts no more. */
  opened(at: number): void;
  /** Something hints at a loss: asks at once. */
  doubt(): void;
  closed(): void;
}

const CHECK_EVERY_MS = 60_000;
/** From here on all together are asked about no more often, but each once between two checks of GitLab's. */
const MANY_TERMINALS = 12;
const LEAST_OFTEN_MS = 4 * 60_000;
/** A doubt may come of the very question that was to settle it. */
const DOUBT_EVERY_MS = 10_000;

export function createAccessCheck(deps: AccessCheckDeps): AccessCheck {
  const { clock } = deps;
  let lost: AccessLoss | null = null;
  /** The check of GitLab's that the opening cookie does not survive. */
  let tick: number | null = null;
  let openedAt: number | null = null;
  let cancelNext: (() => void) | null = null;
  let asking: AbortController | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;

  function checkLater(): void {
    const everyMs = CHECK_EVERY_MS * Math.max(1, deps.terminals() / MANY_TERMINALS);
    cancelNext = clock.after(Math.min(everyMs, LEAST_OFTEN_MS), () => void ask());
  }

  function set(now: AccessLoss | null): void {
    if (now?.what === lost?.what && now?.regained === lost?.regained) return;
    lost = now;
    tick = now === null || openedAt === null ? null : (tick ?? tickAfter(openedAt, clock.now()));
    deps.onChange();
  }

  async function ask(): Promise<void> {
    cancelNext?.();
    cancelNext = null;
    if (asking !== null || openedAt === null) return;
    const mine = new AbortController();
    asking = mine;
    askedAt = clock.now();
    const look = await deps.look(mine.signal).catch(() => null);
    if (mine.signal.aborted) return;
    asking = null;
    checkLater();
    if (look !== null) set(lossBy(look));
  }

  function lossBy({ signedIn, status, terminalPath }: JobLook): AccessLoss | null {
    if (signedIn === null) return lost;
    if (!signedIn) return { what: 'signed-out', regained: false };
    const outlived = tick !== null && clock.now() > tick + BEHIND_TICK_MS;
    if (lost?.what === 'signed-out' && !outlived) return { what: 'signed-out', regained: true };
    return status === 'running' && terminalPath === null ? { what: 'right', regained: false } : null;
  }

  function closed(): void {
    asking?.abort();
    asking = null;
    cancelNext?.();
    cancelNext = null;
    openedAt = null;
    lost = null;
    tick = null;
  }

  return {
    get lost() {
      return lost;
    },
    opened(at) {
      closed();
      openedAt = at;
      checkLater();
    },
    doubt() {
      if (lost === null && clock.now() - askedAt >= DOUBT_EVERY_MS) void ask();
    },
    closed,
  };
}
