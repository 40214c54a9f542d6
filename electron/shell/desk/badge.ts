import { join } from 'node:path';
import { app, type BrowserWindow, nativeImage } from 'electron';
import type { Clock } from '../../core/host.ts';
import { badgeOf, newlyUrgent } from './badge-state.ts';
import type { Desk } from './desk.ts';

export interface BadgeWatch {
  follow(desk: Desk, before: Desk): void;
  dispose(): void;
}

interface BadgeDeps {
  readonly iconDir: string;
  readonly clock: Clock;
  readonly desk: () => Desk;
  readonly windows: () => readonly BrowserWindow[];
}

/** A hold of ten minutes loses a percent in six seconds; longer ones are slower. */
const STEP_MS = 6000;
/** Takes the bar away, by Electron's rule for anything below 0. */
const NO_PROGRESS = -1;

/** What dock and taskbar show: how many wait for the user, how far the nearest hold is, and that something is urgent. */
export function createBadge({ iconDir, clock, desk, windows }: BadgeDeps): BadgeWatch {
  const overlay = nativeImage.createFromPath(join(iconDir, 'overlay.png'));
  let shown = '';
  let cancel: (() => void) | null = null;

  function draw(): void {
    cancel?.();
    const badge = badgeOf(desk(), clock.now());
    cancel = badge.progress === null ? null : clock.after(STEP_MS, draw);
    const targets = windows();
    const now = JSON.stringify([badge, targets.map(({ id }) => id)]);
    if (now === shown) return;
    shown = now;
    // Dock on macOS, the launcher where Unity's protocol is spoken; elsewhere it answers false and does nothing.
    app.setBadgeCount(badge.count);
    for (const window of targets) {
      window.setProgressBar(badge.progress?.left ?? NO_PROGRESS, { mode: badge.progress?.mode ?? 'none' });
      if (process.platform === 'win32') {
        const words = badge.count === 1 ? 'One job wants you' : `${badge.count} jobs want you`;
        window.setOverlayIcon(badge.count === 0 ? null : overlay, badge.count === 0 ? '' : words);
      }
    }
  }

  /** Calls for attention without taking the keyboard; the system stops it when the window comes to the front. */
  function call(): void {
    const targets = windows();
    if (targets.some((window) => window.isFocused())) return;
    if (process.platform === 'darwin') app.dock?.bounce('informational');
    else for (const window of targets) window.flashFrame(true);
  }

  const onFocus = (_event: unknown, window: BrowserWindow): void => window.flashFrame(false);
  const onMade = (): void => draw();
  app.on('browser-window-focus', onFocus);
  app.on('browser-window-created', onMade);
  draw();
  return {
    follow(now, before) {
      if (now.sessions !== before.sessions || now.notices !== before.notices) draw();
      if (newlyUrgent(now, before)) call();
    },
    dispose() {
      cancel?.();
      app.off('browser-window-focus', onFocus);
      app.off('browser-window-created', onMade);
    },
  };
}
