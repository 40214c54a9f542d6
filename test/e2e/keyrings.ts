/** Real gnome-keyrings, each in a folder of its own, with nothing of the developer's session around them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONE_BUS } from './bus.ts';
import type { LaunchOptions } from './door.ts';
import { findProgram } from './machine.ts';

const DAEMON = 'gnome-keyring-daemon --components=secrets --control-directory="$XDG_RUNTIME_DIR/keyring"';

const START = {
  /** As after a login with a password. */
  unlocked: `printf 'test' | ${DAEMON} --unlock >/dev/null 2>&1`,
  /** As after a login without one: it is there, and its content is not. */
  locked: `${DAEMON} --daemonize >/dev/null 2>&1`,
} as const;

/** Programs that are lacking here for a keyring, as words for a skip; null = none. */
export function lackingForKeyrings(): string | null {
  const lacking = ['gnome-keyring-daemon', 'dbus-run-session'].filter((name) => findProgram(name) === null);
  return lacking.length === 0
    ? null
    : `not on this machine: ${lacking.join(', ')} (Debian: gnome-keyring, dbus-daemon)`;
}

/** Runs the app in a session whose keyring file is in `data`, which outlives the session. */
export function inKeyringSession(
  folder: string,
  data: string,
  state: keyof typeof START,
): Pick<LaunchOptions, 'wrap' | 'env' | 'electronArgs'> {
  mkdirSync(join(data, 'keyrings'), { recursive: true, mode: 0o700 });
  const own = mkdtempSync(join(folder, 'session-'));
  const runtime = join(own, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const bus = join(own, 'bus.conf');
  writeFileSync(bus, LONE_BUS);
  const session = join(own, 'session');
  writeFileSync(session, `#!/bin/sh\n${START[state]}\n"$@"\n`, { mode: 0o755 });
  return {
    wrap: ['dbus-run-session', `--config-file=${bus}`, '--', session],
    env: { XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: data },
    electronArgs: ['--password-store=gnome-libsecret'],
  };
}
