import type { WebServer } from './server.ts';

interface ConsoleDeps {
  readonly server: Pick<WebServer, 'freshUrl'>;
  readonly print: (line: string) => void;
  readonly heldJobs: () => readonly string[];
  /** Jobs that the user waits for. */
  readonly waitingJobs: () => readonly string[];
  /** Called once. */
  readonly onStop: () => void;
}

/** The terminal that `npm start` runs in: Enter prints a fresh address, Ctrl-C ends, after a warning where that costs a job's hold. */
export function attachConsole({ server, print, heldJobs, waitingJobs, onStop }: ConsoleDeps): void {
  let stopping = false;
  let warned = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    const waiting = waitingJobs();
    if (waiting.length > 0) print(`\nStill waited for, from the next start on: ${waiting.join(', ')}.`);
    onStop();
  };

  process.on('SIGINT', () => {
    const held = heldJobs();
    if (held.length === 0 || warned || !process.stdin.isTTY) return stop();
    warned = true;
    print(`\nThese jobs are held open and would finish: ${held.join(', ')}. Press Ctrl-C again to end.`);
  });
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  // The launcher is gone, however it went.
  process.on('disconnect', stop);

  if (!process.stdin.isTTY) return;
  print('Press Enter for a new address, Ctrl-C to end.');
  process.stdin.on('data', () => print(server.freshUrl()));
}
