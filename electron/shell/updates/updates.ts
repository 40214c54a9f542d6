import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { toFailure } from '../../core/errors.ts';
import type { Host, Log } from '../../core/host.ts';
import { updateWay } from './updatable.ts';
import type { LoadedUpdater } from './updater.ts';

export interface DesktopUpdates {
  readonly offer: Host['offerUpdater'];
  /** `ask` runs what it is given once nothing speaks against ending the app. */
  askBeforeRestart(ask: (go: () => void) => void): void;
  /** The last step of a quit, after everything is stored: installs what waits. True = the platform ends the app itself. */
  readonly finishQuit: () => boolean;
}

/** The public half of the key that signs the feed, as PEM; put in by the build, null in a build without. */
declare const JOBDECK_UPDATE_KEY: string | undefined;
const buildKey = (): string | null =>
  typeof JOBDECK_UPDATE_KEY === 'string' && JOBDECK_UPDATE_KEY !== '' ? JOBDECK_UPDATE_KEY : null;

/** electron-updater at this door: loaded when first used, at work only where this copy can replace itself. */
export function createDesktopUpdates({ demo, log }: { readonly demo: boolean; readonly log: Log }): DesktopUpdates {
  let loaded: LoadedUpdater | null = null;
  let wanted: 'nothing' | 'install' | 'restart' = 'nothing';
  let ask: (go: () => void) => void = (go) => go();

  return {
    offer(terms) {
      const way = updateWay(readCopy(demo, terms.policy?.feedUrl != null));
      if (typeof way !== 'string') return { updater: null, why: way.why };
      const load = async (): Promise<LoadedUpdater> => {
        const { loadUpdater } = await import('./updater.ts');
        loaded ??= loadUpdater({ way, terms, buildKey: buildKey(), log });
        return loaded;
      };
      return {
        updater: {
          check: async () => (await load()).check(),
          download: async (onProgress, signal) => (await load()).download(onProgress, signal),
          installOnQuit() {
            wanted = 'install';
          },
          restart() {
            ask(() => {
              wanted = 'restart';
              app.quit();
            });
          },
        },
      };
    },
    askBeforeRestart(how) {
      ask = how;
    },
    finishQuit() {
      if (loaded === null || wanted === 'nothing') return false;
      try {
        // or the new one, started before this one is gone, would take itself for a second start
        app.releaseSingleInstanceLock();
        return !loaded.install(wanted === 'restart');
      } catch (error) {
        log.warn('updates', 'not installed', { kind: toFailure(error).kind });
        return false;
      }
    },
  };
}

function readCopy(demo: boolean, hasPolicyFeed: boolean): Parameters<typeof updateWay>[0] {
  const resources = process.resourcesPath;
  const program = process.env.APPIMAGE ?? app.getPath('exe');
  return {
    demo,
    isPackaged: app.isPackaged,
    platform: process.platform,
    env: process.env,
    packageType: readPackageType(join(resources, 'package-type')),
    hasFeed: existsSync(join(resources, 'app-update.yml')),
    hasPolicyFeed,
    // the folder, since a file is replaced and not written into; Windows' installer asks for the rights it needs
    isWritable: process.platform === 'win32' || isWritable(dirname(program)),
    hasUninstaller: existsSync(join(dirname(program), `Uninstall ${app.getName()}.exe`)),
    isTranslocated: /\/AppTranslocation\/|^\/Volumes\//.test(program),
  };
}

function readPackageType(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
