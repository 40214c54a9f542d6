import type { Account, Job, JobKey, TerminalOffer } from '../../contract.ts';
import type { RestJob } from './schemas.ts';

export const NOT_ASKED: TerminalOffer = { status: 'unknown', reason: 'not-asked' };
export const NO_WEB_SESSION: TerminalOffer = { status: 'unknown', reason: 'no-web-session' };

export interface ProjectName {
  readonly id: number;
  readonly path: string;
}

export function jobKeyOf(accountId: string, jobId: number): JobKey {
  return `${accountId}:${jobId}`;
}

/** Account ids hold no colon, yet nothing here depends on it. */
export function accountIdOf(key: JobKey): string {
  return key.slice(0, key.lastIndexOf(':'));
}

/** The REST entity as a job of ours. It carries no project path: that comes from the request. */
export function jobOf(account: Account, project: ProjectName, rest: RestJob, terminal: TerminalOffer): Job {
  const runner = rest.runner ?? null;
  return {
    key: jobKeyOf(account.id, rest.id),
    accountId: account.id,
    id: rest.id,
    name: rest.name,
    stage: rest.stage ?? '',
    status: rest.status,
    ref: rest.ref ?? '',
    projectId: project.id,
    projectPath: project.path,
    pipelineId: rest.pipeline.id,
    pipelineIid: rest.pipeline.iid ?? null,
    webUrl: `${account.instance.url}/${encodePath(project.path)}/-/jobs/${rest.id}`,
    startedAt: timeOf(rest.started_at),
    finishedAt: timeOf(rest.finished_at),
    starter: rest.user ? { id: rest.user.id, username: rest.user.username } : null,
    mine: rest.user?.id === account.user.id,
    runner: runner && {
      description: runner.description ?? runner.name ?? '',
      type: runner.runner_type ?? (runner.is_shared === true ? 'instance_type' : 'project_type'),
    },
    tags: rest.tag_list ?? [],
    timeout: null,
    terminal,
  };
}

/** `group/sub/project` out of a job's or project's page; null when the URL is not below the instance. */
export function projectPathIn(webUrl: string, instanceUrl: string): string | null {
  if (!webUrl.startsWith(`${instanceUrl}/`)) return null;
  const path = webUrl.slice(instanceUrl.length + 1).split('/-/')[0] ?? '';
  try {
    return path === '' ? null : decodeURIComponent(path);
  } catch {
    return null;
  }
}

export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

export function timeOf(text: string | null | undefined): number | null {
  const ms = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** Nothing more will happen to a job in one of these. */
export function isFinal(status: Job['status']): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled' || status === 'skipped';
}

/** Still to start, by itself or by somebody's hand. */
export function isUpcoming(status: Job['status']): boolean {
  return !isFinal(status) && status !== 'running' && status !== 'canceling';
}
