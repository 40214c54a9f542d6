import type { Api, CallName, PageEventName, PageEvents, SendName } from '../electron/contract.ts';
import { browserTransport } from './transport/browser.ts';
import { desktopTransport } from './transport/desktop.ts';
import { pageServices } from './transport/page-services.ts';
import type { Transport } from './transport/transport.ts';

// The contract is types only; these name its members at run time, and do not compile while one is missing.
const calls: Readonly<Record<CallName, true>> = {
  snapshot: true,
  probeInstance: true,
  addAccount: true,
  editAccount: true,
  removeAccount: true,
  signIn: true,
  addAccountBySignIn: true,
  cancelSignIn: true,
  openTokenPage: true,
  rotateToken: true,
  reorderAccounts: true,
  checkAccount: true,
  createVaultPassphrase: true,
  unlockVault: true,
  refreshJobs: true,
  openTerminal: true,
  openJobUrl: true,
  arm: true,
  disarm: true,
  retryWithTerminal: true,
  playWithTerminal: true,
  upcomingJobs: true,
  openLocalShell: true,
  reconnect: true,
  fitShell: true,
  keepShell: true,
  answerPlace: true,
  tryNow: true,
  leaveShell: true,
  stopLeaving: true,
  endSession: true,
  closeSession: true,
  reorderSessions: true,
  attachSession: true,
  showSession: true,
  openWindow: true,
  listTranscripts: true,
  readTranscript: true,
  deleteTranscripts: true,
  deleteAllTranscripts: true,
  exportTranscript: true,
  cancelExport: true,
  saveText: true,
  readNotices: true,
  dismissNotices: true,
  testNotification: true,
  updateSettings: true,
  checkForUpdates: true,
  downloadUpdate: true,
  cancelUpdate: true,
  installUpdate: true,
  openExternal: true,
  readClipboard: true,
  writeClipboard: true,
};
const sends: Readonly<Record<SendName, true>> = {
  input: true,
  acknowledge: true,
  resize: true,
  networkChanged: true,
  setInFront: true,
  keepLayout: true,
  setActiveSession: true,
};

type Listeners = { [K in PageEventName]?: Set<(value: PageEvents[K]) => void> };

/** The contract's calls, sends and events over any transport. */
export function createApi(transport: Transport): Api {
  const listeners: Listeners = {};
  transport.listen((name, value) => {
    for (const listener of [...(listeners[name] ?? [])]) (listener as (value: unknown) => void)(value);
  });

  const members: Record<string, unknown> = {
    on<K extends PageEventName>(event: K, listener: (value: PageEvents[K]) => void): () => void {
      const set: Set<(value: PageEvents[K]) => void> = listeners[event] ?? new Set();
      listeners[event] = set as NonNullable<Listeners[K]>;
      set.add(listener);
      return () => void set.delete(listener);
    },
    onConnection: transport.onConnection,
  };
  for (const name of Object.keys(calls) as CallName[]) {
    members[name] = (...args: readonly unknown[]) => transport.call(name, args);
  }
  for (const name of Object.keys(sends) as SendName[]) {
    members[name] = (...args: readonly unknown[]) => transport.send(name, args);
  }
  return members as Api;
}

/** Through whichever door this page was opened. */
export async function connectApi(): Promise<Api> {
  const desktop = desktopTransport();
  if (desktop !== null) return createApi(desktop);
  // A fresh address opened while signed in still has its key in the address bar; nobody needs it there.
  if (location.hash.startsWith('#key=')) history.replaceState(null, '', '/');
  return { ...createApi(browserTransport()), ...pageServices };
}
