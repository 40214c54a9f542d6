import type { Account, AccountId, Failure, PipelineRef } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { isFinal } from '../jobs/job.ts';
import type { Live } from './armed-view.ts';
import type { Seen } from './decision.ts';
import { createPipelineWatch, type PipelineWatch } from './pipeline-watch.ts';
import type { Push } from './push.ts';
import type { StartTimes } from './start-times.ts';

export interface WatchesDeps {
  readonly clock: Clock;
  readonly push: Push;
  readonly startTimes: Pick<StartTimes, 'of'>;
  /** Those that are waited for now, as they are now. */
  waits(): readonly Live[];
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  onSeen(wait: Live, seen: Seen): void;
  onFailure(wait: Live, failure: Failure): void;
  /** GitLab has no such job for this user. */
  onGone(wait: Live): void;
}

/** A watch for each pipeline with something to wait for, and none for others; push beside them. */
export interface Watches {
  /** To be called whenever what is waited for has changed. */
  settle(): void;
  /** Asks at once where credentials or the network are well again. */
  accountsChanged(): void;
  suspended(): void;
  woke(): void;
  dispose(): void;
}

const MENDED_BY_CREDENTIALS = new Set<Failure['kind']>([
  'unauthorized',
  'no-credentials',
  'token-expired',
  'missing-scope',
  'session-refused',
  'vault-locked',
]);

export function pipelineKey({ accountId, projectId, pipelineId }: PipelineRef): string {
  return `${accountId}/${projectId}/${pipelineId}`;
}

export function createWatches(deps: WatchesDeps): Watches {
  const watches = new Map<string, { readonly pipeline: PipelineRef; readonly watch: PipelineWatch }>();
  const waitsIn = (key: string) => deps.waits().filter(({ kept }) => pipelineKey(kept.pipeline) === key);
  const undoPush = deps.push.onStatus((accountId, jobId, status) => {
    const about = deps.waits().filter((wait) => wait.kept.pipeline.accountId === accountId && idOf(wait) === jobId);
    for (const key of new Set(about.map(({ kept }) => pipelineKey(kept.pipeline)))) {
      if (status === null) watches.get(key)?.watch.ask();
      else watches.get(key)?.watch.pushed(jobId, status);
    }
  });

  function watchOf(key: string, pipeline: PipelineRef): PipelineWatch {
    const { accountId } = pipeline;
    return createPipelineWatch({
      pipeline,
      clock: deps.clock,
      awaited: () =>
        waitsIn(key).map((wait) => ({ jobId: idOf(wait), job: wait.job, startsAt: deps.startTimes.of(wait.job) })),
      account() {
        const account = deps.account(accountId);
        if (account === null) throw new JobdeckError('no-account', 'The account was removed.');
        return account;
      },
      client: () => deps.clientFor(accountId),
      pipelines: () => [...watches.values()].filter((one) => one.pipeline.accountId === accountId).length,
      isPushed: () =>
        waitsIn(key).every((wait) => {
          const id = idOf(wait);
          return id !== null && deps.push.isProven(accountId, id);
        }),
      onSeen(seen) {
        for (const wait of waitsIn(key)) deps.onSeen(wait, seen);
      },
      onFailure(failure) {
        for (const wait of waitsIn(key)) deps.onFailure(wait, failure);
      },
      onGone(jobId) {
        for (const wait of waitsIn(key)) if (jobId === null || idOf(wait) === jobId) deps.onGone(wait);
      },
    });
  }

  function followByPush(): void {
    const ids = new Map<AccountId, Set<number>>();
    for (const wait of deps.waits()) {
      const id = idOf(wait);
      const { accountId } = wait.kept.pipeline;
      if (id !== null) ids.set(accountId, (ids.get(accountId) ?? new Set()).add(id));
    }
    deps.push.follow(ids);
  }

  return {
    settle() {
      const wanted = new Map(deps.waits().map(({ kept }) => [pipelineKey(kept.pipeline), kept.pipeline]));
      for (const [key, { watch }] of [...watches]) {
        if (wanted.has(key)) continue;
        watch.dispose();
        watches.delete(key);
      }
      for (const [key, pipeline] of wanted) {
        if (watches.has(key)) continue;
        const watch = watchOf(key, pipeline);
        watches.set(key, { pipeline, watch });
        watch.ask();
      }
      followByPush();
    },
    accountsChanged() {
      for (const [key, { pipeline, watch }] of watches) {
        const delayed = waitsIn(key)[0]?.delayed;
        const account = deps.account(pipeline.accountId);
        if (delayed == null || account === null) continue;
        const isWell = account.tokenState.status === 'ok' || account.sessionState.status === 'ok';
        const cameBack = delayed.failure.kind === 'offline' && account.reach.status === 'online';
        if (cameBack || (isWell && MENDED_BY_CREDENTIALS.has(delayed.failure.kind))) watch.ask();
      }
    },
    suspended() {
      for (const { watch } of watches.values()) watch.suspended();
    },
    woke() {
      for (const { watch } of watches.values()) watch.woke();
    },
    dispose() {
      undoPush();
      deps.push.dispose();
      for (const { watch } of watches.values()) watch.dispose();
      watches.clear();
    },
  };
}

/** By name, once a job by that name has come: that one is followed until it is over. */
function idOf({ kept, job }: Live): number | null {
  return kept.jobId ?? (job === null || isFinal(job.status) ? null : job.id);
}
