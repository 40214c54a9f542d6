import type { ChildProcess } from 'node:child_process';

export const exited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Resolves with how the process ended. */
export function untilExit(child: ChildProcess): Promise<string> {
  if (exited(child)) return Promise.resolve(String(child.exitCode ?? child.signalCode));
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(String(code ?? signal))));
}

/** True when it ended within the time. */
export async function endsWithin(child: ChildProcess, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([untilExit(child).then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the first match of what the process prints; rejects when it ends before. */
export function untilPrinted(child: ChildProcess, printed: () => string, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(printed());
      if (match === null) return;
      stop();
      resolve(match);
    };
    const onExit = () => {
      stop();
      reject(new Error(`the process ended (${child.exitCode ?? child.signalCode}) and printed:\n${printed()}`));
    };
    const stop = () => {
      child.stdout?.off('data', look);
      child.stderr?.off('data', look);
      child.off('exit', onExit);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', onExit);
    look();
  });
}
