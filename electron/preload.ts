/**
 * Runs sandboxed, before the page, and hands it three functions. It knows neither calls nor events: their names and
 * arguments are checked in main (shell/ipc.ts), where a page cannot reach.
 */
import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('jobdeckTransport', {
  call: (name: string, args: readonly unknown[]): Promise<unknown> => ipcRenderer.invoke('jobdeck:call', name, args),
  send: (name: string, args: readonly unknown[]): void => ipcRenderer.send('jobdeck:send', name, args),
  // The event object holds the sender; only what main sent goes on.
  listen: (listener: (name: string, value: unknown) => void): void => {
    ipcRenderer.on('jobdeck:event', (_event, name: string, value: unknown) => listener(name, value));
  },
});
