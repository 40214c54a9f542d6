import { join } from 'node:path';
import { app, type BrowserWindow, Menu, nativeTheme, session } from 'electron';
import type { SessionId } from '../contract.ts';
import type { Core } from '../core/core.ts';
import type { Host, Log } from '../core/host.ts';
import { createDoorway } from '../doors/doorway.ts';
import { onEveryEvent } from '../doors/events.ts';
import { readPageFiles } from '../doors/page-files.ts';
import { openIpc } from './ipc.ts';
import { hearLinks } from './links.ts';
import { createMenu } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { disposeBeforeQuit } from './quit.ts';
import { createQuitGuard } from './quit-guard.ts';
import { serveScheme } from './scheme.ts';
import { lockDown } from './web-security.ts';
import { openWindow } from './window.ts';
import { createWindowMemory } from './window-memory.ts';

interface DesktopDeps {
  readonly dataDir: string;
  /** Folder that holds `electron/` (bundles) and `renderer/` (page), as a build lays them out. */
  readonly distDir: string;
  readonly log: Log;
  readonly createCore: (notify: Host['notify']) => Promise<Core>;
}

/** Puts the window, its page and core together. Resolves when the page is loading; rejects when core cannot start. */
export async function startDesktop({ dataDir, distDir, log, createCore }: DesktopDeps): Promise<Core> {
  let window: BrowserWindow | null = null;

  function toFront(): void {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  const notify = createNotifications({
    isInFront: () => window?.isFocused() ?? false,
    show: (sessionId: SessionId | null) => {
      toFront();
      if (sessionId !== null) ipc.deliver({ name: 'showSession', value: sessionId });
    },
  });
  const core = await createCore(notify);
  const ipc = openIpc({ doorway: createDoorway(core), log, page: () => window?.webContents ?? null });
  const stopEvents = onEveryEvent(core, (event) => {
    if (event.name === 'settings') nativeTheme.themeSource = event.value.theme;
    // Asked for outside the window, so the window comes forward with the answer.
    if (event.name === 'showSession' || event.name === 'failed') toFront();
    ipc.deliver(event);
  });
  nativeTheme.themeSource = (await core.calls.snapshot()).settings.theme;

  hearLinks((jobUrl) => {
    toFront();
    if (jobUrl !== null) core.openUrl(jobUrl);
  });
  disposeBeforeQuit(async () => {
    stopEvents();
    ipc.dispose();
    await core.dispose();
  });

  lockDown(session.defaultSession);
  serveScheme(readPageFiles(join(distDir, 'renderer')));
  Menu.setApplicationMenu(createMenu(process.platform));
  app.setAppUserModelId('io.jobdeck.app');

  window = openWindow({
    preload: join(distDir, 'electron', 'preload.cjs'),
    memory: createWindowMemory(dataDir),
    mayClose: createQuitGuard(core.heldJobs),
  });
  window.on('closed', () => {
    window = null;
  });
  return core;
}
