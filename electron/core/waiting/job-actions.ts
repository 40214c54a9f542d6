import type { z } from 'zod';
import type { Account, AccountId, Failure, Job } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import { isSignedOut } from '../gitlab/client.ts';
import type { GitlabClient, WebAnswer } from '../gitlab/ports.ts';
import { sessionDetained, sessionRefused } from '../gitlab/status.ts';
import type { Clock } from '../host.ts';
import { encodePath, isFinal, jobOf, NOT_ASKED } from '../jobs/job.ts';
import { readPipelineJob, readPipelineJobs } from '../jobs/pipeline-jobs.ts';
import { type RestJob, restJob } from '../jobs/schemas.ts';
import { parseJson } from '../jobs/web-job.ts';

export interface JobActionsDeps {
  readonly clock: Clock;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
}

/** What changes jobs on GitLab, as the account's user, by API token where that may act, else by the web session. */
export interface JobActions {
  /**
   * Resolves with the new job; its starter is the account's user. `before` is as GitLab has it now. Where no answer came,
   * the new job is looked for; nothing is ever asked for twice. Rejects with `no-api-scope`, `forbidden`, `bad-input`.
   */
  retry(before: Job): Promise<Job>;
  /** Resolves with the job, which is to start now. */
  play(before: Job): Promise<Job>;
}

type What = 'retry' | 'play';

/** GitLab may still be at it when the way to it is cut. */
const LOOK_PAUSES_MS = [0, 1_500, 4_000];
const UNCLEAR = new Set<Failure['kind']>(['offline', 'server-error', 'not-a-gitlab']);

export function createJobActions(deps: JobActionsDeps): JobActions {
  async function post(account: Account, job: Job, what: What): Promise<RestJob> {
    const client = deps.clientFor(account.id);
    const { tokenState, sessionState } = account;
    const path = `/projects/${job.projectId}/jobs/${job.id}/${what}`;
    const hasSession = sessionState.status === 'ok' || sessionState.status === 'unchecked';
    const scopes = tokenState.status === 'ok' ? tokenState.scopes : [];
    const mayAct = tokenState.status === 'ok' && (scopes.includes('api') || scopes.length === 0);
    if (mayAct || (tokenState.status === 'unchecked' && !hasSession)) {
      try {
        return (await client.api(path, restJob, { method: 'POST' })).body;
      } catch (error) {
        // a fine-grained token may lack the right without saying so beforehand; GitLab has done nothing then
        if (toFailure(error).kind !== 'missing-scope') throw error;
      }
    }
    if (hasSession) return postByWebSession(client, account, job, path);
    if (sessionState.status === 'refused') throw sessionRefused(account.instance.name);
    throw noApiScope(what);
  }

  /** The API takes the cookie for writing with the token that GitLab's own pages carry against forgery. */
  async function postByWebSession(client: GitlabClient, account: Account, job: Job, path: string): Promise<RestJob> {
    const page = await client.web(`/${encodePath(job.projectPath)}/-/jobs/${job.id}`);
    if (isSignedOut(page)) throw sessionRefused(account.instance.name);
    if (page.status >= 300 && page.status < 400) throw sessionDetained(account.instance.name);
    const csrfToken = csrfIn(page.body);
    if (csrfToken === null) {
      throw new JobdeckError(
        'no-api-scope',
        'The web session gave no way to act on the job.',
        'Give this account an access token with the scope api, or use GitLab’s own page.',
      );
    }
    return jobIn(await client.web(`/api/v4${path}`, { method: 'POST', csrfToken }), account, restJob);
  }

  async function act(before: Job, what: What, find: (account: Account) => Promise<Job | null>): Promise<Job> {
    const account = deps.account(before.accountId);
    if (account === null) throw new JobdeckError('no-account', 'The account of this job was removed.');
    try {
      const rest = await post(account, before, what);
      return jobOf(account, { id: before.projectId, path: before.projectPath }, rest, NOT_ASKED);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind === 'forbidden' || failure.kind === 'not-found') throw notAllowed(what);
      if (!UNCLEAR.has(failure.kind)) throw error;
      const found = await lookFor(() => find(account));
      if (found !== null) return found;
      throw unclear(what, before, failure);
    }
  }

  async function lookFor(find: () => Promise<Job | null>): Promise<Job | null> {
    for (const pauseMs of LOOK_PAUSES_MS) {
      if (pauseMs > 0) await new Promise<void>((resolve) => void deps.clock.after(pauseMs, resolve));
      const found = await find().catch(() => null);
      if (found !== null) return found;
    }
    return null;
  }

  /** A job by that name that came after this one, and is the user's own. */
  async function newerOf(before: Job, account: Account): Promise<Job | null> {
    const seen = await readPipelineJobs(deps.clientFor(account.id), account, before);
    if (seen === 'unchanged') return null;
    return seen.jobs.filter(({ name, id, mine }) => name === before.name && id > before.id && mine).at(-1) ?? null;
  }

  return {
    async retry(before) {
      if (!isFinal(before.status)) {
        throw new JobdeckError('bad-input', `${before.name} is not over yet.`, 'Open its terminal, or wait for it.');
      }
      const account = deps.account(before.accountId);
      // retried by this user a moment ago, here or on GitLab's page: that one is meant
      const going = account === null ? null : await newerOf(before, account).catch(() => null);
      if (going !== null && !isFinal(going.status)) return going;
      return act(before, 'retry', (who) => newerOf(before, who));
    },
    play(before) {
      if (before.status !== 'manual' && before.status !== 'scheduled') {
        const next = isFinal(before.status) ? 'Retry it with a terminal.' : 'Wait for it.';
        throw new JobdeckError('bad-input', `${before.name} does not wait to be started.`, next);
      }
      return act(before, 'play', async (account) => {
        const { job } = await readPipelineJob(deps.clientFor(account.id), account, before, before.id);
        return job.status === 'manual' || job.status === 'scheduled' ? null : job;
      });
    },
  };
}

/** `<meta name="csrf-token" content="…">`, in either order of attributes. */
function csrfIn(html: string): string | null {
  const meta = /<meta\b[^>]*\bname=["']csrf-token["'][^>]*>/i.exec(html)?.[0];
  const content = /\bcontent=["']([^"']{8,512})["']/i.exec(meta ?? '')?.[1];
  return (
    content
      ?.replace(/&#39;/g, "'")
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&') ?? null
  );
}

function jobIn(answer: WebAnswer, account: Account, schema: z.ZodType<RestJob>): RestJob {
  const { name } = account.instance;
  if (isSignedOut(answer)) throw sessionRefused(name);
  if (answer.status === 403 || answer.status === 404) throw new JobdeckError('forbidden', `${name} refuses.`);
  const parsed = schema.safeParse(answer.status < 300 ? parseJson(answer.body) : null);
  if (parsed.success) return parsed.data;
  throw new JobdeckError('server-error', `${name} refused the request (${answer.status}).`);
}

const VERBS = { retry: 'Retrying', play: 'Starting' } as const satisfies Record<What, string>;

function noApiScope(what: What): JobdeckError {
  return new JobdeckError(
    'no-api-scope',
    `${VERBS[what]} a job needs an access token with the scope api, or a web session. This account has neither.`,
    'Sign in to this GitLab, or give the account a token with the scope api.',
  );
}

function notAllowed(what: What): JobdeckError {
  return new JobdeckError(
    'forbidden',
    `GitLab does not let you ${what === 'retry' ? 'retry' : 'start'} this job.`,
    what === 'retry'
      ? 'It may have been retried already; else you need the role Developer and the right to its branch.'
      : 'You need the role Developer, and the right to its branch or environment.',
  );
}

function unclear(what: What, job: Job, failure: Failure): JobdeckError {
  const done = what === 'retry' ? 'has retried' : 'has started';
  return new JobdeckError(
    failure.kind,
    `Whether GitLab ${done} ${job.name} is not known: ${failure.message}`,
    'Look at the pipeline before you ask for it again, so that it does not run twice.',
  );
}
