import type { Account, AccountId, Job, JobKey } from '../../contract.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { askWebJob } from '../jobs/web-job.ts';

/** When delayed jobs are to start: only the web session is told. */
export interface StartTimes {
  of(job: Job | null): number | null;
  /** Where that is not known (any more). Never rejects. */
  ask(job: Job | null): void;
}

const ASKED_AGAIN_AFTER_MS = 60_000;

export function createStartTimes(deps: {
  readonly clock: Clock;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  onChange(): void;
}): StartTimes {
  const known = new Map<JobKey, { readonly startsAt: number | null; readonly askedAt: number }>();

  async function askNow(job: Job): Promise<void> {
    const answer = await askWebJob(deps.clientFor(job.accountId), job);
    if (answer.saw !== 'job') return;
    known.set(job.key, { startsAt: answer.startsAt, askedAt: deps.clock.now() });
    deps.onChange();
  }

  return {
    of: (job) => (job?.status === 'scheduled' ? (known.get(job.key)?.startsAt ?? null) : null),
    ask(job) {
      if (job?.status !== 'scheduled' || deps.account(job.accountId)?.sessionState.status !== 'ok') return;
      const before = known.get(job.key);
      if (before !== undefined && deps.clock.now() - before.askedAt < ASKED_AGAIN_AFTER_MS) return;
      known.set(job.key, { startsAt: before?.startsAt ?? null, askedAt: deps.clock.now() });
      askNow(job).catch(() => {}); // asked again in a minute
    },
  };
}
