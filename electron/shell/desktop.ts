import { join } from 'node:path';
import { app, nativeTheme, session, type WebContents } from 'electron';
import type { Snapshot, TerminalSession } from '../contract.ts';
import type { Core } from '../core/core.ts';
import type { Clock, Host, Log } from '../core/host.ts';
import { onEveryEvent } from '../doors/events.ts';
import { firstListOf } from '../doors/first-list.ts';
import { createLateDoorway } from '../doors/late-doorway.ts';
import { readPageFiles } from '../doors/page-files.ts';
import { type PageStart, pageStartOf, plainStart } from '../doors/page-start.ts';
import { startFailure } from '../doors/start-failure.ts';
import { createViews } from '../doors/views.ts';
import { watchWaiting } from '../doors/waiting-jobs.ts';
import type { Citizen } from './desk/citizen.ts';
import { createAppMenu } from './desk/menu.ts';
import { createNotifications } from './desk/notifications.ts';
import type { Guests } from './guests.ts';
import { openIpc } from './ipc.ts';
import type { Links } from './links.ts';
import { followPower } from './power.ts';
import { disposeBeforeQuit, quitWithSystem } from './quit.ts';
import { serveScheme } from './scheme.ts';
import type { DesktopUpdates } from './updates/updates.ts';
import { lockDown } from './web-security.ts';
import { mayShowImages } from './windows/kept-images.ts';
import { keptList } from './windows/kept-list.ts';
import { keptTheme } from './windows/kept-theme.ts';
import { createQuitGuard } from './windows/quit-guard.ts';
import { createWindowMemory } from './windows/window-memory.ts';
import { createWindows } from './windows/windows.ts';

interface DesktopDeps {
  readonly dataDir: string;
  /** Folder that holds `electron/` (bundles) and `renderer/` (page), as a build lays them out. */
  readonly distDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly guests: Guests;
  readonly updates: DesktopUpdates;
  readonly links: Links;
  /** Begin without a window in sight, where something leads back to it. */
  readonly hidden: boolean;
  /** As the command line gave it; null = the usual one. */
  readonly givenDataDir: string | null;
  /** Where an administrator's policy may be. */
  readonly policyFiles: readonly string[];
  readonly createCore: (windowing: Pick<Host, 'announce' | 'openWindow'>) => Promise<Core>;
}

/** Resolves when the page has come, or will not come. */
function pageLoaded(contents: WebContents | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (contents === undefined) return resolve();
    contents.once('did-finish-load', () => resolve());
    contents.once('did-fail-load', () => resolve());
    contents.once('destroyed', () => resolve());
  });
}

/**
 * Puts the window, its page and core together. The page's files come from this process, so nothing else is done until they
 * have gone out: core is made when the page first asks for something, while the page reads what draws. Resolves when core
 * is made. When it cannot be made the page says why, and its "Try again" makes it anew.
 */
export async function startDesktop(deps: DesktopDeps): Promise<Core> {
  const { dataDir, distDir, clock, log, guests, links, hidden, updates, createCore } = deps;
  let core: Core | null = null;
  let citizen: Citizen | null = null;
  let sessions: readonly TerminalSession[] = [];
  let waiting: ReturnType<typeof watchWaiting> | null = null;
  let stopEvents = (): void => {};
  let announce: (made: Core) => void = () => {};
  const ready = new Promise<Core>((resolve) => {
    announce = resolve;
  });

  const notifications = createNotifications({
    isInFront: () => windows.front()?.isFocused() ?? false,
    show: (sessionId) => (sessionId === null ? windows.raise(null) : void core?.calls.showSession(sessionId)),
    act: (action) => citizen?.actOnNotice(action),
  });

  async function makeCore(): Promise<Core> {
    const made = await createCore({
      announce: notifications.announce,
      openWindow: async (sessionId) => windows.open(sessionId),
    });
    core = made;
    const start = await made.calls.snapshot();
    sessions = start.sessions;
    windows.giveTabs();
    waiting = watchWaiting(made);
    stopEvents = onEveryEvent(made, (event) => {
      if (event.name === 'settings') nativeTheme.themeSource = event.value.theme;
      // Asked for outside the window, so the window comes forward with the answer.
      if (event.name === 'showSession') windows.raise(event.value);
      if (event.name === 'failed') windows.raise(null);
      if (event.name === 'notices') notifications.follow(event.value);
      if (event.name === 'sessions') sessions = event.value;
      views.deliver(event);
    });
    nativeTheme.themeSource = start.settings.theme;
    announce(made);
    return made;
  }

  const doorway = createLateDoorway(async () => {
    try {
      const [made, { createDoorway }] = await Promise.all([makeCore(), import('../doors/doorway.ts')]);
      return createDoorway(made);
    } catch (error) {
      console.error(startFailure(error));
      throw error;
    }
  });
  const guard = createQuitGuard(() => ({
    held: core?.heldJobs() ?? [],
    running: core?.busyShells() ?? [],
    waiting: waiting?.names() ?? [],
  }));
  quitWithSystem(guard.letGo);
  followPower(() => core?.sleeper ?? null);
  // A reload keeps its window, so no page comes back after it left.
  const views = createViews({ doorway, clock, returnsWithinMs: 0 });
  const windows = createWindows({
    preload: join(distDir, 'electron', 'preload.cjs'),
    memory: createWindowMemory(dataDir),
    views,
    sessions: () => sessions,
    mayClose: (window, again) => (citizen?.mayClose ?? guard.mayClose)(window, again),
  });
  const closeIpc = openIpc({ log, pageOf: windows.pageOf });
  const menu = createAppMenu((action) => void ready.then(() => citizen?.act(action)));
  disposeBeforeQuit(async () => {
    stopEvents();
    citizen?.dispose();
    waiting?.dispose();
    closeIpc();
    await core?.dispose();
  }, updates.finishQuit);
  updates.askBeforeRestart((go) => {
    const window = windows.front();
    if (window === null || guard.mayClose(window, go)) go();
  });

  nativeTheme.themeSource = keptTheme(join(dataDir, 'settings.json'));
  lockDown(session.defaultSession, guests);
  const pageStart = async (): Promise<PageStart> => {
    if (core !== null) return pageStartOf(await core.calls.snapshot());
    const list = firstListOf(keptList(dataDir, clock.now()));
    if (!mayShowImages([join(dataDir, 'settings.json'), ...deps.policyFiles])) return { list, images: false };
    const known = await doorway.call('snapshot', []);
    return { list, images: known.ok && (known.value as Snapshot).settings.terminalImages };
  };
  serveScheme(readPageFiles(join(distDir, 'renderer')), () => pageStart().catch(() => plainStart));
  app.setAppUserModelId('io.jobdeck.app');
  // Before the first window, which would else get Electron's own.
  menu.show({ desk: { sessions: [], activeSession: null }, recent: [], localShell: false });
  windows.restore(hidden);
  const pageThere = pageLoaded(windows.front()?.webContents);
  // The page's own first call begins it sooner; this is for a page that does not get that far.
  void pageThere.then(doorway.begin);
  links.listen((knock) => {
    if (!knock.hidden) windows.raise(null);
    const { jobUrl } = knock;
    if (jobUrl !== null) void ready.then((made) => made.openUrl(jobUrl));
  });
  // Late: nothing of it is in the first picture.
  void Promise.all([ready, pageThere]).then(async ([made]) => {
    const { createCitizen } = await import('./desk/citizen.ts');
    citizen = await createCitizen({ ...deps, core: made, windows, menu, tell: views.deliver, guard: guard.mayClose });
  });
  return ready;
}
