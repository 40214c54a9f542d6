import { join } from 'node:path';
import type { CommandLine } from '../doors/command-line.ts';

/** The program that a door runs in, with its arguments. */
export interface DoorCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** Electron learned ES modules in main with 28, and the calls we use with 30; older ones run the compat build. */
const OLDEST_FOR_MODULES = 30;

/** The launcher has judged the arguments; this says them again in one form. None of them is ever a secret. */
function doorArguments(options: CommandLine, dataDir: string | null): string[] {
  return [
    ...(dataDir === null ? [] : ['--data-dir', dataDir]),
    ...(options.policyFile === null ? [] : ['--policy', options.policyFile]),
    ...(options.demo ? ['--demo'] : []),
    ...(options.jobUrl === null ? [] : [options.jobUrl]),
  ];
}

export function browserDoor(repoDir: string, options: CommandLine, dataDir: string | null): DoorCommand {
  return {
    program: process.execPath,
    args: [
      join(repoDir, 'dist', 'electron', 'serve.mjs'),
      ...(options.port === null ? [] : ['--port', String(options.port)]),
      ...(options.open ? [] : ['--no-open']),
      ...(options.localShell ? ['--local-shell'] : []),
      ...doorArguments(options, dataDir),
    ],
  };
}

export function desktopDoor(
  repoDir: string,
  electron: { readonly program: string; readonly major: number },
  options: CommandLine,
  dataDir: string | null,
  withoutSandbox: boolean,
): DoorCommand {
  const appDir = electron.major < OLDEST_FOR_MODULES ? join(repoDir, 'dist', 'compat') : repoDir;
  return {
    program: electron.program,
    args: [...(withoutSandbox ? ['--no-sandbox'] : []), appDir, ...doorArguments(options, dataDir)],
  };
}
