import type { ApiCaller } from './authentication.ts';
import { isExpired, scopeRefusal } from './authentication.ts';
import { type Answer, type Ask, apiError, apiMissing, json, text } from './exchange.ts';
import type { JobActions } from './job-actions.ts';
import { listOf, page } from './paging.ts';
import * as entity from './rest-entities.ts';
import {
  type JobRecord,
  type PipelineRecord,
  type ProjectRecord,
  pipelineStatus,
  type Store,
  secretOf,
  type UserRecord,
} from './store.ts';

const reading = ['api', 'read_api'];
const acting = ['api'];

interface Call {
  readonly ask: Ask;
  readonly caller: ApiCaller;
  readonly user: UserRecord | null;
  readonly match: RegExpMatchArray;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** Scopes of which one is needed; null = any token. */
  readonly scopes: readonly string[] | null;
  /** Public projects answer without a caller. */
  readonly anonymous?: boolean;
  run(call: Call): Answer;
}

/** `/api/v4`: what Jobdeck, python-gitlab and glab read and do. */
export function createRest(deps: {
  readonly store: Store;
  readonly base: () => string;
  readonly actions: JobActions;
}): (ask: Ask, caller: ApiCaller) => Answer {
  const { store, base, actions } = deps;

  function project(call: Call): ProjectRecord | null {
    const found = store.projectAt(decodeURIComponent(call.match[1] ?? ''));
    return found && store.canSee(found, call.user) ? found : null;
  }

  function withJob(call: Call, run: (job: JobRecord) => Answer): Answer {
    const owner = project(call);
    if (!owner) return apiMissing('Project');
    const job = store.jobs.find((one) => one.id === Number(call.match[2]) && one.pipeline.project === owner);
    return job ? run(job) : apiMissing('');
  }

  /** Acting needs Developer; who sees the job but may not is told 403. */
  function withOwnJob(call: Call, run: (job: JobRecord, user: UserRecord) => Answer): Answer {
    return withJob(call, (job) => {
      if (!call.user) return apiError(401);
      return store.canUpdate(job.pipeline.project, call.user) ? run(job, call.user) : apiError(403);
    });
  }

  function withPipeline(call: Call, run: (pipeline: PipelineRecord) => Answer): Answer {
    const owner = project(call);
    if (!owner) return apiMissing('Project');
    const pipeline = owner.pipelines.find((one) => one.id === Number(call.match[2]));
    return pipeline ? run(pipeline) : apiMissing('');
  }

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

  function projects({ ask, user }: Call): Answer {
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

  function pipelines(call: Call): Answer {
    const owner = project(call);
    if (!owner) return apiMissing('Project');
    const { query } = call.ask;
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
    return list(call.ask, newest(shown), (one) => entity.pipelineBasic(base(), one));
  }

  function members(call: Call): Answer {
    const owner = project(call);
    if (!owner) return apiMissing('Project');
    const shown = store.users.filter((user) => owner.members.has(user.id));
    return list(call.ask, shown, (user) => ({
      ...entity.userBasic(base(), user),
      access_level: owner.members.get(user.id),
      expires_at: null,
      membership_state: 'active',
    }));
  }

  function rotate({ ask, caller }: Call): Answer {
    const { token } = caller;
    if (!token) return apiError(401);
    const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    const wanted = ask.query.get('expires_at') ?? week;
    token.revoked = true;
    const fresh = {
      ...token,
      id: store.nextId('token'),
      value: `glpat-${secretOf(15)}`,
      expiresAt: wanted,
      createdAt: Date.now(),
      lastUsedAt: null,
      revoked: false,
    };
    store.tokens.push(fresh);
    return json(200, { ...entity.tokenEntity(fresh), token: fresh.value });
  }

  const metadata = () => ({
    version: store.version,
    revision: '3f1c2a9d5b7',
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: store.version.endsWith('-ee'),
  });

  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/user$/,
      scopes: [...reading, 'read_user'],
      run: ({ user }) => (user ? json(200, entity.userPublic(base(), user)) : apiError(401)),
    },
    {
      method: 'GET',
      path: /^\/users$/,
      scopes: [...reading, 'read_user'],
      run: ({ ask }) => {
        const wanted = ask.query.get('username');
        const shown = store.users.filter((user) => !wanted || user.username === wanted);
        return list(ask, newest(shown), (user) => entity.userBasic(base(), user));
      },
    },
    {
      method: 'GET',
      path: /^\/users\/(\d+)$/,
      scopes: [...reading, 'read_user'],
      run: ({ match }) => {
        const user = store.users.find((one) => one.id === Number(match[1]));
        return user ? json(200, entity.userPublic(base(), user)) : apiMissing('User');
      },
    },
    { method: 'GET', path: /^\/metadata$/, scopes: [...reading, 'read_user'], run: () => json(200, metadata()) },
    { method: 'GET', path: /^\/version$/, scopes: [...reading, 'read_user'], run: () => json(200, metadata()) },
    {
      method: 'GET',
      path: /^\/personal_access_tokens\/self$/,
      scopes: null,
      run: ({ caller }) =>
        caller.token
          ? json(200, entity.tokenEntity(caller.token))
          : json(400, { message: 'This endpoint requires token type to be a personal access token' }),
    },
    { method: 'POST', path: /^\/personal_access_tokens\/self\/rotate$/, scopes: ['api', 'self_rotate'], run: rotate },
    { method: 'GET', path: /^\/projects$/, scopes: reading, anonymous: true, run: projects },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)$/,
      scopes: reading,
      anonymous: true,
      run: (call) => {
        const found = project(call);
        return found ? json(200, entity.projectFull(base(), store, found, call.user)) : apiMissing('Project');
      },
    },
    { method: 'GET', path: /^\/projects\/([^/]+)\/members(?:\/all)?$/, scopes: reading, run: members },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/jobs$/,
      scopes: reading,
      anonymous: true,
      run: (call) => {
        const owner = project(call);
        return owner
          ? jobs(
              call.ask,
              store.jobs.filter((job) => job.pipeline.project === owner),
            )
          : apiMissing('Project');
      },
    },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/jobs\/(\d+)$/,
      scopes: reading,
      anonymous: true,
      run: (call) => withJob(call, (job) => json(200, entity.jobEntity(base(), job))),
    },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/jobs\/(\d+)\/trace$/,
      scopes: reading,
      anonymous: true,
      run: (call) => withJob(call, (job) => ({ ...text(200, '', { 'Content-Type': 'text/plain' }), body: job.log })),
    },
    {
      method: 'POST',
      path: /^\/projects\/([^/]+)\/jobs\/(\d+)\/cancel$/,
      scopes: acting,
      run: (call) =>
        withOwnJob(call, (job, user) => {
          const force = (call.ask.query.get('force') ?? bodyOf(call.ask).force?.toString()) === 'true';
          if (force && store.level(job.pipeline.project, user) < 40) return apiError(403);
          if (force && job.status !== 'canceling') {
            return json(422, { message: '422 Unprocessable Entity - Job is not force cancelable' });
          }
          actions.cancel(job, force);
          return json(201, entity.jobEntity(base(), job));
        }),
    },
    {
      method: 'POST',
      path: /^\/projects\/([^/]+)\/jobs\/(\d+)\/retry$/,
      scopes: acting,
      run: (call) =>
        withOwnJob(call, (job, user) => {
          const fresh = actions.retry(job, user);
          return fresh
            ? json(201, entity.jobEntity(base(), fresh))
            : json(403, { message: '403 Forbidden - Job is not retryable' });
        }),
    },
    {
      method: 'POST',
      path: /^\/projects\/([^/]+)\/jobs\/(\d+)\/play$/,
      scopes: acting,
      run: (call) =>
        withOwnJob(call, (job, user) =>
          actions.play(job, user)
            ? json(200, entity.jobEntity(base(), job))
            : json(400, { message: '400 Bad request - Unplayable Job' }),
        ),
    },
    { method: 'GET', path: /^\/projects\/([^/]+)\/pipelines$/, scopes: reading, anonymous: true, run: pipelines },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/pipelines\/(\d+)$/,
      scopes: reading,
      anonymous: true,
      run: (call) => withPipeline(call, (pipeline) => json(200, entity.pipelineFull(base(), pipeline))),
    },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/pipelines\/(\d+)\/jobs$/,
      scopes: reading,
      anonymous: true,
      run: (call) =>
        withPipeline(call, (pipeline) =>
          jobs(
            call.ask,
            pipeline.jobs.filter((job) => !job.retried || call.ask.query.get('include_retried') === 'true'),
          ),
        ),
    },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/pipelines\/(\d+)\/bridges$/,
      scopes: reading,
      anonymous: true,
      run: (call) => withPipeline(call, (pipeline) => bridges(call.ask, pipeline)),
    },
  ];

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

  return (ask, caller) => {
    const path = ask.path.slice('/api/v4'.length);
    if (caller.refusal) {
      // Rotating with a dead token is taken for theft: the whole family dies.
      const dead = store.tokens.find((token) => token.value === ask.headers['private-token'] && token.revoked);
      if (dead && path.endsWith('/rotate'))
        for (const one of store.tokens) if (one.family === dead.family) one.revoked = true;
      return caller.refusal;
    }
    const method = ask.method === 'HEAD' ? 'GET' : ask.method;
    for (const route of routes) {
      const match = route.method === method ? path.match(route.path) : null;
      if (!match) continue;
      if (caller.token && isExpired(caller.token)) return apiError(401);
      if (!caller.user && !route.anonymous) return apiError(401);
      const refusal = route.scopes ? scopeRefusal(caller, route.scopes) : null;
      return refusal ?? route.run({ ask, caller, user: caller.user, match });
    }
    return json(404, { error: '404 Not Found' });
  };
}

function bodyOf(ask: Ask): Record<string, unknown> {
  try {
    return JSON.parse(ask.body.toString() || '{}') as Record<string, unknown>;
  } catch {
    return Object.fromEntries(new URLSearchParams(ask.body.toString()));
  }
}
