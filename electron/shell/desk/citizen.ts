import { join } from 'node:path';
import type { NoticeAction, Settings } from '../../contract.ts';
import type { Core } from '../../core/core.ts';
import type { Clock } from '../../core/host.ts';
import type { PageEvent } from '../../doors/views.ts';
import type { Windows } from '../windows/windows.ts';
import { createBackground, type MayClose } from './background.ts';
import { createBadge } from './badge.ts';
import { watchDesk } from './desk.ts';
import { createLoginItem } from './login-item.ts';
import type { AppMenu } from './menu.ts';
import { createMenuActs } from './menu-acts.ts';
import { createMenuBar } from './menu-bar.ts';
import type { MenuAction } from './menu-entry.ts';
import { createRecentJobs } from './recent-jobs.ts';
import { showRecentJobs } from './recent-menus.ts';
import { createShortcut } from './shortcut.ts';
import { isWayland, shortcutStep } from './shortcut-words.ts';
import { createTrayIcon } from './tray.ts';
import { hasTrayHost } from './tray-host.ts';

interface CitizenDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly distDir: string;
  /** As the command line gave it; null = the usual one. */
  readonly givenDataDir: string | null;
  /** The windows are out of sight as yet. */
  readonly hidden: boolean;
  readonly windows: Windows;
  readonly menu: AppMenu;
  readonly tell: (event: PageEvent) => void;
  readonly guard: MayClose;
}

/** What the app owes the desktop it lives on: menus, tray, badge, recent jobs, start at login, a shortcut. */
export interface Citizen {
  readonly mayClose: MayClose;
  act(action: MenuAction): void;
  actOnNotice(action: NoticeAction): void;
  dispose(): void;
}

/** Resolves when all of it is there. */
export async function createCitizen(deps: CitizenDeps): Promise<Citizen> {
  const { core, clock, dataDir, windows, menu, guard } = deps;
  const iconDir = join(deps.distDir, 'electron', 'tray');
  const [desk, hasHost] = await Promise.all([watchDesk(core), hasTrayHost(process.platform)]);
  const { app, policy } = await core.calls.snapshot();
  const settings = () => desk.now().settings;

  const { act, show } = createMenuActs({ ...deps, clearRecent: () => recent.clear() });
  const recent = createRecentJobs(dataDir, (list) => {
    showRecentJobs(list, act);
    updateMenus();
  });
  const tray = createTrayIcon({
    iconDir,
    hasHost,
    clock,
    desk: desk.now,
    recent: recent.list,
    act,
    onClick: () => windows.raise(null),
  });
  const trayShown = (): boolean => tray.status() === 'shown';
  const badge = createBadge({ iconDir, clock, desk: desk.now, windows: windows.all });
  const menuBar = createMenuBar(() => settings().menuBar);
  const shortcut = createShortcut(() => {
    const window = windows.front();
    const seen = window && { visible: window.isVisible() && !window.isMinimized(), focused: window.isFocused() };
    const step = shortcutStep(seen, trayShown());
    if (step === 'show') windows.raise(null);
    else if (step === 'hide') for (const each of windows.all()) each.hide();
    else window?.minimize();
  });
  const loginItem = createLoginItem(deps.givenDataDir);
  let startAtLoginProblem: string | null = null;
  let shortcutProblem = shortcut.set(settings().globalShortcut);

  function updateMenus(): void {
    menu.show({ desk: desk.now(), recent: recent.list(), localShell: app.localShell });
    tray.update();
  }

  function tellDesktop(): void {
    const wayland = isWayland(process.platform, process.env);
    core.tellDesktop({ tray: tray.status(), startAtLoginProblem, shortcutProblem, wayland });
  }

  function obeySettings(before: Settings): void {
    const { globalShortcut, startAtLogin } = settings();
    if (globalShortcut !== before.globalShortcut) shortcutProblem = shortcut.set(globalShortcut);
    if (startAtLogin !== loginItem.isOn()) startAtLoginProblem = loginItem.set(startAtLogin);
    menuBar.update();
    tellDesktop();
  }

  // The system's word counts at first, since the user may have switched it off there; an administrator's counts more.
  loginItem.refresh();
  if (loginItem.isOn() !== settings().startAtLogin) {
    if (policy.lockedSettings.includes('startAtLogin')) startAtLoginProblem = loginItem.set(settings().startAtLogin);
    else await core.calls.updateSettings({ startAtLogin: loginItem.isOn() });
  }
  recent.follow(desk.now(), null);
  showRecentJobs(recent.list(), act);
  updateMenus();
  desk.onChange((now, before) => {
    recent.follow(now, before);
    badge.follow(now, before);
    updateMenus();
    if (now.settings !== before.settings) obeySettings(before.settings);
  });
  tellDesktop();
  // Where no icon leads back to it, a window that nobody asked for waits in the taskbar.
  if (deps.hidden && !trayShown()) windows.front()?.minimize();

  return {
    act,
    mayClose: createBackground({
      trayShown,
      choice: () => settings().closeToTray,
      // An administrator may have fixed it; then it was not asked for in vain, but it is not remembered.
      remember: (closeToTray) => void core.calls.updateSettings({ closeToTray }).catch(() => {}),
      openTerminals: () =>
        desk.now().sessions.filter(({ state }) => state.status === 'open' || state.status === 'held').length,
      guard,
    }),
    actOnNotice(action) {
      if (action.do === 'open-url') void core.calls.openExternal(action.url);
      if (action.do === 'copy') void core.calls.writeClipboard(action.text);
      if (action.do === 'sign-in') void core.calls.signIn(action.accountId).catch(() => windows.raise(null));
      if (action.do === 'retry-job') void core.calls.retryWithTerminal(action.jobKey).catch(() => windows.raise(null));
      if (action.do === 'reconnect') show(core.calls.reconnect(action.sessionId).then(() => action.sessionId));
    },
    dispose() {
      for (const part of [desk, tray, badge, menuBar, shortcut]) part.dispose();
    },
  };
}
