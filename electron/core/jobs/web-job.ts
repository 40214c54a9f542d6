import { isOnInstance } from '../gitlab/address.ts';
import { isSignedOut } from '../gitlab/client.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import { parseHumanDuration } from '../human-duration.ts';
import { encodePath, timeOf } from './job.ts';
import { apiUser, webJob } from './schemas.ts';

/** What the web session is told of a job. */
export type WebJob =
  | {
      readonly saw: 'job';
      readonly terminalPath: string | null;
      readonly statusIcon: string | null;
      readonly timeoutMs: number | null;
      /** When a delayed job is to start. */
      readonly startsAt: number | null;
    }
  | { readonly saw: 'signed-out' }
  /** Terms to accept, a password to change, a project that was moved. */
  | { readonly saw: 'elsewhere'; readonly moved: boolean }
  | { readonly saw: 'nothing' };

/**
 * `GET {root}/{project}/-/jobs/N.json`: the only place where GitLab says that this user may open this job's terminal now
 * (app/serializers/build_details_entity.rb), and an ordinary request, which renews the web session.
 */
export async function askWebJob(
  client: GitlabClient,
  job: { readonly projectPath: string; readonly id: number },
  signal?: AbortSignal,
): Promise<WebJob> {
  const path = `/${encodePath(job.projectPath)}/-/jobs/${job.id}.json`;
  const answer = await client.web(path, signal === undefined ? {} : { signal });
  if (isSignedOut(answer)) return { saw: 'signed-out' };
  if (answer.status >= 300 && answer.status < 400) return { saw: 'elsewhere', moved: answer.status === 301 };
  if (answer.status !== 200) return { saw: 'nothing' };
  const parsed = webJob.safeParse(parseJson(answer.body));
  if (!parsed.success || parsed.data.id !== job.id) return { saw: 'nothing' };
  const terminalPath = parsed.data.terminal_path ?? null;
  return {
    saw: 'job',
    terminalPath: terminalPath !== null && isTerminalPath(client.baseUrl, terminalPath, job.id) ? terminalPath : null,
    statusIcon: parsed.data.status?.icon ?? null,
    timeoutMs: parseHumanDuration(parsed.data.metadata?.timeout_human_readable ?? ''),
    startsAt: timeOf(parsed.data.scheduled_at),
  };
}

/** A path to which the web session's cookie may be sent: on the instance, and this job's. */
function isTerminalPath(baseUrl: string, path: string, jobId: number): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || !path.endsWith(`/-/jobs/${jobId}/terminal`)) return false;
  return isOnInstance(baseUrl, new URL(path, baseUrl).href);
}

/** Public projects answer anonymous callers too; this tells a dead web session from a job without a terminal. */
export async function isSignedIn(client: GitlabClient, userId: number, signal?: AbortSignal): Promise<boolean> {
  const answer = await client.web('/api/v4/user', signal === undefined ? {} : { signal });
  const user = apiUser.safeParse(answer.status === 200 ? parseJson(answer.body) : null);
  return user.success && user.data.id === userId;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
