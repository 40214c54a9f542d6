import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { Log } from '../core/host.ts';
import type { Page } from '../doors/views.ts';
import { IPC_CALL, IPC_SEND } from './channels.ts';
import { isPageUrl } from './page-url.ts';

interface IpcDeps {
  readonly log: Log;
  /** The page in one of our own windows; null for any other contents. */
  readonly pageOf: (contents: WebContents) => Page | null;
}

/**
 * The only place that hears the renderer: one of our windows' main frame, on our own page, saying what fits the contract.
 * Returns its undo.
 */
export function openIpc({ log, pageOf }: IpcDeps): () => void {
  function sender(contents: WebContents, frame: WebFrameMain | null): Page | null {
    const page = pageOf(contents);
    if (page !== null && frame !== null && frame === contents.mainFrame && isPageUrl(frame.url)) return page;
    log.warn('ipc', 'sender-refused');
    return null;
  }

  ipcMain.handle(IPC_CALL, (event, name: unknown, args: unknown) => {
    const page = sender(event.sender, event.senderFrame);
    if (page === null) throw new Error('refused');
    return page.call(name, args);
  });
  ipcMain.on(IPC_SEND, (event, name: unknown, args: unknown) => {
    const page = sender(event.sender, event.senderFrame);
    if (page !== null && !page.send(name, args)) log.warn('ipc', 'send-refused');
  });

  return () => {
    ipcMain.removeHandler(IPC_CALL);
    ipcMain.removeAllListeners(IPC_SEND);
  };
}
