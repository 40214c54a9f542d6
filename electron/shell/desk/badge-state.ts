import type { Notice } from '../../contract.ts';
import type { Desk } from './desk.ts';
import { heldSessions } from './hold-words.ts';

const MINUTE_MS = 60_000;
const SOON_MS = 5 * MINUTE_MS;

export interface Progress {
  /** What is left of the hold nearest its end, 0 to 1. */
  readonly left: number;
  /** Where the taskbar has colours: yellow for the last five minutes, red for the last one. */
  readonly mode: 'normal' | 'paused' | 'error';
}

export interface Badge {
  /** Held jobs, and what else wants the user now. */
  readonly count: number;
  /** Null while nothing is held. */
  readonly progress: Progress | null;
}

function isAboutOneOf(notice: Notice, ids: ReadonlySet<string>): boolean {
  return notice.actions.some((action) => 'sessionId' in action && ids.has(action.sessionId));
}

export function badgeOf({ sessions, notices }: Pick<Desk, 'sessions' | 'notices'>, now: number): Badge {
  const held = heldSessions(sessions);
  const heldIds = new Set(held.map(({ session }) => session.id));
  // A hold that is about to end has a notice too, and counts once.
  const urgent = notices.filter((notice) => notice.urgency === 'now' && !notice.read && !isAboutOneOf(notice, heldIds));
  const first = held[0];
  if (first === undefined) return { count: urgent.length, progress: null };
  const leftMs = Math.max(0, first.endsAt - now);
  return {
    count: held.length + urgent.length,
    progress: {
      // To the percent: what is finer nobody sees, and each change is a call to the desktop.
      left: Math.round(Math.min(1, leftMs / Math.max(1, first.hold.limitMs)) * 100) / 100,
      mode: leftMs <= MINUTE_MS ? 'error' : leftMs <= SOON_MS ? 'paused' : 'normal',
    },
  };
}

/** Urgent notices that are new: for these the taskbar flashes, once. */
export function newlyUrgent(desk: Pick<Desk, 'notices'>, before: Pick<Desk, 'notices'>): boolean {
  if (desk.notices === before.notices) return false;
  const known = new Set(before.notices.map(({ id }) => id));
  return desk.notices.some(({ id, urgency, read }) => urgency === 'now' && !read && !known.has(id));
}
