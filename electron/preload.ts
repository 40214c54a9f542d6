/**
 * Runs sandboxed, before the page, and hands it three functions. It knows neither calls nor events: their names and
 * arguments are checked in main (shell/ipc.ts), where a page cannot reach.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { IPC_CALL, IPC_EVENT, IPC_SEND } from './shell/channels.ts';

contextBridge.exposeInMainWorld('jobdeckTransport', {
  call: (name: string, args: readonly unknown[]): Promise<unknown> => ipcRenderer.invoke(IPC_CALL, name, args),
  send: (name: string, args: readonly unknown[]): void => ipcRenderer.send(IPC_SEND, name, args),
  // The event object holds the sender; only what main sent goes on.
  listen: (listener: (name: string, value: unknown) => void): void => {
    ipcRenderer.on(IPC_EVENT, (_event, name: string, value: unknown) => listener(name, value));
  },
});
