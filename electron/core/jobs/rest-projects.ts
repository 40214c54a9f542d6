import { z } from 'zod';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { ProjectName } from './job.ts';
import { type RestJob, restJob, restProject } from './schemas.ts';

const PAGE_SIZE = 100;
const MAX_PROJECT_PAGES = 50;
const MAX_JOB_PAGES = 3;

/** The account's projects where a terminal is possible at all (Developer and above), latest activity first. */
export async function sweepRestProjects(
  client: GitlabClient,
  onPage: (projects: readonly ProjectName[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let page = 1; page <= MAX_PROJECT_PAGES; page += 1) {
    const { body } = await client.api('/projects', z.array(restProject), {
      query: {
        membership: true,
        min_access_level: 30,
        archived: false,
        simple: true,
        order_by: 'last_activity_at',
        sort: 'desc',
        per_page: PAGE_SIZE,
        page,
      },
      signal,
    });
    onPage(body.map(({ id, path_with_namespace: path }) => ({ id, path })));
    if (body.length < PAGE_SIZE) return;
  }
}

/** Running jobs of one project, exactly, whoever started them and whatever their pipeline's status. */
export function readRunningJobs(
  client: GitlabClient,
  projectId: number,
  signal: AbortSignal,
): Promise<readonly RestJob[]> {
  return client.apiPages(`/projects/${projectId}/jobs`, restJob, {
    query: { 'scope[]': ['running'], per_page: PAGE_SIZE },
    maxPages: MAX_JOB_PAGES,
    signal,
  });
}
