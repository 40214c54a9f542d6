import { app, BrowserWindow } from 'electron';

interface MenuBar {
  update(): void;
  dispose(): void;
}

/** The menu bar in the windows, off macOS: out of sight unless wanted, since it takes Alt from the shell. */
export function createMenuBar(wanted: () => boolean): MenuBar {
  let shown = wanted();
  const set = (window: BrowserWindow): void => window.setMenuBarVisibility(shown);
  const onMade = (_event: unknown, window: BrowserWindow): void => {
    // After its maker, which hides the bar of every window.
    if (shown) setImmediate(() => !window.isDestroyed() && set(window));
  };
  function setAll(): void {
    for (const window of BrowserWindow.getAllWindows()) set(window);
  }
  app.on('browser-window-created', onMade);
  if (shown) setAll();
  return {
    update() {
      if (wanted() === shown) return;
      shown = wanted();
      setAll();
    },
    dispose: () => void app.off('browser-window-created', onMade),
  };
}
