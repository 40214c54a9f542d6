import type { Account, AccountId, Job } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import { nameOfInstance, parseJobAddress } from '../gitlab/address.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { jobOf, NOT_ASKED, projectPathIn } from './job.ts';
import { restJob, restProject } from './schemas.ts';

export interface JobUrlDeps {
  accounts(): readonly Account[];
  clientFor(accountId: AccountId): GitlabClient;
  remember(job: Job): void;
}

/**
 * Finds the job behind a GitLab job URL. Where several accounts share the instance, the one that started the job wins.
 * Rejects with `bad-address` (no job URL), `no-account`, `not-found`, and as `GitlabClient` does.
 */
export function createJobUrlResolver(deps: JobUrlDeps): (url: string, signal?: AbortSignal) => Promise<Job> {
  return async (url, signal) => {
    const address = parseJobAddress(url);
    if (address === null) {
      throw new JobdeckError(
        'bad-address',
        'This is not the URL of a GitLab job.',
        'Copy it from the job’s page: it has /-/jobs/ and a number in it.',
      );
    }
    const matches = deps.accounts().flatMap((account) => {
      const reading = address.readings.find(({ baseUrl }) => sameBase(baseUrl, account.instance.url));
      return reading === undefined ? [] : [{ account, path: reading.projectPath }];
    });
    if (matches.length === 0) {
      const host = nameOfInstance(address.readings[0]?.baseUrl ?? '');
      throw new JobdeckError('no-account', `There is no account for ${host}.`, 'Add one for that GitLab first.', {
        suggestedUrl: withoutQuery(url),
      });
    }

    let found: Job | null = null;
    let failure: unknown = null;
    for (const { account, path } of matches) {
      try {
        const job = await jobAt(account, path, address.jobId, signal);
        if (found === null || job.mine) found = job;
        if (job.mine) break;
      } catch (error) {
        if (toFailure(error).kind === 'cancelled') throw error;
        failure ??= error;
      }
    }
    if (found === null) throw failure;
    deps.remember(found);
    return found;
  };

  async function jobAt(account: Account, path: string, jobId: number, signal?: AbortSignal): Promise<Job> {
    const client = deps.clientFor(account.id);
    const options = signal === undefined ? {} : { signal };
    const project = `/projects/${encodeURIComponent(path)}`;
    const { body: rest } = await client.api(`${project}/jobs/${jobId}`, restJob, options);
    const projectId = rest.pipeline.project_id ?? (await client.api(project, restProject, options)).body.id;
    const name = { id: projectId, path: projectPathIn(rest.web_url, account.instance.url) ?? path };
    return jobOf(account, name, rest, NOT_ASKED);
  }
}

/** What the account form may start from: it finds the instance in any of its addresses. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url.trim());
  return `${origin}${pathname}`;
}

function sameBase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
