import { isDeepLink, parseJobArgument } from '../doors/urls.ts';
import { HIDDEN } from './desk/autostart.ts';

export interface DesktopArguments {
  /** Null = Electron's `userData`. */
  readonly dataDir: string | null;
  /** Null = the system's place for it. */
  readonly policyFile: string | null;
  readonly demo: boolean;
  /** What core is to open; a link of ours that names no job is in it too, so that the user hears of it. */
  readonly jobUrl: string | null;
  /** No window at first: the session's start asked for the app, and not the user. */
  readonly hidden: boolean;
}

/** A link of ours that leads nowhere, without what it says. */
const DEAD_LINK = 'jobdeck:';

/** The job URL in one argument or link, as `DesktopArguments.jobUrl` is meant. */
export function readJobLink(text: string): string | null {
  return parseJobArgument(text) ?? (isDeepLink(text) ? DEAD_LINK : null);
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
  let hidden = false;

  for (const [index, argument] of argv.entries()) {
    if (argument === '--demo') demo = true;
    else if (argument === HIDDEN) hidden = true;
    else if (argument === '--data-dir') dataDir = argv[index + 1] ?? dataDir;
    else if (argument.startsWith('--data-dir=')) dataDir = argument.slice('--data-dir='.length) || dataDir;
    else if (argument === '--policy') policyFile = argv[index + 1] ?? policyFile;
    else if (argument.startsWith('--policy=')) policyFile = argument.slice('--policy='.length) || policyFile;
    else jobUrl ??= readJobLink(argument);
  }
  return { dataDir, policyFile, demo, jobUrl, hidden };
}
