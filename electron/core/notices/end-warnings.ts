import type { LimitKind, SessionLimit, TerminalSession } from '../../contract.ts';

const MINUTE_MS = 60_000;
/** What is known of an end becomes better by seconds; what moves by more is another end. */
const SAME_END_MS = MINUTE_MS;

/** The end that a terminal is nearest to. */
export interface KnownEnd {
  readonly kind: LimitKind;
  readonly at: number;
  /** Warnings of longer than this are not given: it has just been told when it began. Null = no length is known. */
  readonly lengthMs: number | null;
  /** Null for a hold that only the session's own state tells of. */
  readonly limit: SessionLimit | null;
}

/** Null while no moment is known at which it would end. A guess is none: it would cry wolf. */
export function nearestEnd({ state, limits }: Pick<TerminalSession, 'state' | 'limits'>): KnownEnd | null {
  if (state.status !== 'open' && state.status !== 'held') return null;
  const ends = limits.flatMap<KnownEnd>((limit) => {
    const { kind, at, endsTerminal, certainty } = limit;
    if (!endsTerminal || at === null || certainty === 'guessed' || kind === 'hold') return [];
    return [{ kind, at, lengthMs: null, limit }];
  });
  if (state.status === 'held') {
    const { endsAt, limitMs } = state.hold;
    const limit = limits.find(({ kind }) => kind === 'hold') ?? null;
    ends.push({ kind: 'hold', at: endsAt, lengthMs: limitMs, limit });
  }
  return ends.reduce<KnownEnd | null>((first, end) => (first === null || end.at < first.at ? end : first), null);
}

export interface WarningStep {
  /** The threshold to tell of now; null = none. */
  readonly due: number | null;
  /** Thresholds that were told for an end which has moved away since: they are to come again. */
  readonly rearm: readonly number[];
  /** When to look again; null = nothing further is to come. */
  readonly nextAt: number | null;
}

/**
 * Which warning is due: the smallest of `minutes` that has been reached, unless that or a smaller one has been told, so
 * that a machine that wakes from sleep gives one warning and not three.
 */
export function warningStep(
  end: Pick<KnownEnd, 'at' | 'lengthMs'>,
  minutes: readonly number[],
  isTold: (minute: number) => boolean,
  now: number,
): WarningStep {
  const fitting = minutes.filter(
    (minute) => minute > 0 && (end.lengthMs === null || minute * MINUTE_MS < end.lengthMs),
  );
  const momentOf = (minute: number) => end.at - minute * MINUTE_MS;
  const rearm = fitting.filter((minute) => now < momentOf(minute) - SAME_END_MS && isTold(minute));
  const reached = now >= end.at ? [] : fitting.filter((minute) => now >= momentOf(minute));
  const smallest = reached.length === 0 ? null : Math.min(...reached);
  const wasTold = (minute: number) => isTold(minute) && !rearm.includes(minute);
  const due = smallest === null || fitting.some((minute) => minute <= smallest && wasTold(minute)) ? null : smallest;
  const coming = fitting.map(momentOf).filter((at) => at > now);
  return { due, rearm, nextAt: coming.length === 0 ? null : Math.min(...coming) };
}
