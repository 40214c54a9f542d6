import type { ExecutorKind, Timing } from './api.ts';
import * as frame from './log-frame.ts';
import { figureOf, type JobRecord } from './store.ts';
import type { Timers } from './timers.ts';

/** A job's log on its way from the runner to GitLab, which gets it in parts. */
export interface RunLog {
  append(text: string | Buffer): void;
  /** A whole section with its two marks. */
  section(name: string, title: string, body: string): void;
  /** Hands over what GitLab does not have yet. */
  flush(): void;
  /** Nothing is taken or handed over any more. */
  close(): void;
  /** The runner's clock, in whole seconds. */
  seconds(): number;
}

/** The runner stops collecting a log at its output_limit. */
const limitBytes = 4 * 1024 * 1024;

export function createRunLog(deps: {
  readonly job: JobRecord;
  readonly timing: () => Timing;
  readonly timers: Timers;
}): RunLog {
  const { job } = deps;
  let parts: Buffer[] = [];
  let bytes = 0;
  let open = true;
  let undo: (() => void) | null = null;

  const log: RunLog = {
    seconds: () => Math.floor((Date.now() + deps.timing().runnerClockSkewMs) / 1000),
    append(text) {
      if (!open || bytes > limitBytes) return;
      const part = typeof text === 'string' ? Buffer.from(text) : text;
      parts.push(part);
      bytes += part.length;
      if (bytes > limitBytes) {
        const words = `\n\x1b[33;1mJob's log exceeded limit of ${limitBytes} bytes.\nJob execution will continue but no more output will be collected.\x1b[0;m\n`;
        parts.push(Buffer.from(words));
      }
      undo ??= deps.timers.after(deps.timing().logPartEveryMs, log.flush);
    },
    section(name, title, body) {
      log.append(frame.sectionStart(name, title, log.seconds()) + body + frame.sectionEnd(name, log.seconds()));
    },
    flush() {
      undo?.();
      undo = null;
      if (parts.length > 0) job.log = Buffer.concat([job.log, ...parts]);
      parts = [];
      for (const listener of [...job.listeners]) listener();
    },
    close() {
      open = false;
      undo?.();
    },
  };
  return log;
}

/** What stands in a log before the script. */
export function writePrelude(
  log: RunLog,
  job: JobRecord,
  place: { readonly host: string; readonly shortToken: string; readonly buildFolder: string },
): void {
  const executor = job.options.executor ?? 'shell';
  const docker = executor === 'docker';
  const { host, shortToken } = place;
  const runnerName = job.runner.description;
  const version = '17.5.3 (12030cf4)';
  log.append(frame.plain(`Running with gitlab-runner ${version}`));
  log.append(frame.plain(`  on ${runnerName} ${shortToken}, system ID: s_${figureOf(host).toString(16)}`));
  const image = 'debian:bookworm';
  log.section(
    'prepare_executor',
    `Preparing the "${executor === 'no-session' ? 'shell' : executor}" executor`,
    using(executor, image),
  );
  log.section(
    'prepare_script',
    'Preparing environment',
    `Running on ${host}${docker ? ` via ${runnerName}` : ''}...\n`,
  );
  log.section(
    'get_sources',
    'Getting source from Git repository',
    frame.info('Fetching changes with git depth set to 20...') +
      `Reinitialized existing Git repository in ${place.buildFolder}/.git/\n` +
      frame.info(`Checking out ${job.pipeline.sha.slice(0, 8)} as detached HEAD (ref is ${job.pipeline.ref})...`) +
      '\n' +
      frame.info('Skipping Git submodules setup'),
  );
}

function using(executor: ExecutorKind, image: string): string {
  switch (executor) {
    case 'docker':
      return (
        frame.plain(`Using Docker executor with image ${image} ...`) + frame.plain(`Pulling docker image ${image} ...`)
      );
    case 'kubernetes':
      return (
        frame.plain('Using Kubernetes namespace: ci') + frame.plain(`Using Kubernetes executor with image ${image} ...`)
      );
    case 'shell':
    case 'no-session':
      return frame.plain('Using Shell (bash) executor...');
  }
}
