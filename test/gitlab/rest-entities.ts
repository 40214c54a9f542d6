import { createHash } from 'node:crypto';
import type { SimAnnouncement } from './api.ts';
import { isExpired } from './authentication.ts';
import type { JobRecord, PipelineRecord, ProjectRecord, Store, TokenRecord, UserRecord } from './store.ts';
import { pipelineStatus } from './store.ts';

/** REST entities with the real field names (lib/api/entities). No terminal field anywhere, no project path in a job. */

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

export const avatarOf = (user: UserRecord) =>
  `https://secure.gravatar.com/avatar/${createHash('md5').update(user.username).digest('hex')}?s=80&d=identicon`;

export const userBasic = (base: string, user: UserRecord) => ({
  id: user.id,
  username: user.username,
  public_email: null,
  name: user.name,
  state: 'active',
  locked: false,
  avatar_url: avatarOf(user),
  web_url: `${base}/${user.username}`,
});

export const userPublic = (base: string, user: UserRecord) => ({
  ...userBasic(base, user),
  created_at: iso(user.createdAt),
  bio: '',
  location: '',
  bot: false,
  job_title: '',
  last_sign_in_at: iso(user.createdAt),
  confirmed_at: iso(user.createdAt),
  last_activity_on: new Date().toISOString().slice(0, 10),
  email: `${user.username}@example.org`,
  theme_id: 1,
  color_scheme_id: 1,
  projects_limit: 100_000,
  current_sign_in_at: iso(Date.now()),
  identities: [],
  can_create_group: true,
  can_create_project: true,
  two_factor_enabled: false,
  external: false,
  private_profile: false,
  commit_email: `${user.username}@example.org`,
});

export const tokenEntity = (token: TokenRecord) => ({
  id: token.id,
  name: token.name,
  revoked: token.revoked,
  created_at: iso(token.createdAt),
  description: null,
  scopes: token.scopes,
  user_id: token.user.id,
  last_used_at: iso(token.lastUsedAt),
  active: !token.revoked && !isExpired(token),
  expires_at: token.expiresAt,
});

export function projectSimple(base: string, project: ProjectRecord) {
  const parts = project.path.split('/');
  const path = parts.at(-1) ?? '';
  const group = parts.slice(0, -1).join('/');
  return {
    id: project.id,
    description: null,
    name: path,
    name_with_namespace: parts.join(' / '),
    path,
    path_with_namespace: project.path,
    created_at: iso(project.createdAt),
    default_branch: 'main',
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@${new URL(base).hostname}:${project.path}.git`,
    http_url_to_repo: `${base}/${project.path}.git`,
    web_url: `${base}/${project.path}`,
    readme_url: `${base}/${project.path}/-/blob/main/README.md`,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: iso(project.lastActivityAt),
    namespace: {
      id: 1000 + project.id,
      name: group.split('/').at(-1) ?? group,
      path: group.split('/').at(-1) ?? group,
      kind: 'group',
      full_path: group,
      parent_id: null,
      avatar_url: null,
      web_url: `${base}/groups/${group}`,
    },
  };
}

export const projectFull = (base: string, store: Store, project: ProjectRecord, user: UserRecord | null) => ({
  ...projectSimple(base, project),
  archived: project.archived,
  visibility: project.visibility,
  jobs_enabled: true,
  builds_access_level: 'enabled',
  shared_runners_enabled: true,
  public_jobs: true,
  ci_config_path: null,
  // Developers were told it too before 17 (lib/api/entities/project.rb)
  ...(store.level(project, user) >= 40 ? { build_timeout: project.timeoutSeconds } : {}),
  creator_id: 1,
  empty_repo: false,
  permissions: {
    project_access:
      user && store.level(project, user) ? { access_level: store.level(project, user), notification_level: 3 } : null,
    group_access: null,
  },
});

const commitOf = (pipeline: PipelineRecord) => ({
  id: pipeline.sha,
  short_id: pipeline.sha.slice(0, 8),
  created_at: iso(pipeline.createdAt),
  parent_ids: [],
  title: `Update ${pipeline.ref}`,
  message: `Update ${pipeline.ref}\n`,
  author_name: pipeline.user.name,
  author_email: `${pipeline.user.username}@example.org`,
  authored_date: iso(pipeline.createdAt),
  committer_name: pipeline.user.name,
  committer_email: `${pipeline.user.username}@example.org`,
  committed_date: iso(pipeline.createdAt),
  trailers: {},
});

export const pipelineBasic = (base: string, pipeline: PipelineRecord) => ({
  id: pipeline.id,
  iid: pipeline.iid,
  project_id: pipeline.project.id,
  sha: pipeline.sha,
  ref: pipeline.ref,
  status: pipelineStatus(pipeline),
  source: pipeline.source,
  created_at: iso(pipeline.createdAt),
  updated_at: iso(pipeline.updatedAt),
  web_url: `${base}/${pipeline.project.path}/-/pipelines/${pipeline.id}`,
});

export const pipelineFull = (base: string, pipeline: PipelineRecord) => ({
  ...pipelineBasic(base, pipeline),
  before_sha: '0'.repeat(40),
  tag: false,
  yaml_errors: null,
  user: userBasic(base, pipeline.user),
  started_at: iso(pipeline.createdAt),
  finished_at: null,
  committed_at: null,
  duration: null,
  queued_duration: 1,
  coverage: null,
  detailed_status: { icon: 'status_running', text: 'Running', label: 'running', group: 'running' },
});

/** lib/api/entities/broadcast_message.rb; `active` = shown now. */
export const announcementEntity = (one: SimAnnouncement, id: number, now: number) => {
  const startsAt = one.startsAt ?? now;
  const endsAt = one.endsAt ?? now + 3_600_000;
  return {
    id,
    message: one.message,
    starts_at: iso(startsAt),
    ends_at: iso(endsAt),
    font: '#FFFFFF',
    target_access_levels: one.targetAccessLevels ?? [],
    target_path: one.targetPath ?? '',
    broadcast_type: one.type ?? 'banner',
    dismissable: false,
    active: startsAt <= now && now < endsAt,
  };
};

export function jobEntity(base: string, job: JobRecord) {
  const { pipeline, options } = job;
  const taken = job.startedAt !== null;
  return {
    id: job.id,
    status: job.status,
    stage: options.stage ?? 'test',
    name: options.name,
    ref: pipeline.ref,
    tag: false,
    coverage: null,
    allow_failure: false,
    created_at: iso(job.createdAt),
    started_at: iso(job.startedAt),
    finished_at: iso(job.finishedAt),
    erased_at: null,
    duration: job.startedAt === null ? null : ((job.finishedAt ?? job.now()) - job.startedAt) / 1000,
    queued_duration: taken ? 0.8 : null,
    user: userPublic(base, job.user),
    commit: commitOf(pipeline),
    pipeline: pipelineBasic(base, pipeline),
    ...(job.status === 'failed' ? { failure_reason: job.failureReason } : {}),
    web_url: `${base}/${pipeline.project.path}/-/jobs/${job.id}`,
    project: { ci_job_token_scope_enabled: false },
    artifacts: [],
    runner: taken
      ? {
          id: job.runner.id,
          description: job.runner.description,
          ip_address: '10.0.4.17',
          active: true,
          paused: false,
          is_shared: job.runner.type === 'instance_type',
          runner_type: job.runner.type,
          name: 'gitlab-runner',
          online: true,
          status: 'online',
        }
      : null,
    runner_manager: null,
    artifacts_expire_at: null,
    archived: false,
    tag_list: options.tags ?? [],
    source: pipeline.source,
  };
}
