import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Timing } from './api.ts';
import * as frame from './log-frame.ts';
import type { Pty, PtyOptions } from './pty.ts';
import type { Reaper } from './reaper.ts';
import { createRunnerTerminal, type RunnerTerminal, type TerminalLink } from './runner-terminal.ts';
import { type RunningScript, startScript } from './script.ts';
import { baseEnvironment, makeHome, spawnShell } from './shell.ts';
import { figureOf, type JobRecord } from './store.ts';
import type { Timers } from './timers.ts';

/** One runner process running one job: the script, its log, the terminal and the hold (runner: common/build.go). */
export interface JobRun {
  /** The runner gave GitLab a session address. */
  readonly hasSession: boolean;
  readonly terminal: RunnerTerminal | null;
  /** What Workhorse's dial to the runner gives: null for every refusal, as its status is lost on the way. */
  dial(abandoned: Promise<void>): Promise<TerminalLink | null>;
  finishScript(exitCode: number): void;
  /** GitLab's answer to the next report says so; `graceful` = `canceling`. */
  cancel(graceful: boolean): void;
  stop(signal: 'SIGTERM' | 'SIGKILL' | 'SIGQUIT'): void;
  dispose(): void;
}

export interface RunDeps {
  readonly job: JobRecord;
  readonly instanceUrl: string;
  readonly folder: string;
  readonly hostName: string | null;
  readonly timing: () => Timing;
  readonly timers: Timers;
  readonly ptys: { spawn(options: PtyOptions): Pty };
  readonly reaper: Reaper;
  readonly setStatus: (status: string, failureReason?: string | null) => void;
}

type Interrupt = 'canceled' | 'canceling' | 'timeout' | 'terminated' | 'killed';
type ScriptEnd = { readonly kind: 'exit'; readonly code: number } | { readonly kind: Interrupt };

/** The runner stops collecting a log at its output_limit. */
const logLimitBytes = 4 * 1024 * 1024;

export function startRun(deps: RunDeps): JobRun {
  const { job, timers } = deps;
  const { options } = job;
  const kind = options.executor ?? 'shell';
  const docker = kind === 'docker';
  const begun = Date.now();
  const jobTimeoutSeconds = options.jobTimeoutSeconds ?? 3600;
  const sessionTimeoutSeconds = options.sessionTimeoutSeconds ?? 1800;
  const runnerName = job.runner.description;
  const shortToken = figureOf(runnerName).toString(36).padStart(9, 't').slice(0, 9);
  const containerName = `runner-${shortToken}-project-${job.pipeline.project.id}-concurrent-0`;
  const host = docker ? containerName : (deps.hostName ?? runnerName.replace(/[^a-z0-9-]+/gi, '-').toLowerCase());

  const runnerFolder = join(deps.folder, docker ? `containers/${job.id}` : `runners/${host}`);
  const buildFolder = join(runnerFolder, 'builds', shortToken, '0', job.pipeline.project.path);
  mkdirSync(buildFolder, { recursive: true });
  for (const [path, text] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(buildFolder, path)), { recursive: true });
    writeFileSync(join(buildFolder, path), text, { mode: 0o755 });
  }
  const home = makeHome(runnerFolder, docker ? `root@${host}:\\w# ` : `gitlab-runner@${host}:\\w$ `);
  const variables = ciVariables(job, deps.instanceUrl, buildFolder);

  let log: Buffer[] = [];
  let logBytes = 0;
  let flushUndo: (() => void) | null = null;
  let alive = true;
  let containerUp = false;
  let executorReady = false;
  const readyWaiters = new Set<() => void>();
  let interrupt: Interrupt | null = null;
  let running: RunningScript | null = null;
  let forcedCode: number | null = null;
  let wake: (() => void) | null = null;
  let terminal: RunnerTerminal | null = null;
  const shells = new Set<Pty>();

  const runnerSeconds = () => Math.floor((Date.now() + deps.timing().runnerClockSkewMs) / 1000);

  function flush(): void {
    flushUndo?.();
    flushUndo = null;
    if (log.length > 0) job.log = Buffer.concat([job.log, ...log]);
    log = [];
    for (const listener of [...job.listeners]) listener();
  }

  function append(text: string | Buffer): void {
    if (!alive || logBytes > logLimitBytes) return;
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    log.push(bytes);
    logBytes += bytes.length;
    if (logBytes > logLimitBytes) {
      log.push(
        Buffer.from(
          `\n\x1b[33;1mJob's log exceeded limit of ${logLimitBytes} bytes.\nJob execution will continue but no more output will be collected.\x1b[0;m\n`,
        ),
      );
    }
    flushUndo ??= timers.after(deps.timing().logPartEveryMs, flush);
  }

  function section(name: string, title: string, body: string): void {
    append(frame.sectionStart(name, title, runnerSeconds()) + body + frame.sectionEnd(name, runnerSeconds()));
  }

  function interruptWith(what: Interrupt): void {
    if (interrupt === 'killed') return;
    interrupt = what;
    running?.kill();
    wake?.();
  }

  async function stage(name: string, title: string, script: string): Promise<ScriptEnd> {
    append(frame.sectionStart(name, title, runnerSeconds()));
    const before = interrupt;
    running = startScript({
      script,
      cwd: buildFolder,
      env: { ...baseEnvironment(home), ...variables },
      reaper: deps.reaper,
      onOutput: append,
    });
    if (forcedCode !== null && name === 'step_script') running.kill();
    const code = await running.exited;
    running = null;
    const cut = interrupt !== before ? interrupt : null;
    if (cut === 'canceled' || cut === 'timeout' || cut === 'terminated') append('Terminated\n');
    if (cut === 'timeout') append(frame.timeoutExceeded(name));
    append(frame.sectionEnd(name, runnerSeconds()));
    if (cut) return { kind: cut };
    const end = { kind: 'exit', code: name === 'step_script' ? (forcedCode ?? code) : code } as const;
    return end;
  }

  /** A container's main process ends: every exec in it dies, at once and without a word in the log. */
  function endContainerShells(): void {
    containerUp = false;
    for (const pty of shells) deps.reaper.kill(pty.pid);
    shells.clear();
    terminal?.end();
  }

  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const undo = timers.after(ms, resolve);
      wake = () => {
        undo();
        resolve();
      };
    });
    wake = null;
  }

  /** Runner 17.5 holds the job after all its scripts while a terminal is connected. */
  async function hold(): Promise<void> {
    if (docker || !terminal) return;
    const left = jobTimeoutSeconds - (Date.now() - begun) / 1000;
    const seconds = Math.max(0, Math.min(sessionTimeoutSeconds, Math.round(left)));
    append(frame.holdBegins(seconds));
    const held = terminal;
    const before = interrupt;
    let gone = held.gone;
    held.onGone(() => {
      gone = true;
      wake?.();
    });
    if (!gone) await pause(seconds * 1000);
    const cut = interrupt !== before ? interrupt : null;
    if (cut === 'killed' || cut === 'canceled' || cut === 'canceling') return;
    if (gone || cut === 'terminated') append(frame.terminalGone());
    else append(frame.holdUsedUp(seconds));
  }

  function finish(status: 'success' | 'failed', reason: string | null): void {
    if (!alive) return;
    section('cleanup_file_variables', 'Cleaning up project directory and file based variables', '');
    append(status === 'success' ? frame.info('Job succeeded') : frame.failure(reason ?? ''));
    flush();
  }

  async function run(): Promise<void> {
    prelude();
    await timers.wait(options.preparingMs ?? 0);
    executorReady = true;
    containerUp = true;
    for (const waiter of [...readyWaiters]) waiter();
    const limitUndo = timers.after(jobTimeoutSeconds * 1000, () => {
      if (running) interruptWith('timeout');
    });
    const end = interrupt
      ? ({ kind: interrupt } as ScriptEnd)
      : await stage('step_script', 'Executing "step_script" stage of the job script', options.script ?? 'sleep 3600');
    if (docker) endContainerShells();
    if (end.kind === 'killed') return;
    if (end.kind === 'canceling') append(frame.cancelledOutside());
    const cut = end.kind === 'canceled' || end.kind === 'terminated' || end.kind === 'timeout';
    if (end.kind === 'canceled' || end.kind === 'terminated') append(frame.afterScriptCancelled());
    if (options.afterScript && !cut) {
      containerUp = true;
      await stage('after_script', 'Running after_script', options.afterScript);
      if (docker) endContainerShells();
    }
    limitUndo();
    if (interrupt === 'killed') return;
    if (!cut) {
      if (end.kind === 'exit' || end.kind === 'canceling') await hold();
      // Killed while holding; the compiler cannot see that another turn of the loop may have set it.
      if ((interrupt as Interrupt | null) === 'killed') return;
      terminal?.end();
    } else if (terminal && !docker) {
      append(frame.holdBegins(end.kind === 'timeout' ? 0 : Math.min(sessionTimeoutSeconds, jobTimeoutSeconds)));
      if (end.kind === 'terminated') {
        append(frame.terminalGone());
        terminal.end();
      } else terminal.deaden();
    }
    report(end);
  }

  function report(end: ScriptEnd): void {
    const wasHoldCancel = end.kind === 'exit' && (interrupt === 'canceled' || interrupt === 'canceling');
    const exitWord = docker ? 'exit code' : 'exit status';
    if (end.kind === 'exit' && interrupt === 'terminated') {
      finish('failed', ' (system failure): aborted: terminated');
      deps.setStatus('failed', 'runner_system_failure');
    } else if (end.kind === 'exit') {
      const good = end.code === 0;
      finish(good ? 'success' : 'failed', good ? null : `: ${exitWord} ${end.code}`);
      // Cancelled in the hold: the log has the script's result, GitLab keeps `canceled`.
      deps.setStatus(wasHoldCancel ? 'canceled' : good ? 'success' : 'failed', 'script_failure');
    } else if (end.kind === 'timeout') {
      finish('failed', `: execution took longer than ${frame.goDuration(jobTimeoutSeconds)} seconds`);
      deps.setStatus('failed', 'job_execution_timeout');
    } else if (end.kind === 'terminated') {
      finish('failed', ' (system failure): aborted: terminated');
      deps.setStatus('failed', 'runner_system_failure');
    } else {
      finish('failed', ': canceled');
      deps.setStatus('canceled');
    }
    alive = false;
  }

  function prelude(): void {
    const version = '17.5.3 (12030cf4)';
    append(frame.plain(`Running with gitlab-runner ${version}`));
    append(frame.plain(`  on ${runnerName} ${shortToken}, system ID: s_${figureOf(host).toString(16)}`));
    const image = 'debian:bookworm';
    section(
      'prepare_executor',
      `Preparing the "${docker ? 'docker' : 'shell'}" executor`,
      docker
        ? frame.plain(`Using Docker executor with image ${image} ...`) +
            frame.plain(`Pulling docker image ${image} ...`)
        : frame.plain('Using Shell (bash) executor...'),
    );
    section('prepare_script', 'Preparing environment', `Running on ${host}${docker ? ` via ${runnerName}` : ''}...\n`);
    section(
      'get_sources',
      'Getting source from Git repository',
      frame.info('Fetching changes with git depth set to 20...') +
        `Reinitialized existing Git repository in /builds/${job.pipeline.project.path}/.git/\n` +
        frame.info(`Checking out ${job.pipeline.sha.slice(0, 8)} as detached HEAD (ref is ${job.pipeline.ref})...`) +
        '\n' +
        frame.info('Skipping Git submodules setup'),
    );
  }

  async function ready(abandoned: Promise<void>): Promise<boolean> {
    if (executorReady) return true;
    const timing = deps.timing();
    return await new Promise<boolean>((resolve) => {
      const settle = (is: boolean) => {
        readyWaiters.delete(yes);
        undo();
        resolve(is);
      };
      const yes = () => settle(true);
      const undo = timers.after(docker ? timing.containerWaitMs : timing.executorWaitMs, () => settle(false));
      readyWaiters.add(yes);
      void abandoned.then(() => settle(false));
    });
  }

  function makeTerminal(): RunnerTerminal {
    const pty = spawnShell(deps.ptys, deps.reaper, {
      kind: docker ? 'docker' : 'shell',
      cwd: docker ? '/' : runnerFolder,
      env: docker ? { ...baseEnvironment(home), ...variables } : baseEnvironment(home),
    });
    shells.add(pty);
    return createRunnerTerminal({ pty, staysOpenAfterExit: docker });
  }

  let reserved = false;
  void run();

  return {
    hasSession: kind !== 'no-session',
    get terminal() {
      return terminal;
    },
    async dial(abandoned) {
      if (!alive || kind === 'no-session' || interrupt === 'killed') return null;
      if (reserved || terminal) return null;
      reserved = true;
      let given = false;
      void abandoned.then(() => {
        if (!given) reserved = false;
      });
      const isReady = await ready(abandoned);
      if (!isReady || !alive || (docker && !containerUp)) {
        reserved = false;
        return null;
      }
      given = true;
      reserved = false;
      const made = makeTerminal();
      terminal = made;
      made.onGone(() => {
        if (terminal === made) terminal = null;
      });
      return made.link;
    },
    finishScript(exitCode) {
      forcedCode = exitCode;
      running?.kill();
    },
    cancel(graceful) {
      const timing = deps.timing();
      // The runner learns of it in the answer to its next report: a log part while there is output, else its update.
      timers.after(running ? timing.logPartEveryMs : timing.runnerReportEveryMs, () =>
        interruptWith(graceful ? 'canceling' : 'canceled'),
      );
    },
    stop(signal) {
      if (signal === 'SIGQUIT') return;
      if (signal === 'SIGTERM') {
        interruptWith('terminated');
        return;
      }
      interruptWith('killed');
      alive = false;
      flushUndo?.();
      for (const pty of shells) deps.reaper.kill(pty.pid);
      terminal?.end();
    },
    dispose() {
      alive = false;
      interruptWith('killed');
      for (const pty of shells) deps.reaper.kill(pty.pid);
      terminal?.end();
    },
  };
}

function ciVariables(job: JobRecord, instanceUrl: string, folder: string): Record<string, string> {
  const { pipeline } = job;
  return {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_SERVER: 'yes',
    CI_SERVER_URL: instanceUrl,
    CI_API_V4_URL: `${instanceUrl}/api/v4`,
    CI_JOB_ID: String(job.id),
    CI_JOB_NAME: job.options.name,
    CI_JOB_STAGE: job.options.stage ?? 'test',
    CI_JOB_URL: `${instanceUrl}/${pipeline.project.path}/-/jobs/${job.id}`,
    CI_PROJECT_ID: String(pipeline.project.id),
    CI_PROJECT_PATH: pipeline.project.path,
    CI_PROJECT_NAME: pipeline.project.path.split('/').at(-1) ?? '',
    CI_PROJECT_DIR: folder,
    CI_PIPELINE_ID: String(pipeline.id),
    CI_PIPELINE_IID: String(pipeline.iid),
    CI_PIPELINE_SOURCE: pipeline.source,
    CI_COMMIT_REF_NAME: pipeline.ref,
    CI_COMMIT_SHA: pipeline.sha,
    CI_COMMIT_SHORT_SHA: pipeline.sha.slice(0, 8),
    CI_RUNNER_DESCRIPTION: job.runner.description,
    GITLAB_USER_LOGIN: job.user.username,
  };
}
