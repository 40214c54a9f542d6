/** The app as a spec sees it, whichever door it came through. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Door, LaunchOptions } from './door.ts';
import { openBrowserDoor } from './door-browser.ts';
import { openElectronDoor } from './door-electron.ts';
import type { FloodReport } from './flood.ts';

export interface App {
  readonly door: 'browser' | 'electron';
  readonly page: Page;
  /** Electron's main process; throws behind the browser door. */
  readonly electron: ElectronApplication;
  /** Every window, the first one first. */
  pages(): readonly Page[];
  readonly dataDir: string;
  printed(): string;
  received(): Promise<string>;
  clipboard(): Promise<string>;
  setClipboard(text: string): Promise<void>;
  flood(): Promise<FloodReport>;
  /** Stops the renderer's processes dead; answers their awakening. */
  freezePage(): Promise<() => void>;
  /** Loads the page again, as F5 or a crash of the renderer would. */
  reload(): Promise<void>;
  /** Ends the app; `start` opens it again on the same data directory. */
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
}

const silentEnvironment = ['XDG_RUNTIME_DIR', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME'];

/** The environment without the developer's session: no keyring but one that a test brings, no own settings. */
function environment(options: LaunchOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || silentEnvironment.includes(name) || /^(JOBDECK_|NODE_OPTIONS|npm_)/.test(name)) continue;
    env[name] = value;
  }
  // Without an address libdbus would start a bus, and with it a keyring, of its own.
  return { ...env, HOME: options.home, DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...options.env };
}

function leavePreferences({ dataDir, preferences }: LaunchOptions): void {
  const file = join(dataDir, 'settings.json');
  if (Object.keys(preferences).length === 0 || existsSync(file)) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ version: 1, preferences }), { mode: 0o600 });
}

export async function launchApp(
  door: 'browser' | 'electron',
  partial: Partial<LaunchOptions> & Pick<LaunchOptions, 'dataDir' | 'home'>,
): Promise<App> {
  const options: LaunchOptions = {
    args: [],
    env: {},
    preferences: {},
    wrap: [],
    record: false,
    watchFlood: false,
    packaged: false,
    electronArgs: [],
    ...partial,
  };
  mkdirSync(options.home, { recursive: true });
  leavePreferences(options);
  const open = () =>
    door === 'browser'
      ? openBrowserDoor(options, environment(options))
      : openElectronDoor(options, environment(options));

  let current: Door | null = await open();
  let printedBefore = '';
  const now = (): Door => {
    if (current === null) throw new Error('the app is stopped');
    return current;
  };

  const app: App = {
    door,
    get page() {
      return now().page;
    },
    get electron() {
      const { electron } = now();
      if (electron === null) throw new Error('the browser door has no Electron');
      return electron;
    },
    pages: () => now().pages(),
    dataDir: options.dataDir,
    printed: () => printedBefore + (current?.printed() ?? ''),
    received: () => now().received(),
    clipboard: () => now().clipboard(),
    setClipboard: (text) => now().setClipboard(text),
    flood: () => now().flood(),
    async freezePage() {
      const pids = await now().rendererPids();
      if (pids.length === 0) throw new Error('no renderer process found');
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      };
    },
    async reload() {
      await now().page.reload();
    },
    async stop() {
      if (current === null) return;
      const ending = current;
      current = null;
      await ending.close();
      printedBefore += ending.printed();
    },
    async start() {
      if (current === null) current = await open();
    },
    async restart() {
      await app.stop();
      await app.start();
    },
  };
  return app;
}
