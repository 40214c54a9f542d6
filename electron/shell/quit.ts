import { app } from 'electron';

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
