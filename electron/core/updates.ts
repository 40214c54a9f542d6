import type { Update, UpdateState } from '../contract.ts';
import { JobdeckError, toFailure } from './errors.ts';
import type { Clock, DownloadProgress, Log, Updater, UpdaterOffer } from './host.ts';
import type { UpdatePolicy } from './policy.ts';

export interface UpdatesDeps {
  readonly offer: UpdaterOffer;
  readonly policy: UpdatePolicy | null;
  /** Does the user want them looked for? Counts where the policy says nothing. */
  readonly automatic: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (state: UpdateState) => void;
}

export interface Updates {
  state(): UpdateState;
  /** Begins to look by itself, where that is wanted. */
  start(): void;
  check(): Promise<void>;
  download(): void;
  cancel(): void;
  install(): void;
  dispose(): void;
}

/** The app's first minute is for the jobs. */
const FIRST_CHECK_MS = 60_000;
const CHECK_EVERY_MS = 6 * 3600_000;
const DAY_MS = 24 * 3600_000;

const OFF_BY_POLICY =
  'Your administrator has switched updates off for this machine. New versions come from those who manage it.';

/** When to look, what to do with what was found, and what to tell of it. */
export function createUpdates(deps: UpdatesDeps): Updates {
  const { offer, policy, clock, log } = deps;
  const updater = policy?.mode === 'off' ? null : offer.updater;
  let state: UpdateState =
    updater === null
      ? { status: 'off', why: policy?.mode === 'off' || offer.updater !== null ? OFF_BY_POLICY : offer.why }
      : { status: 'idle' };
  let found: Update | null = null;
  let download: AbortController | null = null;
  let cancelTimer: (() => void) | null = null;
  let disposed = false;

  const isAutomatic = () => (policy === null ? deps.automatic() : policy.mode === 'automatic');

  function set(next: UpdateState): void {
    if (disposed) return;
    if (next.status !== state.status) log.info('updates', next.status);
    state = next;
    deps.onChange(state);
  }

  function fail(doing: 'check' | 'download' | 'install', error: unknown): void {
    const failure = toFailure(error);
    log.warn('updates', 'failed', { doing, kind: failure.kind });
    set({ status: 'failed', doing, failure });
  }

  /** The policy's patience with a release; null when it is over, or the release does not say when it was made. */
  function heldUntil(update: Update): number | null {
    const waitMs = (policy?.waitDays ?? 0) * DAY_MS;
    if (waitMs === 0 || update.releasedAt === null) return null;
    const until = update.releasedAt + waitMs;
    return until > clock.now() ? until : null;
  }

  async function check(): Promise<void> {
    if (updater === null) throw refused();
    // what runs goes on, and what is fetched is not asked for again
    if (state.status === 'checking' || state.status === 'downloading' || state.status === 'ready') return;
    set({ status: 'checking' });
    try {
      const update = await updater.check();
      const until = update === null ? null : heldUntil(update);
      if (update === null || until !== null) {
        const heldBack = update === null || until === null ? null : { version: update.version, until };
        return set({ status: 'none', checkedAt: clock.now(), heldBack });
      }
      found = update;
      set({ status: 'available', update });
    } catch (error) {
      return fail('check', error);
    }
    if (isAutomatic()) start();
  }

  function start(): void {
    if (updater === null) throw refused();
    if (found === null) throw new JobdeckError('bad-input', 'There is no update to fetch.', 'Look for updates first.');
    if (state.status === 'downloading' || state.status === 'ready') return;
    void fetch(updater, found);
  }

  async function fetch(from: Updater, update: Update): Promise<void> {
    const abort = new AbortController();
    download = abort;
    const progress = (now: DownloadProgress): void => {
      if (download === abort && !abort.signal.aborted) set({ status: 'downloading', update, ...now });
    };
    progress({ doneBytes: 0, totalBytes: update.bytes, bytesPerSecond: 0 });
    try {
      await from.download(progress, abort.signal);
      download = null;
      from.installOnQuit();
      set({ status: 'ready', update });
    } catch (error) {
      download = null;
      if (abort.signal.aborted) set({ status: 'available', update });
      else fail('download', error);
    }
  }

  function later(ms: number): void {
    cancelTimer = clock.after(ms, () => {
      later(CHECK_EVERY_MS);
      if (isAutomatic()) void check().catch(() => {});
    });
  }

  return {
    state: () => state,
    start() {
      if (updater !== null) later(FIRST_CHECK_MS);
    },
    check,
    download: start,
    cancel: () => download?.abort(),
    install() {
      if (updater === null) throw refused();
      if (state.status !== 'ready') {
        throw new JobdeckError('bad-input', 'There is no update to install yet.', 'Fetch it first.');
      }
      try {
        updater.restart();
      } catch (error) {
        fail('install', error);
      }
    },
    dispose() {
      disposed = true;
      cancelTimer?.();
      download?.abort();
    },
  };

  function refused(): JobdeckError {
    return new JobdeckError('managed', state.status === 'off' ? state.why : OFF_BY_POLICY);
  }
}
