import { readFileSync, writeFileSync } from 'node:fs';
import type { Log } from '../host.ts';

/**
 * How long a connection may be idle on the way to an instance, as its ends tell: a proxy that cuts idle connections sooner
 * than we ping (nginx with a short `proxy_read_timeout`) does so each time after the same silence. What was found is kept
 * over restarts.
 */
export interface IdleLimits {
  /** Between two pings on a new connection to this origin. */
  pingEveryMs(origin: string): number;
  /** A connection died, so long after anything had passed on it. */
  died(origin: string, idleMs: number): void;
}

/** Below the limits of ordinary proxies; GitLab's own pings come every 30 s, or never again after a stall (gitlab.md 2.2). */
export const USUAL_PING_MS = 12_000;
const LEAST_PING_MS = 1_000;
/** Sooner after the last byte, an end has another reason: a shell that was left, a script's end. */
const LEAST_IDLE_MS = 2_500;
/** Two silences that are one limit: timers of proxies are exact, our sight of the end is not quite. */
const SAME_WITHIN_MS = 750;
const MOST_ORIGINS = 200;

type Found = { readonly lastIdleMs: number | null; readonly limitMs: number | null };

export function createIdleLimits(deps: { readonly file: string; readonly log: Log }): IdleLimits {
  const found = new Map<string, Found>(read(deps.file));

  function keep(): void {
    const limits = [...found].flatMap(([origin, { limitMs }]) => (limitMs === null ? [] : [[origin, limitMs]]));
    try {
      writeFileSync(deps.file, JSON.stringify({ version: 1, limits: limits.slice(-MOST_ORIGINS) }), { mode: 0o600 });
    } catch (error) {
      deps.log.warn('terminals', 'an idle limit is not remembered', {
        code: (error as NodeJS.ErrnoException).code ?? 'unknown',
      });
    }
  }

  return {
    pingEveryMs(origin) {
      const limitMs = found.get(origin)?.limitMs ?? null;
      return limitMs === null ? USUAL_PING_MS : Math.max(LEAST_PING_MS, Math.min(USUAL_PING_MS, limitMs / 2));
    },
    died(origin, idleMs) {
      const { lastIdleMs, limitMs } = found.get(origin) ?? { lastIdleMs: null, limitMs: null };
      // longer than between two pings nothing is idle that still lives
      if (idleMs < LEAST_IDLE_MS || idleMs > USUAL_PING_MS + SAME_WITHIN_MS) return;
      const isSame = lastIdleMs !== null && Math.abs(lastIdleMs - idleMs) <= SAME_WITHIN_MS;
      const limit = isSame ? Math.min(lastIdleMs, idleMs) : null;
      if (limit === null || (limitMs !== null && limitMs <= limit)) {
        found.set(origin, { lastIdleMs: idleMs, limitMs });
        return;
      }
      found.set(origin, { lastIdleMs: idleMs, limitMs: limit });
      deps.log.info('terminals', 'idle connections are cut on the way; pinging faster', { idleMs: Math.round(limit) });
      keep();
    },
  };
}

/** A file that cannot be read is as good as none: the limit is found again. */
function read(file: string): readonly (readonly [string, Found])[] {
  try {
    const { version, limits } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown; limits?: unknown };
    if (version !== 1 || !Array.isArray(limits)) return [];
    return limits.slice(0, MOST_ORIGINS).flatMap((entry: unknown) => {
      const [origin, limitMs] = Array.isArray(entry) ? entry : [];
      if (typeof origin !== 'string' || typeof limitMs !== 'number' || !(limitMs >= LEAST_IDLE_MS)) return [];
      return [[origin, { lastIdleMs: null, limitMs }] as const];
    });
  } catch {
    return [];
  }
}
