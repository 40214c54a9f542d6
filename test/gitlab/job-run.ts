import type { RunnerTerminal, TerminalLink } from './runner-terminal.ts';

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
