import type { SessionLimit } from '../../electron/contract.ts';
import { countdown, spokenDuration } from './durations.ts';

/** How a limit shows: not at all while it is far, then quietly, then amber, then red. */
export type LimitLevel = 'quiet' | 'soon' | 'urgent';

export interface NearLimit {
  readonly limit: SessionLimit;
  readonly level: LimitLevel;
  /** `24 min`, `4:58`; with `~` where it is not certain. */
  readonly text: string;
  /** For ears: `Job timeout in 24 minutes`. */
  readonly words: string;
}

const MINUTE_MS = 60_000;
const SHOWN_WITHIN_MS = 30 * MINUTE_MS;
const SOON_WITHIN_MS = 5 * MINUTE_MS;

/** The first that ends the terminal and has a moment. */
export function nearestLimit(limits: readonly SessionLimit[]): SessionLimit | null {
  return limits.find(({ at, endsTerminal }) => at !== null && endsTerminal) ?? null;
}

/** What a tab says of its terminal's end; null = nothing is near. */
export function nearLimit(limits: readonly SessionLimit[], now: number): NearLimit | null {
  const nearest = nearestLimit(limits);
  const leftMs = nearest?.at === undefined || nearest.at === null ? Number.POSITIVE_INFINITY : nearest.at - now;
  const cancel = limits.find(({ kind, at, endsTerminal }) => kind === 'cancel' && at === null && endsTerminal);
  if (cancel !== undefined && leftMs > SOON_WITHIN_MS) {
    return { limit: cancel, level: 'soon', text: 'cancelled', words: 'cancelled' };
  }
  if (nearest === null) return null;
  const isHold = nearest.kind === 'hold';
  if (!isHold && leftMs > SHOWN_WITHIN_MS) return null;
  const level = leftMs <= MINUTE_MS ? 'urgent' : isHold || leftMs <= SOON_WITHIN_MS ? 'soon' : 'quiet';
  const left = level === 'quiet' ? `${Math.ceil(leftMs / MINUTE_MS)} min` : countdown(leftMs);
  const about = isHold || nearest.certainty === 'certain' ? '' : '~';
  return { limit: nearest, level, text: `${about}${left}`, words: `${nearest.title} ${spokenIn(leftMs)}` };
}

/** By the minute, so that a screen reader is not told each second. */
function spokenIn(leftMs: number): string {
  if (leftMs <= 0) return 'now';
  return leftMs < MINUTE_MS
    ? 'in less than a minute'
    : `in ${spokenDuration(Math.ceil(leftMs / MINUTE_MS) * MINUTE_MS)}`;
}

/** When, for the list of all limits. */
export function limitTime(limit: SessionLimit, now: number): string {
  if (limit.at !== null) {
    const leftMs = limit.at - now;
    const about = limit.certainty === 'certain' || limit.kind === 'hold' ? '' : 'about ';
    const left =
      leftMs <= 0 ? 'now' : leftMs > 24 * 60 * MINUTE_MS ? 'tomorrow or later' : `in ${about}${countdown(leftMs)}`;
    return `${left}, ${timeOfDay(limit.at)}`;
  }
  switch (limit.kind) {
    case 'hold-to-come':
      return limit.lengthMs === null ? 'after the script' : `for ${spokenDuration(limit.lengthMs)}`;
    case 'script-end':
      return 'no time known';
    case 'cancel':
      return 'within seconds';
    default:
      return 'no time given';
  }
}

const SURE: Readonly<Record<SessionLimit['certainty'], string>> = {
  certain: 'Certain',
  likely: 'Likely',
  guessed: 'Guessed',
};
const FROM: Readonly<Record<SessionLimit['source'], string>> = {
  log: 'by the job’s log',
  job: 'by what GitLab says of this job',
  project: 'by the project’s setting',
  'seen-before': 'by what was seen before',
  default: 'by what runners do by default',
  status: 'by the job’s status',
  account: 'by your account’s state',
  announcement: 'by an announcement',
};

/** `Certain, by the job’s log`. */
export function sureness({ certainty, source }: SessionLimit): string {
  return `${SURE[certainty]}, ${FROM[source]}`;
}

function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** For the tooltip of a tab: the nearest limit, by the clock, as a tooltip does not count down. */
export function limitHint(limits: readonly SessionLimit[]): string {
  const nearest = nearestLimit(limits);
  if (nearest?.at === undefined || nearest.at === null) return '';
  return `\n${nearest.title}: ${timeOfDay(nearest.at)}. ${nearest.why}`;
}
