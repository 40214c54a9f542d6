import type { ElectronApplication, Page } from '@playwright/test';
import type { Settings } from '../../electron/contract.ts';
import type { FloodReport } from './flood.ts';

export interface LaunchOptions {
  readonly dataDir: string;
  /** HOME of the app: nothing of the developer's own is read or written. */
  readonly home: string;
  /** Further arguments of the app's command line. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Preferences found at the first start, as an earlier run would have left them. */
  readonly preferences: Partial<Settings>;
  /** Put before the program that holds the secrets, e.g. to run it in a D-Bus session of its own. */
  readonly wrap: readonly string[];
  /** Keep everything that reaches the renderer, for `received()`. */
  readonly record: boolean;
  /** Check the terminal output on its way into the page, for `flood()`. */
  readonly watchFlood: boolean;
  /** The desktop door as users install it, from the folder that JOBDECK_PACKAGED names. */
  readonly packaged: boolean;
  /** Chromium switches of the desktop door. */
  readonly electronArgs: readonly string[];
}

/** One run of the app behind one door. */
export interface Door {
  readonly page: Page;
  /** Electron's main process; null behind the browser door. */
  readonly electron: ElectronApplication | null;
  /** Every window, the first one first. */
  pages(): readonly Page[];
  /** Everything the app's processes wrote to stdout and stderr. */
  printed(): string;
  /** Everything that reached the renderer, as text (bytes as latin1). Only with `record`. */
  received(): Promise<string>;
  clipboard(): Promise<string>;
  setClipboard(text: string): Promise<void>;
  /** Process ids of the renderers. */
  rendererPids(): Promise<number[]>;
  /** What the checker of `flood.ts` saw. Only with `watchFlood`. */
  flood(): Promise<FloodReport>;
  /** Ends the app as its user would: closing the window, or stopping the server. */
  close(): Promise<void>;
}
