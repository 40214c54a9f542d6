import { app, powerMonitor } from 'electron';

/** So long may core take to flush its files; then the app ends anyway. */
const MOST_FLUSH_MS = 4000;

/**
 * Ends core before the process: Electron itself would not wait. `finish` has the last word, once core is gone: true = it
 * ends the app itself.
 */
export function disposeBeforeQuit(dispose: () => Promise<void>, finish: () => boolean = () => false): void {
  let disposing = false;
  let finished = false;
  app.on('will-quit', (event) => {
    if (finished) return;
    event.preventDefault();
    if (disposing) return;
    disposing = true;
    const limit = new Promise<void>((resolve) => setTimeout(resolve, MOST_FLUSH_MS));
    void Promise.race([dispose().catch(() => {}), limit]).then(() => {
      // `quit` is ignored while Electron is still inside this event, and `exit` asks nobody again.
      setImmediate(() => {
        finished = true;
        if (!finish()) app.exit();
      });
    });
  });
  app.on('window-all-closed', () => app.quit());
}

/** What tells a program on Linux and macOS that its session or its terminal ends. */
const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * The user logs out, or the machine shuts down: `letGo`, then quit. A question would hold up the system, which then
 * kills the app with all that it has not written. Call it when the app is ready; Electron's own handlers come before.
 */
export function quitWithSystem(letGo: () => void): void {
  const leave = (): void => {
    letGo();
    app.quit();
  };
  for (const signal of END_SIGNALS) process.on(signal, leave);
  // Linux and macOS; on Windows each window is told, and the process is ended right after.
  powerMonitor.on('shutdown', leave);
  app.on('browser-window-created', (_event, window) => window.on('session-end', leave));
}
