import type { Timing } from './api.ts';
import type { JobRun } from './job-run.ts';
import * as frame from './log-frame.ts';
import type { Pty, PtyOptions } from './pty.ts';
import type { Reaper } from './reaper.ts';
import { createRunLog, writePrelude } from './run-log.ts';
import { createRunnerTerminal, type RunnerTerminal } from './runner-terminal.ts';
import { type RunningScript, startScript } from './script.ts';
import { baseEnvironment, spawnShell } from './shell.ts';
import { type JobRecord, timeoutSecondsOf } from './store.ts';
import type { Timers } from './timers.ts';
import { makeWorkplace } from './workplace.ts';

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

export function startRun(deps: RunDeps): JobRun {
  const { job, timers } = deps;
  const { options } = job;
  const kind = options.executor ?? 'shell';
  const docker = kind === 'docker';
  const inContainer = docker || kind === 'kubernetes';
  const leftSocket = options.leftSocket ?? (docker ? 'stays' : 'closes');
  const begun = Date.now() - (options.startedSecondsAgo ?? 0) * 1000;
  const jobTimeoutSeconds = timeoutSecondsOf(job);
  const sessionTimeoutSeconds = options.sessionTimeoutSeconds ?? 1800;
  const place = makeWorkplace(deps);
  const log = createRunLog(deps);

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

  function close(): void {
    alive = false;
    log.close();
  }

  function interruptWith(what: Interrupt): void {
    if (interrupt === 'killed') return;
    interrupt = what;
    running?.kill();
    wake?.();
  }

  async function stage(
    name: string,
    title: string,
    script: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ScriptEnd> {
    log.append(frame.sectionStart(name, title, log.seconds()));
    const before = interrupt;
    running = startScript({
      script,
      cwd: place.buildFolder,
      env: { ...baseEnvironment(place.runnerFolder), ...place.variables, ...env },
      reaper: deps.reaper,
      onOutput: log.append,
    });
    if (forcedCode !== null && name === 'step_script') running.kill();
    const code = await running.exited;
    running = null;
    const cut = interrupt !== before ? interrupt : null;
    if (cut === 'canceled' || cut === 'timeout' || cut === 'terminated') log.append('Terminated\n');
    if (cut === 'timeout') log.append(frame.timeoutExceeded(name));
    log.append(frame.sectionEnd(name, log.seconds()));
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
    log.append(frame.holdBegins(seconds));
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
    if (gone || cut === 'terminated') log.append(frame.terminalGone());
    else log.append(frame.holdUsedUp(seconds));
  }

  function finish(status: 'success' | 'failed', reason: string | null): void {
    if (!alive) return;
    log.section('cleanup_file_variables', 'Cleaning up project directory and file based variables', '');
    log.append(status === 'success' ? frame.info('Job succeeded') : frame.failure(reason ?? ''));
    log.flush();
  }

  async function run(): Promise<void> {
    writePrelude(log, job, place);
    await timers.wait(options.preparingMs ?? 0);
    executorReady = true;
    containerUp = true;
    for (const waiter of [...readyWaiters]) waiter();
    const limitUndo = timers.after(begun + jobTimeoutSeconds * 1000 - Date.now(), () => {
      if (running) interruptWith('timeout');
    });
    const end = interrupt
      ? ({ kind: interrupt } as ScriptEnd)
      : await stage('step_script', 'Executing "step_script" stage of the job script', options.script ?? 'sleep 3600');
    if (docker) endContainerShells();
    if (end.kind === 'killed') return;
    if (end.kind === 'canceling') log.append(frame.cancelledOutside());
    const cut = end.kind === 'canceled' || end.kind === 'terminated' || end.kind === 'timeout';
    if (end.kind === 'canceled' || end.kind === 'terminated') log.append(frame.afterScriptCancelled());
    if (options.afterScript && !cut) {
      containerUp = true;
      // doc/ci/variables/predefined_variables.md: only `after_script` can rely on it
      const status = end.kind === 'exit' ? (end.code === 0 ? 'success' : 'failed') : 'canceled';
      await stage('after_script', 'Running after_script', options.afterScript, { CI_JOB_STATUS: status });
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
      log.append(frame.holdBegins(end.kind === 'timeout' ? 0 : Math.min(sessionTimeoutSeconds, jobTimeoutSeconds)));
      if (end.kind === 'terminated') {
        log.append(frame.terminalGone());
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
    close();
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
      kind: inContainer ? 'docker' : 'shell',
      cwd: inContainer ? '/' : place.runnerFolder,
      env: inContainer
        ? { ...baseEnvironment(place.runnerFolder), ...place.variables }
        : baseEnvironment(place.runnerFolder),
    });
    shells.add(pty);
    return createRunnerTerminal({ pty, staysOpenAfterExit: leftSocket === 'stays' });
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
      close();
      for (const pty of shells) deps.reaper.kill(pty.pid);
      terminal?.end();
    },
    dispose() {
      close();
      interruptWith('killed');
      for (const pty of shells) deps.reaper.kill(pty.pid);
      terminal?.end();
    },
  };
}
