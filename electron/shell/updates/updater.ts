import { CancellationToken, type UpdateInfo } from 'builder-util-runtime';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js';
import type { AppUpdater } from 'electron-updater/out/AppUpdater.js';
import { MacUpdater } from 'electron-updater/out/MacUpdater.js';
import { NsisUpdater } from 'electron-updater/out/NsisUpdater.js';
import type { Update } from '../../contract.ts';
import { JobdeckError } from '../../core/errors.ts';
import type { DownloadProgress, Log, UpdaterTerms } from '../../core/host.ts';
import type { UpdateWay } from './updatable.ts';
import { toUpdateFailure } from './update-failure.ts';
import { SignedProvider } from './update-feed.ts';
import { UpdateHttp } from './update-http.ts';

/** Loaded when it is first used, and so kept out of the start. */
export interface LoadedUpdater {
  check(): Promise<Update | null>;
  download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void>;
  /** Puts the new version in place; false = the platform ends the app itself. Throws when it cannot. */
  install(andStart: boolean): boolean;
}

export interface LoadUpdaterDeps {
  readonly way: UpdateWay;
  readonly terms: UpdaterTerms;
  /** Vouches for the metadata of the build's own feed; null = nothing does but https. */
  readonly buildKey: string | null;
  readonly log: Log;
  /** Electron's own app unless a test brings one. */
  readonly app?: AppAdapter;
}

/** What the build wrote into `app-update.yml`; the rest of it, as the publisher's name on Windows, is read by the library. */
interface FeedConfig {
  readonly url?: unknown;
  readonly updaterCacheDirName?: string;
}

/** A build without a feed of its own has no such file; the folder is named as the builder would. */
const DEFAULT_CONFIG: FeedConfig = { updaterCacheDirName: 'jobdeck-updater' };

const MOST_NOTES = 4000;

function makeUpdater(way: UpdateWay, app: AppAdapter | undefined): AppUpdater {
  switch (way) {
    case 'appimage':
      return new AppImageUpdater(null, app);
    case 'nsis':
      return new NsisUpdater(null, app);
    case 'mac':
      return new MacUpdater(undefined, app);
  }
}

/** electron-updater, told what the policy says. Its own log holds URLs and paths, so it is not kept. */
export function loadUpdater({ way, terms, buildKey, log, app }: LoadUpdaterDeps): LoadedUpdater {
  const { policy, ways } = terms;
  const updater = makeUpdater(way, app);
  updater.logger = null;
  const internals = updater as unknown as { readonly configOnDisk: { readonly value: Promise<FeedConfig> } };
  const config = internals.configOnDisk.value
    .catch((): FeedConfig => ({}))
    .then((built) => ({ ...DEFAULT_CONFIG, ...built }));
  Object.assign(updater, { httpExecutor: new UpdateHttp(ways), configOnDisk: { value: config } });
  updater.autoDownload = false;
  // On macOS the system's own updater takes the file at once, and installs it at the next quit.
  updater.autoInstallOnAppQuit = way === 'mac';
  if (policy !== null) updater.channel = policy.channel;
  // after the channel, which allows it
  updater.allowDowngrade = false;
  if (policy?.staging === 'at-once') updater.isUserWithinRollout = async () => true;
  // errors come as rejections too; without a listener the event would be thrown
  updater.on('error', () => {});

  let fed: Promise<void> | null = null;
  async function feed(): Promise<void> {
    const url = policy?.feedUrl ?? (await config).url;
    const publicKey = policy?.publicKey ?? (policy?.feedUrl == null ? buildKey : null);
    if (typeof url !== 'string') throw new JobdeckError('not-found', 'This build names no update server.');
    if (publicKey === null) updater.setFeedURL({ provider: 'generic', url });
    else updater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider, url, publicKey });
  }

  return {
    async check() {
      try {
        fed ??= feed();
        await fed.catch((error: unknown) => {
          fed = null;
          throw error;
        });
        const result = await updater.checkForUpdates();
        return result?.isUpdateAvailable ? toUpdate(result.updateInfo) : null;
      } catch (error) {
        throw told(error, false);
      }
    },

    async download(onProgress, signal) {
      const token = new CancellationToken();
      const cancel = (): void => token.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const progress = (now: { transferred: number; total: number; bytesPerSecond: number }): void =>
        onProgress({ doneBytes: now.transferred, totalBytes: now.total || null, bytesPerSecond: now.bytesPerSecond });
      updater.on('download-progress', progress);
      try {
        await updater.downloadUpdate(token);
        if (signal.aborted) throw new JobdeckError('cancelled', 'Cancelled.');
      } catch (error) {
        throw told(error, signal.aborted);
      } finally {
        signal.removeEventListener('abort', cancel);
        updater.off('download-progress', progress);
      }
    },

    install(andStart) {
      if (updater instanceof MacUpdater) {
        if (andStart) updater.quitAndInstall();
        return !andStart;
      }
      let problem: unknown = null;
      updater.once('error', (error) => {
        problem = error;
      });
      const installer = updater as AppImageUpdater | NsisUpdater;
      if (!installer.install(true, andStart)) throw told(problem, false);
      return true;
    },
  };

  function told(error: unknown, aborted: boolean): JobdeckError {
    const failure = toUpdateFailure(error, aborted);
    const { code } = (error ?? {}) as { code?: unknown };
    if (failure.failure.kind !== 'cancelled')
      log.warn('updates', 'refused', { code: typeof code === 'string' ? code : '' });
    return failure;
  }
}

function toUpdate(info: UpdateInfo): Update {
  const released = Date.parse(info.releaseDate);
  const bytes = info.files.map(({ size }) => size).find((size) => size !== undefined);
  return {
    version: info.version,
    releasedAt: Number.isFinite(released) ? released : null,
    notes: typeof info.releaseNotes === 'string' ? plainText(info.releaseNotes) : null,
    bytes: bytes ?? null,
  };
}

/** Servers give notes as HTML or Markdown; what is shown is text. */
function plainText(notes: string): string | null {
  const text = notes
    .replace(/<[^>]*>/g, '')
    .replace(/[^\P{C}\n]/gu, '')
    .trim()
    .slice(0, MOST_NOTES);
  return text === '' ? null : text;
}
