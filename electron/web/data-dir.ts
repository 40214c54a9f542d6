import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Where programs keep their settings on this system, as Electron's `appData` has it. */
function settingsRoot(env: Env, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  return env.XDG_CONFIG_HOME || join(homedir(), '.config');
}

/** Not the desktop door's directory: the two doors encrypt with different keyrings, and may run at the same time. */
export function defaultDataDir(env: Env, platform: NodeJS.Platform): string {
  return join(settingsRoot(env, platform), 'Jobdeck Browser');
}
