import { join } from 'node:path';
import { app, Menu, nativeTheme, session } from 'electron';
import type { Core } from '../core/core.ts';
import type { Clock, Host, Log } from '../core/host.ts';
import { createDoorway } from '../doors/doorway.ts';
import { onEveryEvent } from '../doors/events.ts';
import { readPageFiles } from '../doors/page-files.ts';
import { createViews } from '../doors/views.ts';
import type { Guests } from './guests.ts';
import { openIpc } from './ipc.ts';
import { hearLinks } from './links.ts';
import { createMenu } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { disposeBeforeQuit } from './quit.ts';
import { createQuitGuard } from './quit-guard.ts';
import { serveScheme } from './scheme.ts';
import { lockDown } from './web-security.ts';
import { createWindowMemory } from './window-memory.ts';
import { createWindows, type Windows } from './windows.ts';

interface DesktopDeps {
  readonly dataDir: string;
  /** Folder that holds `electron/` (bundles) and `renderer/` (page), as a build lays them out. */
  readonly distDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly guests: Guests;
  readonly createCore: (windowing: Pick<Host, 'notify' | 'openWindow'>) => Promise<Core>;
}

/** Puts the window, its page and core together. Resolves when the page is loading; rejects when core cannot start. */
export async function startDesktop({ dataDir, distDir, clock, log, guests, createCore }: DesktopDeps): Promise<Core> {
  let windows: Windows | null = null;

  const notify = createNotifications({
    isInFront: () => windows?.front()?.isFocused() ?? false,
    show: (sessionId) => {
      windows?.raise(sessionId);
      if (sessionId !== null) views.deliver({ name: 'showSession', value: sessionId });
    },
  });
  const core = await createCore({ notify, openWindow: async (sessionId) => windows?.open(sessionId) });
  // A reload keeps its window, so no page comes back after it left.
  const views = createViews({ doorway: createDoorway(core), clock, returnsWithinMs: 0 });
  const stopEvents = onEveryEvent(core, (event) => {
    if (event.name === 'settings') nativeTheme.themeSource = event.value.theme;
    // Asked for outside the window, so the window comes forward with the answer.
    if (event.name === 'showSession') windows?.raise(event.value);
    if (event.name === 'failed') windows?.raise(null);
    views.deliver(event);
  });
  windows = createWindows({
    preload: join(distDir, 'electron', 'preload.cjs'),
    memory: createWindowMemory(dataDir),
    views,
    mayClose: createQuitGuard(core.heldJobs),
  });
  const closeIpc = openIpc({ log, pageOf: windows.pageOf });
  nativeTheme.themeSource = (await core.calls.snapshot()).settings.theme;

  hearLinks((jobUrl) => {
    windows?.raise(null);
    if (jobUrl !== null) core.openUrl(jobUrl);
  });
  disposeBeforeQuit(async () => {
    stopEvents();
    closeIpc();
    await core.dispose();
  });

  lockDown(session.defaultSession, guests);
  serveScheme(readPageFiles(join(distDir, 'renderer')));
  Menu.setApplicationMenu(createMenu(process.platform));
  app.setAppUserModelId('io.jobdeck.app');
  windows.restore();
  return core;
}
