/** A desktop session with a real, unlocked keyring, so that the vault on disk is opened as it is for a user. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilPrinted } from '../e2e/child.ts';
import { findProgram } from '../e2e/machine.ts';

const SESSION = `#!/bin/sh
printf 'test' | gnome-keyring-daemon --unlock --components=secrets --control-directory="$XDG_RUNTIME_DIR/keyring" >/dev/null 2>&1
echo "bus=$DBUS_SESSION_BUS_ADDRESS"
exec cat
`;

export interface Session {
  /** What a program needs in its environment to be in it. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

/** Null where there is no gnome-keyring or no D-Bus. */
export async function startSession(folder: string): Promise<Session | null> {
  const lacking = ['gnome-keyring-daemon', 'dbus-run-session'].some((name) => findProgram(name) === null);
  if (lacking) return null;
  const runtime = join(folder, 'run');
  const data = join(folder, 'keyring');
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(join(data, 'keyrings'), { recursive: true, mode: 0o700 });
  const script = join(folder, 'session');
  writeFileSync(script, SESSION);
  chmodSync(script, 0o755);

  const env = { XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: data };
  const child = spawn('dbus-run-session', ['--', script], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [, bus] = await untilPrinted(child, () => printed, /bus=(\S+)\n/);
  return {
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: bus as string },
    // `cat` ends with its input, and the session with it.
    dispose: () => void child.stdin.end(),
  };
}
