/** A span that holds a difference of two clocks, in milliseconds. */
export interface ClockSpan {
  readonly leastMs: number;
  readonly mostMs: number;
}

/**
 * How far the server's clock is from ours, by the `Date` of its answers: cut to the second (RFC 9110, 6.6.1) and written
 * between our asking and our hearing. Each answer bounds the difference; many together bound it to about a round trip.
 */
export interface ServerClock {
  /** Times by our clock; `date` is the header. */
  take(sentAt: number, heardAt: number, date: string | undefined): void;
  /** Our clock minus the server's; null before the first answer. */
  span(): ClockSpan | null;
}

export function createServerClock(): ServerClock {
  let known: ClockSpan | null = null;
  return {
    take(sentAt, heardAt, date) {
      const written = Date.parse(date ?? '');
      if (Number.isNaN(written) || heardAt < sentAt) return;
      const now = { leastMs: sentAt - written - 1000, mostMs: heardAt - written };
      const both =
        known === null
          ? now
          : { leastMs: Math.max(known.leastMs, now.leastMs), mostMs: Math.min(known.mostMs, now.mostMs) };
      // They contradict each other when one of the clocks was set meanwhile: only what is said now counts.
      known = both.leastMs <= both.mostMs ? both : now;
    },
    span: () => known,
  };
}
