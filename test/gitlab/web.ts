import { stripVTControlCharacters } from 'node:util';
import { type WebCaller, webCaller } from './authentication.ts';
import { terminalRoute, workhorseType } from './channel.ts';
import { type Answer, type Ask, cookies, html, json, redirect, text } from './exchange.ts';
import { escapeHtml, layout, notFoundPage } from './pages.ts';
import { createSignInRoutes } from './sign-in.ts';
import { finalStatuses, type JobRecord, type ProjectRecord, type Store, secretOf, timeoutSecondsOf } from './store.ts';
import { tokenPage } from './token-page.ts';
import { tracePart } from './trace-json.ts';

/** Rails' web routes: the session cookie and nothing else signs in here. */
export interface Web {
  answer(ask: Ask): Answer;
  /** `terminal.ws/authorize`, which only Workhorse may ask. */
  authorise(ask: Ask): Answer;
  /** Session → CSRF token; the API wants it for writing with a cookie. */
  readonly csrf: ReadonlyMap<string, string>;
}

/** As chronic_duration's short form: `1h 30m`. */
function humanDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join(' ');
}

export function createWeb(deps: {
  readonly store: Store;
  readonly root: string;
  readonly secure: boolean;
  readonly base: () => string;
}): Web {
  const { store, root } = deps;
  const csrf = new Map<string, string>();

  const cookie = (name: string, value: string, extra = '') =>
    `${name}=${value}; path=${root || '/'}${extra}; HttpOnly${deps.secure ? '; secure' : ''}; SameSite=Lax`;

  function csrfOf(session: string): string {
    const token = csrf.get(session) ?? secretOf(32);
    csrf.set(session, token);
    return token;
  }

  const signIn = createSignInRoutes({ store, root, base: deps.base, csrf, csrfOf, cookie });

  function jobAt(path: string): { project: ProjectRecord; job: JobRecord | null } | null {
    const match = /^\/(.+)\/-\/jobs\/(\d+)/.exec(path);
    const project = match ? store.projectAt(decodeURIComponent(match[1] ?? '')) : null;
    if (!match || !project) return null;
    const job = store.jobs.find((one) => one.id === Number(match[2]) && one.pipeline.project === project) ?? null;
    return { project, job };
  }

  /** Signed out on something not public: to sign-in. Else as if it were not there. */
  const hidden = (caller: WebCaller, project: ProjectRecord | null): Answer =>
    caller.user === null && project?.visibility !== 'public'
      ? redirect(`${deps.base()}/users/sign_in`)
      : html(404, notFoundPage);

  function authorise(ask: Ask): Answer {
    const path = ask.path.slice(0, -'/authorize'.length);
    const caller = webCaller(store, ask.headers, false);
    const found = jobAt(path);
    if (!found?.job || !store.canSee(found.project, caller.user)) return hidden(caller, found?.project ?? null);
    const { job } = found;
    if (caller.user === null) return hidden(caller, found.project);
    if (!store.canOpenTerminal(job, caller.user) || Date.now() < job.youngUntil) return html(404, notFoundPage);
    const channel = {
      Subprotocols: ['terminal.gitlab.com'],
      Url: `wss://127.0.0.1:8093/session/${job.id}/exec`,
      Header: { Authorization: ['runner session'] },
      CAPem: '',
      MaxSessionTime: null,
    };
    return { status: 200, headers: { 'Content-Type': workhorseType }, body: JSON.stringify({ Channel: channel }) };
  }

  function jobJson(job: JobRecord, caller: WebCaller): Answer {
    const base = `${root}/${job.pipeline.project.path}`;
    const running = job.status === 'running';
    return json(
      200,
      {
        id: job.id,
        name: job.options.name,
        started: job.startedAt ? new Date(job.startedAt).toISOString() : null,
        complete: finalStatuses.includes(job.status),
        archived: false,
        build_path: `${base}/-/jobs/${job.id}`,
        ...(store.canUpdate(job.pipeline.project, caller.user) && running
          ? { cancel_path: `${base}/-/jobs/${job.id}/cancel` }
          : {}),
        playable: job.status === 'manual',
        scheduled: job.status === 'scheduled',
        ...(job.status === 'scheduled' && job.scheduledAt !== null
          ? { scheduled_at: new Date(job.scheduledAt).toISOString() }
          : {}),
        created_at: new Date(job.createdAt).toISOString(),
        updated_at: new Date(job.finishedAt ?? job.startedAt ?? job.createdAt).toISOString(),
        queued_at: new Date(job.createdAt).toISOString(),
        status: {
          icon: `status_${job.status}`,
          text: job.status,
          label: job.status,
          group: job.status,
          has_details: true,
          details_path: `${base}/-/jobs/${job.id}`,
        },
        stage: job.options.stage ?? 'test',
        duration: job.startedAt ? ((job.finishedAt ?? job.now()) - job.startedAt) / 1000 : null,
        runner: { id: job.runner.id, description: job.runner.description, short_sha: 'a1b2c3d4' },
        user: {
          id: job.user.id,
          username: job.user.username,
          name: job.user.name,
          state: 'active',
          web_url: `${deps.base()}/${job.user.username}`,
        },
        pipeline: {
          id: job.pipeline.id,
          path: `${base}/-/pipelines/${job.pipeline.id}`,
          ref: { name: job.pipeline.ref },
        },
        raw_path: `${base}/-/jobs/${job.id}/raw`,
        ...(store.canOpenTerminal(job, caller.user) ? { terminal_path: `${base}/-/jobs/${job.id}/terminal` } : {}),
        tags: job.options.tags ?? [],
        has_trace: job.log.length > 0,
        metadata: {
          timeout_human_readable:
            job.startedAt === null || job.options.timeoutUntold ? null : humanDuration(timeoutSecondsOf(job)),
          timeout_source: job.options.jobTimeoutSeconds === undefined ? 'project' : 'job',
        },
        ...(job.status === 'failed' ? { failure_reason: job.failureReason } : {}),
      },
      { 'Poll-Interval': '10000' },
    );
  }

  function traceJson(ask: Ask, job: JobRecord): Answer {
    if (job.log.length === 0) return { status: 204, headers: {}, body: '' };
    return json(200, {
      id: job.id,
      status: job.status,
      complete: finalStatuses.includes(job.status),
      ...tracePart(job.log, ask.query.get('state')),
    });
  }

  function jobRoutes(ask: Ask, caller: WebCaller): Answer | null {
    const match = /^\/.+?\/-\/jobs\/\d+(\.json|\/trace\.json|\/raw|\/terminal|\/terminal\.ws)?$/.exec(ask.path);
    if (!match) return null;
    const found = jobAt(ask.path);
    if (!found?.job || !store.canSee(found.project, caller.user)) return hidden(caller, found?.project ?? null);
    const { job } = found;
    switch (match[1]) {
      case '.json':
        return jobJson(job, caller);
      case '/trace.json':
        return traceJson(ask, job);
      case '/raw':
        return { ...text(200, ''), body: job.log };
      case '/terminal.ws':
        // Only Workhorse's upgrade has a meaning here; Rails knows no such page.
        return html(404, notFoundPage);
      case '/terminal':
        if (!store.canOpenTerminal(job, caller.user)) return hidden(caller, found.project);
        break;
      default:
    }
    return html(
      200,
      layout(
        `${job.options.name} (#${job.id}) · Jobs · ${found.project.path}`,
        `<h1>${escapeHtml(job.options.name)}</h1><p>${job.status} · ${escapeHtml(job.pipeline.ref)} · started by ${escapeHtml(job.user.name)}</p><pre>${escapeHtml(stripVTControlCharacters(job.log.toString()))}</pre>`,
        csrfFor(ask, caller),
      ),
    );
  }

  /** Every page of somebody who is signed in carries it. */
  function csrfFor(ask: Ask, caller: WebCaller): string | null {
    const session = cookies(ask.headers.cookie).get('_gitlab_session') ?? '';
    return caller.user ? csrfOf(caller.newSession ?? session) : null;
  }

  function pages(ask: Ask, caller: WebCaller): Answer {
    const token = csrfFor(ask, caller);
    if (ask.path === '/' || ask.path === '') {
      if (!caller.user) return redirect(`${deps.base()}/users/sign_in`);
      const own = store.projects.filter((project) => store.level(project, caller.user) > 0);
      const list = own
        .map((project) => `<li><a href="${root}/${project.path}">${escapeHtml(project.path)}</a></li>`)
        .join('');
      return html(200, layout('Projects', `<h1>Projects</h1><ul>${list}</ul>`, token));
    }
    if (ask.path === '/help') return html(200, layout('Help', '<h1>GitLab</h1>', token));
    const tokens = tokenPage(ask, { store, root, base: deps.base(), user: caller.user, csrf: token });
    if (tokens !== null) return tokens;
    const path = decodeURIComponent(ask.path.slice(1).replace(/\/-\/.*$/, ''));
    const project = store.projectAt(path);
    if (project && store.canSee(project, caller.user)) {
      const jobs = project.pipelines
        .flatMap((pipeline) => pipeline.jobs)
        .slice(-50)
        .reverse();
      const list = jobs
        .map(
          (job) =>
            `<li><a href="${root}/${project.path}/-/jobs/${job.id}">${escapeHtml(job.options.name)}</a> ${job.status}</li>`,
        )
        .join('');
      return html(200, layout(project.path, `<h1>${escapeHtml(project.path)}</h1><ul>${list}</ul>`, token));
    }
    return hidden(caller, project);
  }

  return {
    csrf,
    authorise,
    answer(ask) {
      const caller = webCaller(store, ask.headers, !terminalRoute.test(ask.path));
      const signing = signIn(ask, caller.user);
      if (signing !== null) return signing;
      if (caller.user !== null && store.owesTerms.has(caller.user.id)) return redirect(`${deps.base()}/-/users/terms`);
      const answer = jobRoutes(ask, caller) ?? pages(ask, caller);
      const session = caller.newSession ?? cookies(ask.headers.cookie).get('_gitlab_session') ?? '';
      const dated = caller.user === null ? null : store.sessionLife.use(session);
      if (!caller.newSession && dated === null) return answer;
      return {
        ...answer,
        headers: { ...answer.headers, 'Set-Cookie': [cookie('_gitlab_session', session, dated ?? '')] },
      };
    },
  };
}
