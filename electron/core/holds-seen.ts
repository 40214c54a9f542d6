import { readFileSync, rmSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { AccountId, Job, TerminalSession } from '../contract.ts';
import { toFailure } from './errors.ts';
import { writeFileAtomic } from './files.ts';
import type { Log } from './host.ts';
import type { HoldSeen } from './terminals/ports.ts';

/** How long each runner was seen to hold a job, remembered over restarts: what the next job's hold will be like. */
export interface HoldsSeen {
  of(job: Job): HoldSeen | null;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  /** Forgets those of other accounts. */
  accountsChanged(ids: readonly AccountId[]): void;
  settingsChanged(): void;
}

export interface HoldsSeenDeps {
  readonly file: string;
  /** Off: nothing is kept on disk. */
  readonly settings: () => { readonly rememberJobs: boolean };
  /** When its own timeout ends it, by our clock; null = not known. */
  jobEndsAt(job: Job): number | null;
  readonly log: Log;
}

const MOST_RUNNERS = 50;
const MOST_BYTES = 256 * 1024;
/** A limit so near to what was left of the job's time was that, and no setting of the runner's. */
const CUT_BY_TIMEOUT_MS = 5_000;

/** By account, then by the runner's description, the one seen last at the end. */
const kept = z.object({
  version: z.literal(1),
  holds: z.record(z.string(), z.array(z.object({ runner: z.string().max(500), limitMs: z.number().positive() }))),
});
type Holds = z.infer<typeof kept>['holds'];

export function createHoldsSeen({ file, settings, jobEndsAt, log }: HoldsSeenDeps): HoldsSeen {
  let holds: Holds = settings().rememberJobs ? read(file) : {};
  if (!settings().rememberJobs) erase();

  function erase(): void {
    try {
      rmSync(file, { force: true });
    } catch (error) {
      log.warn('terminals', 'holds not erased', { kind: toFailure(error).kind });
    }
  }

  function change(next: Holds): void {
    if (isDeepStrictEqual(next, holds)) return;
    holds = next;
    if (!settings().rememberJobs) return;
    try {
      writeFileAtomic(file, JSON.stringify({ version: 1, holds }));
    } catch (error) {
      log.warn('terminals', 'hold not remembered', { kind: toFailure(error).kind });
    }
  }

  return {
    of(job) {
      const seen = holds[job.accountId] ?? [];
      const same = seen.find(({ runner }) => runner === runnerOf(job));
      const one = same ?? seen[seen.length - 1];
      return one === undefined ? null : { limitMs: one.limitMs, sameRunner: same !== undefined };
    },
    sessionsChanged(sessions) {
      for (const { job, state } of sessions) {
        if (job === null || state.status !== 'held') continue;
        const { limitMs, startedAt } = state.hold;
        const lastMs = jobEndsAt(job) ?? Number.POSITIVE_INFINITY;
        if (startedAt + limitMs >= lastMs - CUT_BY_TIMEOUT_MS) continue;
        const runner = runnerOf(job);
        const before = holds[job.accountId] ?? [];
        if (before.some((one) => one.runner === runner && one.limitMs === limitMs)) continue;
        const others = before.filter((one) => one.runner !== runner);
        change({ ...holds, [job.accountId]: [...others, { runner, limitMs }].slice(-MOST_RUNNERS) });
      }
    },
    accountsChanged(ids) {
      change(Object.fromEntries(Object.entries(holds).filter(([id]) => ids.includes(id))));
    },
    settingsChanged() {
      if (!settings().rememberJobs) erase();
    },
  };
}

function runnerOf(job: Job): string {
  return (job.runner?.description ?? '').slice(0, 500);
}

/** Not worth a question: what cannot be read is as good as none. */
function read(file: string): Holds {
  try {
    if (statSync(file).size > MOST_BYTES) return {};
    return kept.parse(JSON.parse(readFileSync(file, 'utf8'))).holds;
  } catch {
    return {};
  }
}
