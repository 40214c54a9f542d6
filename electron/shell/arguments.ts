import { parseJobArgument } from '../doors/urls.ts';

export interface DesktopArguments {
  /** Null = Electron's `userData`. */
  readonly dataDir: string | null;
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
  let demo = false;
  let jobUrl: string | null = null;

  for (const [index, argument] of argv.entries()) {
    if (argument === '--demo') demo = true;
    else if (argument === '--data-dir') dataDir = argv[index + 1] ?? dataDir;
    else if (argument.startsWith('--data-dir=')) dataDir = argument.slice('--data-dir='.length) || dataDir;
    else jobUrl ??= parseJobArgument(argument);
  }
  return { dataDir, demo, jobUrl };
}
