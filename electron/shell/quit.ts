import { app } from 'electron';

/** So long may core take to flush its files; then the app ends anyway. */
const MOST_FLUSH_MS = 4000;

/** Ends core before the process: Electron itself would not wait. */
export function disposeBeforeQuit(dispose: () => Promise<void>): void {
  let done = false;
  app.on('will-quit', (event) => {
    if (done) return;
    event.preventDefault();
    const limit = new Promise<void>((resolve) => setTimeout(resolve, MOST_FLUSH_MS));
    void Promise.race([dispose().catch(() => {}), limit]).then(() => {
      done = true;
      app.quit();
    });
  });
  app.on('window-all-closed', () => app.quit());
}
