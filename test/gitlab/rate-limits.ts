import type { Limits } from './api.ts';
import { type Answer, text } from './exchange.ts';

/** Fixed windows of a minute per user. The application's own limit (job listing) sends no header at all. */
export interface RateLimits {
  /** Counts one request; a refusal, or headers for the answer. */
  api(who: string): { readonly refusal: Answer | null; readonly headers: Readonly<Record<string, string>> };
  jobListing(who: string): Answer | null;
}

const windowMs = 60_000;

export function createRateLimits(limits: () => Limits): RateLimits {
  const windows = new Map<string, { startedAt: number; count: number }>();

  function count(key: string): { readonly count: number; readonly resetAt: number } {
    const now = Date.now();
    let window = windows.get(key);
    if (!window || now - window.startedAt >= windowMs) {
      window = { startedAt: now, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    return { count: window.count, resetAt: window.startedAt + windowMs };
  }

  return {
    api(who) {
      const limit = limits().apiPerMinute;
      const { count: observed, resetAt } = count(`api ${who}`);
      const headers: Record<string, string> = limits().rateHeaders
        ? {
            'RateLimit-Limit': String(limit),
            'RateLimit-Name': 'throttle_authenticated_api',
            'RateLimit-Observed': String(observed),
            'RateLimit-Remaining': String(Math.max(0, limit - observed)),
            'RateLimit-Reset': String(Math.ceil(resetAt / 1000)),
          }
        : {};
      if (observed <= limit) return { refusal: null, headers };
      const more: Record<string, string> = limits().rateHeaders
        ? {
            ...headers,
            'RateLimit-ResetTime': new Date(resetAt).toUTCString(),
            'Retry-After': String(Math.max(1, Math.ceil((resetAt - Date.now()) / 1000))),
          }
        : {};
      return { refusal: text(429, 'Retry later\n', { 'Content-Type': 'text/plain', ...more }), headers: more };
    },
    jobListing: (who) =>
      count(`jobs ${who}`).count <= limits().jobListingPerMinute
        ? null
        : text(429, '{"message":{"error":"This endpoint has been requested too many times. Try again later."}}', {
            'Content-Type': 'application/json',
          }),
  };
}
