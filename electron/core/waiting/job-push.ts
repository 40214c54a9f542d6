import { z } from 'zod';
import type { AccountId, JobStatus } from '../../contract.ts';
import { type Cable, openCable } from '../gitlab/action-cable.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import { jobStatus } from '../jobs/schemas.ts';
import type { Push, PushListener } from './push.ts';

export interface JobPushDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ways: Ways;
  readonly userAgent: string;
  clientFor(accountId: AccountId): GitlabClient;
}

/** As GitLab's own page of a job has it (app/graphql/subscriptions/ci/jobs/status_updated.rb). */
const QUERY = 'subscription jobdeckJobStatus($jobId: CiBuildID!) { ciJobStatusUpdated(jobId: $jobId) { id status } }';

const update = z.object({
  result: z.object({
    data: z.object({ ciJobStatusUpdated: z.object({ status: z.string() }).nullish() }).nullish(),
    errors: z.array(z.unknown()).nullish(),
  }),
});

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** An instance without push gets one some day, or its proxy is mended. */
const REFUSED_FOR_MS = 30 * 60_000;

/** Statuses by GraphQL subscription over the instance's `/-/cable`, one connection per account while there is a need. */
export function createJobPush(deps: JobPushDeps): Push {
  const lines = new Map<AccountId, Line>();
  const listeners = new Set<PushListener>();

  function tell(accountId: AccountId, jobId: number, status: JobStatus | null): void {
    for (const listener of [...listeners]) listener(accountId, jobId, status);
  }

  return {
    follow(jobIds) {
      for (const [accountId, line] of lines) if (!jobIds.has(accountId)) line.follow(new Set());
      for (const [accountId, ids] of jobIds) {
        const line = lines.get(accountId) ?? createLine(deps, accountId, (id, status) => tell(accountId, id, status));
        lines.set(accountId, line);
        line.follow(ids);
      }
    },
    isProven: (accountId, jobId) => lines.get(accountId)?.isProven(jobId) ?? false,
    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      for (const line of lines.values()) line.dispose();
      lines.clear();
    },
  };
}

interface Line {
  follow(ids: ReadonlySet<number>): void;
  isProven(jobId: number): boolean;
  dispose(): void;
}

/** One account's connection. Whatever fails here is silent: asking goes on beside it. */
function createLine(
  deps: JobPushDeps,
  accountId: AccountId,
  tell: (jobId: number, status: JobStatus | null) => void,
): Line {
  const { clock, log } = deps;
  let wanted: ReadonlySet<number> = new Set();
  let cable: Cable | null = null;
  let isUp = false;
  let proven = false;
  let failuresInARow = 0;
  let refusedUntil = Number.NEGATIVE_INFINITY;
  let cancelRetry: (() => void) | null = null;
  let opening = false;
  let disposed = false;
  const subscribed = new Map<number, () => void>();
  const confirmed = new Set<number>();
  /** Not ours to follow, by GitLab's word. */
  const rejected = new Set<number>();

  async function open(): Promise<void> {
    if (cable !== null || opening || disposed || wanted.size === 0 || clock.now() < refusedUntil) return;
    cancelRetry?.();
    cancelRetry = null;
    opening = true;
    try {
      const client = deps.clientFor(accountId);
      const page = new URL(`${client.baseUrl}/-/cable`);
      const url = page.href.replace(/^http/, 'ws');
      const headers = await client.socketHeaders(page.href);
      const agent = await deps.ways.agentFor(url);
      if (disposed || wanted.size === 0) return;
      const { secureContext } = client;
      const { userAgent } = deps;
      const { origin } = page;
      const made = openCable({ url, origin, headers, secureContext, agent, userAgent, clock, onWelcome, onClosed });
      cable = made;
    } catch {
      onClosed('lost');
    } finally {
      opening = false;
    }
  }

  function onWelcome(): void {
    isUp = true;
    failuresInARow = 0;
    settle();
  }

  function onClosed(why: 'refused' | 'lost'): void {
    log.info('waiting', 'push ended', { account: accountId, why });
    drop();
    if (disposed || wanted.size === 0) return;
    failuresInARow += 1;
    const waitMs =
      why === 'refused' ? REFUSED_FOR_MS : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failuresInARow - 1));
    if (why === 'refused') refusedUntil = clock.now() + REFUSED_FOR_MS;
    cancelRetry?.();
    cancelRetry = clock.after(waitMs, () => void open());
  }

  function drop(): void {
    cable = null;
    isUp = false;
    proven = false;
    subscribed.clear();
    confirmed.clear();
  }

  function settle(): void {
    if (cable === null || !isUp) return;
    for (const [id, leave] of [...subscribed]) {
      if (wanted.has(id)) continue;
      leave();
      subscribed.delete(id);
      confirmed.delete(id);
    }
    for (const id of wanted) if (!subscribed.has(id) && !rejected.has(id)) subscribed.set(id, join(cable, id));
  }

  function join(on: Cable, id: number): () => void {
    const params = {
      channel: 'GraphqlChannel',
      query: QUERY,
      variables: { jobId: `gid://gitlab/Ci::Build/${id}` },
      operationName: 'jobdeckJobStatus',
    };
    return on.subscribe(params, {
      onConfirmed() {
        confirmed.add(id);
        // a job that started while the connection was made is asked about once
        if (proven) tell(id, null);
      },
      onRejected: () => reject(id),
      onMessage(message) {
        const parsed = update.safeParse(message);
        if (!parsed.success) return;
        const { data, errors } = parsed.data.result;
        if (errors != null && errors.length > 0) return reject(id);
        const status = jobStatus.safeParse(data?.ciJobStatusUpdated?.status.toLowerCase());
        // the first answer to a subscription has nothing in it
        if (!status.success) return;
        proven = true;
        tell(id, status.data);
      },
    });
  }

  function reject(id: number): void {
    rejected.add(id);
    confirmed.delete(id);
    subscribed.get(id)?.();
    subscribed.delete(id);
  }

  return {
    follow(ids) {
      wanted = ids;
      if (ids.size > 0) {
        settle();
        void open();
        return;
      }
      cancelRetry?.();
      cancelRetry = null;
      rejected.clear();
      const old = cable;
      drop();
      old?.close();
    },
    isProven: (jobId) => proven && confirmed.has(jobId),
    dispose() {
      disposed = true;
      cancelRetry?.();
      const old = cable;
      drop();
      old?.close();
    },
  };
}
