import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { Log } from '../core/host.ts';
import type { Doorway } from '../doors/doorway.ts';
import type { AnyEvent } from '../doors/events.ts';
import { isPageUrl } from './page-url.ts';

interface IpcDeps {
  readonly doorway: Doorway;
  readonly log: Log;
  /** The window's page; null when there is no window. */
  readonly page: () => WebContents | null;
}

export interface Ipc {
  deliver(event: AnyEvent): void;
  dispose(): void;
}

const CALL = 'jobdeck:call';
const SEND = 'jobdeck:send';
const EVENT = 'jobdeck:event';

/** The only place that hears the renderer: our own window's main frame, on our own page, saying what fits the contract. */
export function openIpc({ doorway, log, page }: IpcDeps): Ipc {
  function isOurs(sender: WebContents, frame: WebFrameMain | null): boolean {
    const contents = page();
    const ours = contents !== null && sender === contents && frame !== null && frame === contents.mainFrame;
    if (ours && isPageUrl(frame.url)) return true;
    log.warn('ipc', 'sender-refused');
    return false;
  }

  ipcMain.handle(CALL, (event, name: unknown, args: unknown) => {
    if (!isOurs(event.sender, event.senderFrame)) throw new Error('refused');
    return doorway.call(name, args);
  });
  ipcMain.on(SEND, (event, name: unknown, args: unknown) => {
    if (!isOurs(event.sender, event.senderFrame)) return;
    if (!doorway.send(name, args)) log.warn('ipc', 'send-refused');
  });

  return {
    deliver(event) {
      const contents = page();
      if (contents !== null && !contents.isDestroyed()) contents.send(EVENT, event.name, event.value);
    },
    dispose() {
      ipcMain.removeHandler(CALL);
      ipcMain.removeAllListeners(SEND);
    },
  };
}
