import type { Answer, Ask } from './exchange.ts';
import { listOf, page } from './paging.ts';
import * as entity from './rest-entities.ts';
import {
  type JobRecord,
  type PipelineRecord,
  type ProjectRecord,
  pipelineStatus,
  type Store,
  type UserRecord,
} from './store.ts';

/** The listings of `/api/v4`, with their filters. */
export interface Lists {
  users(ask: Ask): Answer;
  projects(ask: Ask, user: UserRecord | null): Answer;
  members(ask: Ask, owner: ProjectRecord): Answer;
  /** Newest first and never counted. */
  jobs(ask: Ask, all: readonly JobRecord[]): Answer;
  pipelines(ask: Ask, owner: ProjectRecord): Answer;
  bridges(ask: Ask, pipeline: PipelineRecord): Answer;
}

export function createLists({ store, base }: { readonly store: Store; readonly base: () => string }): Lists {
  const newest = <T extends { readonly id: number }>(items: readonly T[]) => [...items].sort((a, b) => b.id - a.id);
  const list = <T extends { readonly id: number }>(
    ask: Ask,
    items: readonly T[],
    show: (item: T) => unknown,
    totals = true,
  ) => page(ask, { base: base(), items, largest: store.limits.pageSize, idOf: (item) => item.id, show, totals });

  function jobs(ask: Ask, all: readonly JobRecord[]): Answer {
    const scope = listOf(ask.query, 'scope');
    const shown = all.filter((job) => !scope || scope.includes(job.status));
    return list(ask, newest(shown), (job) => entity.jobEntity(base(), job), false);
  }

  function projects(ask: Ask, user: UserRecord | null): Answer {
    const { query } = ask;
    const least = Number(query.get('min_access_level') ?? 0);
    const search = query.get('search')?.toLowerCase();
    const after = query.get('last_activity_after');
    const shown = store.projects.filter(
      (one) =>
        store.canSee(one, user) &&
        (query.get('membership') !== 'true' || store.level(one, user) > 0) &&
        (least === 0 || store.level(one, user) >= least) &&
        (query.get('archived') === null || String(one.archived) === query.get('archived')) &&
        (!search || one.path.toLowerCase().includes(search)) &&
        (!after || one.lastActivityAt > Date.parse(after)) &&
        one.id > Number(query.get('id_after') ?? 0),
    );
    const simple = query.get('simple') === 'true' || user === null;
    return list(ask, newest(shown), (one) =>
      simple ? entity.projectSimple(base(), one) : entity.projectFull(base(), store, one, user),
    );
  }

  function pipelines(ask: Ask, owner: ProjectRecord): Answer {
    const { query } = ask;
    const status = query.get('status') ?? (query.get('scope') === 'running' ? 'running' : null);
    const source = query.get('source');
    const updatedAfter = query.get('updated_after');
    const shown = owner.pipelines.filter(
      (one) =>
        // Child pipelines are left out of the list unless their source is asked for.
        (source ? one.source === source : one.parent === null) &&
        (!status || pipelineStatus(one) === status) &&
        (!query.get('username') || one.user.username === query.get('username')) &&
        (!query.get('ref') || one.ref === query.get('ref')) &&
        (!updatedAfter || one.updatedAt > Date.parse(updatedAfter)),
    );
    return list(ask, newest(shown), (one) => entity.pipelineBasic(base(), one));
  }

  function members(ask: Ask, owner: ProjectRecord): Answer {
    const shown = store.users.filter((user) => owner.members.has(user.id));
    return list(ask, shown, (user) => ({
      ...entity.userBasic(base(), user),
      access_level: owner.members.get(user.id),
      expires_at: null,
      membership_state: 'active',
    }));
  }

  function users(ask: Ask): Answer {
    const wanted = ask.query.get('username');
    const shown = store.users.filter((user) => !wanted || user.username === wanted);
    return list(ask, newest(shown), (user) => entity.userBasic(base(), user));
  }

  function bridges(ask: Ask, pipeline: PipelineRecord): Answer {
    const children = store.pipelines.filter((one) => one.parent === pipeline);
    return list(ask, children, (child) => ({
      id: 5_000_000 + child.id,
      status: pipelineStatus(child),
      stage: 'deploy',
      name: `trigger:${child.ref}`,
      ref: pipeline.ref,
      tag: false,
      allow_failure: false,
      created_at: new Date(child.createdAt).toISOString(),
      started_at: new Date(child.createdAt).toISOString(),
      finished_at: null,
      user: entity.userBasic(base(), child.user),
      pipeline: entity.pipelineBasic(base(), pipeline),
      web_url: `${base()}/${child.project.path}/-/pipelines/${child.id}`,
      downstream_pipeline: entity.pipelineBasic(base(), child),
    }));
  }

  return { users, projects, members, jobs, pipelines, bridges };
}
