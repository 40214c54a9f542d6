import { spawn } from 'node:child_process';
import type { AwakeAnswer, Host } from '../core/host.ts';

/** Says that the lock is there, and then lasts as long as our end of its input: however we go, the lock goes too. */
const HOLD = ['sh', '-c', 'echo held; exec cat'] as const;
const SAID = 'held\n';

const DO_IT_YOURSELF = 'Keep it awake in its own power settings while a job is held.';

type Command = readonly [program: string, ...args: string[]];

/** What is tried, in order. Empty where the system has no such program. */
export function awakeCommands(platform: NodeJS.Platform, reason: string): readonly Command[] {
  const logind = (what: string): Command => [
    'systemd-inhibit',
    `--what=${what}`,
    '--who=Jobdeck',
    `--why=${reason}`,
    '--mode=block',
    ...HOLD,
  ];
  if (platform === 'darwin') return [['caffeinate', '-i', ...HOLD]];
  // What desktops do by themselves after a while is a sleep to logind; whoever is not at the seat may block idleness alone.
  return platform === 'linux' ? [logind('idle:sleep'), logind('idle')] : [];
}

/** Resolves with null when the system refused, or has no such program. */
function hold([program, ...args]: Command, onLost: () => void): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Ctrl-C in the terminal is for Jobdeck alone, which may only warn.
      detached: true,
    });
    let said = '';
    let isHeld = false;
    let isReleased = false;
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (isHeld || !said.includes(SAID)) return;
      isHeld = true;
      resolve(() => {
        isReleased = true;
        child.stdin.end();
      });
    });
    child.on('error', () => resolve(null));
    child.on('exit', () => {
      resolve(null);
      if (isHeld && !isReleased) onLost();
    });
  });
}

/** A browser's own wake lock ends with the tab's place in front, so it is the process behind it that asks the system. */
export function createKeepAwake(platform: NodeJS.Platform): Host['keepAwake'] {
  return async (reason, onLost): Promise<AwakeAnswer> => {
    const commands = awakeCommands(platform, reason);
    for (const command of commands) {
      const release = await hold(command, () => onLost(`This computer took its word back. ${DO_IT_YOURSELF}`));
      if (release !== null) return { lock: { release } };
    }
    const why =
      commands.length === 0
        ? 'From a browser Jobdeck cannot keep this computer awake; the desktop app can.'
        : 'This computer does not let Jobdeck keep it awake.';
    return { lock: null, why: `${why} ${DO_IT_YOURSELF}` };
  };
}
