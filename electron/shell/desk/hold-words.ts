import type { Hold, TerminalSession } from '../../contract.ts';

const MINUTE_MS = 60_000;
/** In its last minute a hold is counted in steps of this. */
const LAST_STEP_MS = 10_000;

export interface HeldSession {
  readonly session: TerminalSession;
  readonly hold: Hold;
  /** When the terminal ends: with the hold, or sooner by what comes before (a cancel that is on its way). */
  readonly endsAt: number;
}

/** The holds, the one that ends first in front. */
export function heldSessions(sessions: readonly TerminalSession[]): readonly HeldSession[] {
  return sessions
    .flatMap((session) => {
      if (session.state.status !== 'held') return [];
      const { hold } = session.state;
      const nearest = session.limits.find(({ at, endsTerminal }) => at !== null && endsTerminal);
      return [{ session, hold, endsAt: Math.min(hold.endsAt, nearest?.at ?? hold.endsAt) }];
    })
    .sort((a, b) => a.endsAt - b.endsAt);
}

/** `2 h 5 min left`, `12 min left`, `40 s left`: rounded up, so that nobody comes too late by it. */
export function leftWords(leftMs: number): string {
  if (leftMs <= 0) return 'ending now';
  if (leftMs <= MINUTE_MS - LAST_STEP_MS) return `${Math.ceil(leftMs / LAST_STEP_MS) * (LAST_STEP_MS / 1000)} s left`;
  const minutes = Math.ceil(leftMs / MINUTE_MS);
  if (minutes < 60) return `${minutes} min left`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`} left`;
}

/** When the words of one of these holds change next: each minute, in the last one every ten seconds. Null = never. */
export function nextChangeMs(holds: readonly Pick<HeldSession, 'endsAt'>[], now: number): number | null {
  const waits = holds.flatMap(({ endsAt }) => {
    const left = endsAt - now;
    if (left <= 0) return [];
    const step = left <= MINUTE_MS ? LAST_STEP_MS : MINUTE_MS;
    return [left - (Math.ceil(left / step) - 1) * step];
  });
  return waits.length === 0 ? null : Math.min(...waits);
}
