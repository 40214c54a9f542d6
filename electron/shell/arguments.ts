import { parseJobArgument } from '../doors/urls.ts';

export interface DesktopArguments {
  /** Null = Electron's `userData`. */
  readonly dataDir: string | null;
  /** Null = the system's place for it. */
  readonly policyFile: string | null;
  readonly demo: boolean;
  readonly jobUrl: string | null;
}

/**
 * What main was started with. Lenient where the launcher is strict: Electron, its wrappers and the desktop's own
 * starters add switches of theirs, and a deep link comes as one more argument.
 */
export function parseDesktopArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DesktopArguments {
  let dataDir: string | null = env.JOBDECK_DATA_DIR || null;
  let policyFile: string | null = null;
  let demo = false;
  let jobUrl: string | null = null;

  for (const [index, argument] of argv.entries()) {
    if (argument === '--demo') demo = true;
    else if (argument === '--data-dir') dataDir = argv[index + 1] ?? dataDir;
    else if (argument.startsWith('--data-dir=')) dataDir = argument.slice('--data-dir='.length) || dataDir;
    else if (argument === '--policy') policyFile = argv[index + 1] ?? policyFile;
    else if (argument.startsWith('--policy=')) policyFile = argument.slice('--policy='.length) || policyFile;
    else jobUrl ??= parseJobArgument(argument);
  }
  return { dataDir, policyFile, demo, jobUrl };
}
