import PQueue from 'p-queue';
import { JobdeckError } from '../errors.ts';
import type { Clock } from '../host.ts';
import { defaultBackOffMs, rateLimited, retryAfterMs } from './status.ts';

const CONCURRENT_REQUESTS = 6;
/** A wait no longer than this is waited; a longer one is told at once, so that nobody sits before a silent screen. */
const PATIENCE_MS = 5_000;
/** Below this share of the window's allowance requests are spread over what is left of it. */
const SCARCE_SHARE = 0.1;
const MAX_SPACING_MS = 2_000;

/** Limits differ: the API's, the pages', and one of its own for listings such as a project's jobs. */
export type Bucket = string;

export interface RateBudget {
  /** Runs when there is room. Rejects with `rate-limited` when the server has asked for a long pause, or `cancelled`. */
  run<T>(buckets: readonly Bucket[], signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T>;
  /** Takes in the headers of any answer that was not a 429. */
  note(headers: Readonly<Record<string, string>>): void;
  /** Takes in a 429; returns the failure to tell. `narrow` is paused alone when the answer names no general limit. */
  refused(headers: Readonly<Record<string, string>>, general: Bucket, narrow: Bucket): JobdeckError;
  /** Takes in a success: the next pause without a figure is a short one again. */
  accepted(bucket: Bucket): void;
}

interface Pause {
  readonly until: number;
  readonly refusals: number;
}

/** Paces one account's requests by what its instance says of its limits (docs.gitlab.com, "Rate limits"). */
export function createRateBudget(host: string, clock: Clock): RateBudget {
  const queue = new PQueue({ concurrency: CONCURRENT_REQUESTS });
  const pauses = new Map<Bucket, Pause>();
  let spacingMs = 0;
  let nextSlotAt = 0;

  function waitMs(buckets: readonly Bucket[]): number {
    const now = clock.now();
    return Math.max(0, ...buckets.map((bucket) => (pauses.get(bucket)?.until ?? 0) - now));
  }

  async function pass(buckets: readonly Bucket[], signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const pauseMs = waitMs(buckets);
      if (pauseMs > PATIENCE_MS) throw rateLimited(host, pauseMs);
      if (pauseMs === 0) break;
      await sleep(clock, pauseMs, signal);
    }
    if (spacingMs === 0) return;
    const now = clock.now();
    const slot = Math.max(now, nextSlotAt);
    nextSlotAt = slot + spacingMs;
    if (slot > now) await sleep(clock, slot - now, signal);
  }

  return {
    run: (buckets, signal, task) =>
      queue.add(async () => {
        if (signal?.aborted === true) throw new JobdeckError('cancelled', 'Cancelled.');
        await pass(buckets, signal);
        return task();
      }),
    note(headers) {
      const remaining = Number(headers['ratelimit-remaining'] ?? Number.NaN);
      const limit = Number(headers['ratelimit-limit'] ?? Number.NaN);
      const leftMs = Number(headers['ratelimit-reset'] ?? Number.NaN) * 1000 - clock.now();
      if (!Number.isFinite(remaining) || !Number.isFinite(limit) || !(leftMs > 0)) return;
      const scarce = remaining < limit * SCARCE_SHARE;
      spacingMs = scarce ? Math.min(MAX_SPACING_MS, Math.ceil(leftMs / Math.max(1, remaining))) : 0;
    },
    refused(headers, general, narrow) {
      const told = retryAfterMs(headers, clock.now());
      // the 429 of an application limit has no RateLimit headers, and other requests may go on
      const bucket = told === null ? narrow : general;
      const refusals = (pauses.get(bucket)?.refusals ?? 0) + 1;
      const pauseMs = told ?? defaultBackOffMs(refusals);
      pauses.set(bucket, { until: clock.now() + pauseMs, refusals });
      return rateLimited(host, pauseMs);
    },
    accepted(bucket) {
      // an answer that was on its way when another was refused says nothing about now
      const pause = pauses.get(bucket);
      if (pause !== undefined && pause.until <= clock.now()) pauses.delete(bucket);
    },
  };
}

function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      cancel();
      reject(new JobdeckError('cancelled', 'Cancelled.'));
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
