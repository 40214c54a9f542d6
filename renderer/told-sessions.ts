import type { SessionCounters, SessionFacts, SessionId, TerminalSession } from '../electron/contract.ts';

/** Core's list of sessions as the window keeps it. */
export interface ToldSessions {
  readonly sessions: readonly SessionFacts[];
  /** Another map each time. */
  readonly counters: ReadonlyMap<SessionId, SessionCounters>;
}

/**
 * Core tells the whole list ten times a second while anything is printed. What is as it was stays the same object, so that
 * only those who show a counter are drawn anew for it.
 */
export function takeSessions(told: readonly TerminalSession[], before: ToldSessions): ToldSessions {
  const factsBefore = new Map(before.sessions.map((facts) => [facts.id, facts]));
  const counters = new Map<SessionId, SessionCounters>();
  const sessions = told.map((session) => {
    const { roundTripMs, bytesIn, bytesOut, backlogBytes, inputPendingBytes, ...facts } = session;
    const fresh = { roundTripMs, bytesIn, bytesOut, backlogBytes, inputPendingBytes };
    counters.set(session.id, same(fresh, before.counters.get(session.id)));
    return same<SessionFacts>(facts, factsBefore.get(session.id));
  });
  const changed = sessions.length !== before.sessions.length || sessions.some((one, at) => one !== before.sessions[at]);
  return { sessions: changed ? sessions : before.sessions, counters };
}

/** Both came the same way, so what is equal is written alike. */
function same<T>(now: T, before: T | undefined): T {
  return before !== undefined && JSON.stringify(now) === JSON.stringify(before) ? before : now;
}
