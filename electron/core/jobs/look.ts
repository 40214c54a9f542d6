import type { Account, AccountId, Job, JobKey, JobStatus, JobTimeout, TerminalOffer } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { JobLook } from '../terminals/ports.ts';
import { jobOf, NO_WEB_SESSION, projectPathIn } from './job.ts';
import { jobStatus, type RestJob, restJob } from './schemas.ts';
import { ruledOffer } from './terminal-offers.ts';
import { askWebJob, isSignedIn, type WebJob } from './web-job.ts';

export interface LookDeps {
  /** Null = not known (any more). */
  findJob(key: JobKey): Job | null;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  /** What was learned about the job. */
  remember(job: Job): void;
}

interface Web {
  readonly signedIn: boolean | null;
  readonly terminalPath: string | null;
  readonly statusIcon: string | null;
  readonly timeoutMs: number | null;
}

const NOTHING_TOLD: Web = { signedIn: false, terminalPath: null, statusIcon: null, timeoutMs: null };
const NOT_FOUND = 'Jobdeck does not know this job any more.';

/**
 * Asks GitLab about one job now: by web session, which that renews, for the terminal; by API token for what is true of
 * the job. Either answer alone will do. Rejects as `GitlabClient` does, and with `no-account` or `not-found`.
 */
export function createLook(deps: LookDeps): (key: JobKey, signal?: AbortSignal) => Promise<JobLook> {
  return async (key, signal) => {
    const known = deps.findJob(key);
    if (known === null) throw new JobdeckError('not-found', NOT_FOUND, 'Open it from the list, or by its URL.');
    const account = deps.account(known.accountId);
    if (account === null) throw new JobdeckError('no-account', 'The account of this job was removed.');
    const client = deps.clientFor(account.id);

    const [rest, web] = await Promise.all([
      settle(readJob(client, known, signal)),
      settle(askWeb(client, account, known, signal)),
    ]);
    const cancelled = [rest, web].find((one) => !one.ok && toFailure(one.error).kind === 'cancelled');
    if (cancelled !== undefined && !cancelled.ok) throw cancelled.error;
    // without a token both are asked by the web session, and who is signed out is told that a private job is not there
    const isOver = account.tokenState.status === 'missing' && web.ok && web.value.signedIn === false;
    if (!rest.ok && !isOver && (!web.ok || web.value.statusIcon === null)) throw rest.error;

    const told: Web = web.ok ? web.value : { ...NOTHING_TOLD, signedIn: null };
    const status = rest.ok ? rest.value.status : (statusOf(told.statusIcon) ?? known.status);
    const movedTo = rest.ok ? projectPathIn(rest.value.web_url, account.instance.url) : null;
    const project = { id: known.projectId, path: movedTo ?? known.projectPath };
    const fresh: Job = rest.ok ? jobOf(account, project, rest.value, known.terminal) : { ...known, status };
    const timeout: JobTimeout | null = told.timeoutMs === null ? known.timeout : { ms: told.timeoutMs, source: 'job' };
    const job = { ...fresh, timeout, terminal: offerOf(fresh, account, told) };
    deps.remember(job);
    return {
      job,
      status,
      signedIn: told.signedIn,
      terminalPath: told.terminalPath,
      failureReason: rest.ok ? (rest.value.failure_reason ?? null) : null,
    };
  };

  async function askWeb(client: GitlabClient, account: Account, job: Job, signal?: AbortSignal): Promise<Web> {
    if (account.sessionState.status === 'missing') return NOTHING_TOLD;
    const asked = await askAndFollow(client, account, job, signal);
    switch (asked.saw) {
      case 'signed-out':
      case 'elsewhere':
        return NOTHING_TOLD;
      case 'job':
        if (asked.terminalPath !== null) return { ...asked, signedIn: true };
        break;
      case 'nothing':
        break;
    }
    const signedIn = await isSignedIn(client, account.user.id, signal);
    return asked.saw === 'job' ? { ...asked, signedIn } : { ...NOTHING_TOLD, signedIn };
  }

  /** A renamed project answers with its new place, once. */
  async function askAndFollow(client: GitlabClient, account: Account, job: Job, signal?: AbortSignal): Promise<WebJob> {
    const asked = await askWebJob(client, job, signal);
    if (asked.saw !== 'elsewhere' || !asked.moved) return asked;
    const path = projectPathIn((await readJob(client, job, signal)).web_url, account.instance.url);
    return path === null ? asked : askWebJob(client, { projectPath: path, id: job.id }, signal);
  }
}

/** The job as REST has it now. */
export async function readJob(
  client: GitlabClient,
  job: { readonly projectId: number; readonly id: number },
  signal?: AbortSignal,
): Promise<RestJob> {
  const path = `/projects/${job.projectId}/jobs/${job.id}`;
  return (await client.api(path, restJob, signal === undefined ? {} : { signal })).body;
}

function offerOf(job: Job, account: Account, web: Web): TerminalOffer {
  if (web.terminalPath !== null) return { status: 'available' };
  const ruled = ruledOffer(job, account);
  if (ruled !== null) return ruled;
  if (web.signedIn === null) return job.terminal;
  return web.signedIn ? { status: 'unavailable', reason: 'not-offered' } : NO_WEB_SESSION;
}

/** `status_running` → running; the texts beside it are translated. */
function statusOf(icon: string | null): JobStatus | null {
  const parsed = jobStatus.safeParse(icon?.replace(/^status_/, ''));
  return parsed.success ? parsed.data : null;
}

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    return { ok: false, error };
  }
}
