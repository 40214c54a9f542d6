/**
 * Where a driver started this Electron, the app waits until the driver has attached. Playwright attaches to whatever
 * windows there are, and one that is just making its first navigation never tells it so (seen with Chromium 108: no
 * `Page.frameNavigated`), for which it then waits in vain. Its own loader does the same, but only where Playwright
 * itself finds the program.
 */
import { app } from 'electron';

const driven = globalThis as unknown as { __playwright_run?: () => void };

if (process.argv.includes('--remote-debugging-port=0') && driven.__playwright_run === undefined) {
  const ready = app.whenReady();
  const attached = new Promise<void>((resolve) => {
    driven.__playwright_run = resolve;
  });
  app.whenReady = () => attached.then(() => ready);
}
