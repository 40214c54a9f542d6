import PQueue from 'p-queue';
import type { Account, Job, JobKey, TerminalOffer } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Clock } from '../host.ts';
import { NO_WEB_SESSION, NOT_ASKED } from './job.ts';
import { askWebJob, isSignedIn } from './web-job.ts';

export interface TerminalOffersDeps {
  account(): Account;
  client(): GitlabClient;
  readonly clock: Clock;
  onChange(): void;
  /** The same answer tells how long the job may run. */
  onTimeout(key: JobKey, timeoutMs: number): void;
}

export interface TerminalOffers {
  offerOf(job: Job): TerminalOffer;
  /** Asks GitLab about the jobs that are due. Never rejects. */
  ask(jobs: readonly Job[], signal: AbortSignal): Promise<void>;
  /** Takes in what another request has just learned. */
  learn(key: JobKey, offer: TerminalOffer): void;
  /** Everything is asked anew: there is a new web session. */
  reset(): void;
}

const ASKED_AGAIN_AFTER_MS = 60_000;
const CONCURRENT = 2;
const MOST_PER_ROUND = 30;

/** What can be told without asking (doc/ci/interactive_web_terminal); null = only GitLab knows. */
export function ruledOffer(job: Job, account: Account): TerminalOffer | null {
  if (job.status !== 'running') return { status: 'unavailable', reason: 'not-running' };
  if (!job.mine) return { status: 'unavailable', reason: 'not-mine' };
  if (/^https?:\/\/gitlab\.com$/.test(account.instance.url) && job.runner?.type === 'instance_type') {
    return { status: 'unavailable', reason: 'instance-runner' };
  }
  const { status } = account.sessionState;
  return status === 'ok' || status === 'unchecked' ? null : NO_WEB_SESSION;
}

export function createTerminalOffers(deps: TerminalOffersDeps): TerminalOffers {
  const known = new Map<JobKey, { readonly offer: TerminalOffer; readonly askedAt: number }>();
  let refused = false;

  function learn(key: JobKey, offer: TerminalOffer): void {
    const before = known.get(key)?.offer;
    // only a living web session is told of a terminal
    if (offer.status === 'available') refused = false;
    known.set(key, { offer, askedAt: deps.clock.now() });
    if (JSON.stringify(before) !== JSON.stringify(offer)) deps.onChange();
  }

  function refuse(): void {
    if (refused) return;
    refused = true;
    known.clear();
    deps.onChange();
  }

  async function askOne(job: Job, signal: AbortSignal): Promise<void> {
    const answer = await askWebJob(deps.client(), job, signal);
    if (answer.saw === 'signed-out') return refuse();
    if (answer.saw === 'job' && answer.timeoutMs !== null) deps.onTimeout(job.key, answer.timeoutMs);
    if (answer.saw === 'job' && answer.terminalPath !== null) return learn(job.key, { status: 'available' });
    if (!(await isSignedIn(deps.client(), deps.account().user.id, signal))) return refuse();
    learn(job.key, { status: 'unavailable', reason: 'not-offered' });
  }

  const isDue = (job: Job) => {
    const askedAt = known.get(job.key)?.askedAt;
    return askedAt === undefined || deps.clock.now() - askedAt >= ASKED_AGAIN_AFTER_MS;
  };

  return {
    offerOf(job) {
      const ruled = ruledOffer(job, deps.account());
      if (ruled !== null) return ruled;
      return refused ? NO_WEB_SESSION : (known.get(job.key)?.offer ?? NOT_ASKED);
    },
    async ask(jobs, signal) {
      const current = new Set(jobs.map((job) => job.key));
      for (const key of known.keys()) if (!current.has(key)) known.delete(key);
      if (refused) return;
      const due = jobs.filter((job) => ruledOffer(job, deps.account()) === null && isDue(job)).slice(0, MOST_PER_ROUND);
      const queue = new PQueue({ concurrency: CONCURRENT });
      let stopped = false;
      for (const job of due) {
        void queue.add(async () => {
          if (stopped || refused || signal.aborted) return;
          try {
            await askOne(job, signal);
          } catch (error) {
            // an offer that could not be asked for stays as it was; the next round asks again
            if (toFailure(error).kind !== 'server-error') stopped = true;
          }
        });
      }
      await queue.onIdle();
    },
    learn,
    reset() {
      refused = false;
      known.clear();
    },
  };
}
