import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Ends what the instance started, also when our own process is killed: a small bash that knows every process group,
 * session and temporary folder, and clears them when the pipe from us closes.
 */
export interface Reaper {
  /** A process group or terminal session (their ids are the first process's). */
  watch(pid: number): void;
  /** SIGKILL to everything in it, then forgotten. */
  kill(pid: number): void;
  forget(pid: number): void;
  watchFolder(path: string): void;
  dispose(): Promise<void>;
}

// A shell's jobs have process groups of their own, so a terminal is cleared by its session id, field 6 of /proc/N/stat.
// What left its session (a tmux server, setsid) still carries its home in its environment: that is the last sweep.
// Where there is no /proc, the group and the hang-up of the closed pty have to do.
const program = `
trap '' HUP INT TERM
declare -A groups folders
end() {
  for stat in /proc/[0-9]*/stat; do
    { read -r line < "$stat"; } 2>/dev/null || continue
    fields=(\${line##*) })
    [ "\${fields[3]}" = "$1" ] && kill -KILL "\${line%% *}" 2>/dev/null
  done
  kill -KILL -- "-$1" 2>/dev/null
}
while IFS=' ' read -r verb what; do
  case $verb in
    watch) groups[$what]=1 ;;
    kill) unset "groups[$what]"; end "$what" ;;
    forget) unset "groups[$what]" ;;
    folder) folders[$what]=1 ;;
  esac
done
for group in "\${!groups[@]}"; do end "$group"; done
for folder in "\${!folders[@]}"; do
  for environ in $(grep -lF -- "HOME=$folder" /proc/[0-9]*/environ 2>/dev/null); do
    process=\${environ#/proc/}
    kill -KILL "\${process%%/*}" 2>/dev/null
  done
done
for folder in "\${!folders[@]}"; do rm -rf -- "$folder" || { sleep 0.2; rm -rf -- "$folder"; }; done
`;

export function createReaper(): Reaper {
  const child = spawn('bash', ['-c', program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  const input = child.stdin;
  input.on('error', () => undefined);
  (input as typeof input & { unref?: () => void }).unref?.();
  const exited = once(child, 'exit');
  let disposed: Promise<void> | null = null;
  const say = (verb: string, what: string | number) => {
    if (!disposed) input.write(`${verb} ${what}\n`);
  };
  return {
    watch: (pid) => say('watch', pid),
    kill: (pid) => say('kill', pid),
    forget: (pid) => say('forget', pid),
    watchFolder: (path) => say('folder', path),
    dispose() {
      disposed ??= (async () => {
        child.ref();
        input.end();
        await exited;
      })();
      return disposed;
    },
  };
}
