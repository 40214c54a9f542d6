import { BrowserWindow, nativeTheme } from 'electron';
import { PAGE_URL } from '../page-url.ts';
import { SMALLEST } from './bounds.ts';
import { askWhenUnresponsive } from './unresponsive.ts';
import type { WindowPlace } from './window-places.ts';

/** A page that dies more often than this within the span is left dead: it would only die again. */
const MOST_REVIVALS = 3;
const REVIVAL_SPAN_MS = 60_000;

/** Answers what ends the page at once, for a new one. */
function reviveWhenGone(window: BrowserWindow): () => void {
  let deaths: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < REVIVAL_SPAN_MS), now];
    // Sessions live in main; the new page attaches to them again.
    if (deaths.length <= MOST_REVIVALS && !window.isDestroyed()) window.webContents.reload();
  });
  return () => {
    // Somebody asked for it: no sign of a page that dies by itself.
    deaths = [];
    window.webContents.forcefullyCrashRenderer();
  };
}

/** Makes one of the app's windows; unless it is to be hidden, it shows itself once there is something to see. */
export function makeWindow(preload: string, { bounds, maximized }: WindowPlace, hidden: boolean): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Jobdeck',
    // At once, in the page's own colour: waiting for its first picture would only make that come later.
    show: !hidden,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0b0f14' : '#eef0f3',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Terminals go on parsing while the window is covered, or their sessions would fall behind.
      backgroundThrottling: false,
      navigateOnDragDrop: false,
    },
  });
  // A hidden menu bar that comes with Alt would eat the shell's Alt+B and Alt+F; the accelerators work without it.
  window.setMenuBarVisibility(false);
  // It would show itself by that.
  if (maximized && !hidden) window.maximize();
  askWhenUnresponsive(window, reviveWhenGone(window));
  void window.loadURL(PAGE_URL);
  return window;
}
