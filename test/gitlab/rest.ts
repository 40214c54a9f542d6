import type { ApiCaller } from './authentication.ts';
import { isExpired, scopeRefusal } from './authentication.ts';
import { type Answer, type Ask, apiError, apiMissing, json, text } from './exchange.ts';
import type { JobActions } from './job-actions.ts';
import * as entity from './rest-entities.ts';
import { createLists } from './rest-lists.ts';
import type { JobRecord, PipelineRecord, ProjectRecord, Store, UserRecord } from './store.ts';
import { bodyOf, knowsRotation, revokeFamily, rotate } from './token-rotation.ts';

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
  const lists = createLists(deps);

  function project(call: Call): ProjectRecord | null {
    const found = store.projectAt(decodeURIComponent(call.match[1] ?? ''));
    return found && store.canSee(found, call.user) ? found : null;
  }

  function withProject(call: Call, run: (owner: ProjectRecord) => Answer): Answer {
    const owner = project(call);
    return owner ? run(owner) : apiMissing('Project');
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
      run: ({ ask }) => lists.users(ask),
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
    {
      method: 'GET',
      path: /^\/broadcast_messages$/,
      scopes: null,
      anonymous: true,
      run: () =>
        json(
          200,
          store.announcements.map((one, index) => entity.announcementEntity(one, index + 1, store.now())).reverse(),
        ),
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
    {
      method: 'POST',
      path: /^\/personal_access_tokens\/self\/rotate$/,
      scopes: ['api', 'self_rotate'],
      run: ({ ask, caller }) =>
        knowsRotation(store) ? rotate(store, ask, caller) : json(404, { error: '404 Not Found' }),
    },
    {
      method: 'GET',
      path: /^\/projects$/,
      scopes: reading,
      anonymous: true,
      run: ({ ask, user }) => lists.projects(ask, user),
    },
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
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/members(?:\/all)?$/,
      scopes: reading,
      run: (call) => withProject(call, (owner) => lists.members(call.ask, owner)),
    },
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/jobs$/,
      scopes: reading,
      anonymous: true,
      run: (call) => {
        const owner = project(call);
        return owner
          ? lists.jobs(
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
    {
      method: 'GET',
      path: /^\/projects\/([^/]+)\/pipelines$/,
      scopes: reading,
      anonymous: true,
      run: (call) => withProject(call, (owner) => lists.pipelines(call.ask, owner)),
    },
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
          lists.jobs(
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
      run: (call) => withPipeline(call, (pipeline) => lists.bridges(call.ask, pipeline)),
    },
  ];

  return (ask, caller) => {
    const path = ask.path.slice('/api/v4'.length);
    if (caller.refusal) {
      if (path.endsWith('/rotate')) revokeFamily(store, ask.headers['private-token']);
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
