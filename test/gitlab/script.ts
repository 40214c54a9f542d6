import { type ChildProcess, spawn } from 'node:child_process';
import type { Reaper } from './reaper.ts';

/** One stage of a job's script, as a bash in a process group of its own. */
export interface RunningScript {
  /** Resolves with the exit code once its output is in. */
  readonly exited: Promise<number>;
  /** Everything in its process group. */
  kill(): void;
}

/**
 * Echoes each command as a runner does, then runs it. Lines are joined until bash can parse them, so that loops,
 * functions and here-documents stay whole; the first line of such a block is shown with the runner's remark.
 */
const driver = `
exec 2>&1
set -eo pipefail
__jd_item=
while IFS= read -r __jd_line <&9 || [ -n "$__jd_line" ]; do
  __jd_item+="$__jd_line"$'\\n'
  if ! eval "__jd_probe() { :;"$'\\n'"$__jd_item"$'\\n}' 2>/dev/null; then continue; fi
  if [ -z "\${__jd_item//[$' \\t\\n']/}" ]; then __jd_item=; continue; fi
  __jd_shown=\${__jd_item%$'\\n'}
  case $__jd_shown in
    *$'\\n'*) printf '\\e[32;1m$ %s # collapsed multi-line command\\e[0;m\\n' "\${__jd_shown%%$'\\n'*}" ;;
    *) printf '\\e[32;1m$ %s\\e[0;m\\n' "$__jd_shown" ;;
  esac
  __jd_run=$__jd_item
  __jd_item=
  eval "$__jd_run"
done
if [ -n "$__jd_item" ]; then eval "$__jd_item"; fi
`;

export function startScript(options: {
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly reaper: Reaper;
  readonly onOutput: (bytes: Buffer) => void;
}): RunningScript {
  const child: ChildProcess = spawn('bash', ['-c', driver], {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    // Descriptor 9 carries the script: commands find their own standard input closed, as under a runner.
    stdio: ['ignore', 'pipe', 'ignore', ...Array.from({ length: 6 }, () => 'ignore' as const), 'pipe'],
  });
  const { pid } = child;
  if (pid !== undefined) options.reaper.watch(pid);
  child.unref();
  const feed = (child.stdio as readonly unknown[])[9] as NodeJS.WritableStream;
  feed.on('error', () => undefined);
  feed.end(options.script);
  child.stdout?.on('data', options.onOutput);
  return {
    exited: new Promise((resolve) => {
      let code = 1;
      let over = false;
      const finish = () => {
        if (over) return;
        over = true;
        if (pid !== undefined) options.reaper.kill(pid);
        resolve(code);
      };
      child.on('error', finish);
      child.on('exit', (exitCode, signal) => {
        code = exitCode ?? (signal ? 137 : 1);
        // A background child may hold the pipe open; what it prints after the script is nobody's.
        setTimeout(finish, 50).unref();
      });
      child.on('close', finish);
    }),
    kill() {
      if (pid === undefined) return;
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // gone already
      }
    },
  };
}
