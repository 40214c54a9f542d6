import { app, type Session } from 'electron';
import type { Guests } from './guests.ts';
import { PAGE_URL } from './page-url.ts';

/**
 * The renderer shows what strangers wrote (job logs, terminal output). Whatever it may be talked into, it stays on its
 * page, opens nothing, and is granted nothing. https://www.electronjs.org/docs/latest/tutorial/security
 */
export function lockDown(session: Session, guests: Guests): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // The sign-in window goes by rules of its own (sign-in-page.ts).
    if (guests.isGuest(contents)) return;
    // No page of ours navigates: links go through `openExternal`. It may only load itself anew.
    const isReload = (url: string): boolean => url === PAGE_URL && contents.getURL() === PAGE_URL;
    contents.on('will-navigate', (event, url) => {
      if (!isReload(url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isReload(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
