import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { DoorCommand } from './door.ts';

/**
 * Runs a door in this terminal and resolves with its exit code. The channel between the two carries nothing: it tells
 * the browser door when this process is gone.
 */
export function runDoor({ program, args }: DoorCommand): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const door = spawn(program, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });

  const forward = (signal: NodeJS.Signals) => () => {
    // Ctrl-C already reached the door: a terminal signals all that run in it.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) door.kill(signal);
  };
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [signal, forward(signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);

  return new Promise((resolve, reject) => {
    door.on('error', reject);
    door.on('exit', (code, signal) => {
      for (const [name, handler] of handlers) process.off(name, handler);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
