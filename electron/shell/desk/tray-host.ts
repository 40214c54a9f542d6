import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
const ANSWER_WITHIN_MS = 3000;

type Ask = readonly [program: string, ...args: string[]];

/** Any of these can ask the session bus; which of them a system has differs. */
const ASKS: readonly Ask[] = [
  ['gdbus', 'call', '--session', '--dest', BUS, '--object-path', '/', '--method', `${BUS}.NameHasOwner`, WATCHER],
  ['dbus-send', '--session', '--print-reply', `--dest=${BUS}`, '/', `${BUS}.NameHasOwner`, `string:${WATCHER}`],
  ['busctl', '--user', 'call', BUS, '/', BUS, 'NameHasOwner', 's', WATCHER],
];

/** The answer in the programs' words: `(true,)`, `boolean true`, `b true`; null when it is none. */
export function readAnswer(printed: string): boolean | null {
  const word = /\b(true|false)\b/.exec(printed)?.[1];
  return word === undefined ? null : word === 'true';
}

function run([program, ...args]: Ask): Promise<boolean | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: ANSWER_WITHIN_MS }, (error, stdout) => {
      resolve(error === null ? readAnswer(stdout) : null);
    });
  });
}

/**
 * Does this desktop show tray icons? Electron makes a Tray either way. On Linux they are shown by whoever owns a name
 * on the session bus (https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/); GNOME has nobody by itself.
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const ask of ASKS) {
    const answer = await run(ask);
    if (answer !== null) return answer;
  }
  return false;
}
