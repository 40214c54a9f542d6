import { join } from 'node:path';
import { clipboard, shell } from 'electron';
import ElectronStore from 'electron-store';
import type { AppInfo } from '../contract.ts';
import { JobdeckError } from '../core/errors.ts';
import type { Clock, Host, Log, SignInWindow } from '../core/host.ts';
import { createSettingsFile } from '../doors/settings-file.ts';
import { parseWebUrl } from '../doors/urls.ts';
import { chooseFile } from './choose-file.ts';
import { offerSafeStorage } from './cipher.ts';
import { keepAwake } from './keep-awake.ts';
import { askSystemProxy } from './system-proxy.ts';

interface ElectronHostDeps {
  readonly app: AppInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Host['policy'];
  readonly offerUpdater: Host['offerUpdater'];
  readonly announce: Host['announce'];
  readonly openWindow: Host['openWindow'];
  readonly signIn: SignInWindow;
}

export function createElectronHost(deps: ElectronHostDeps): Host {
  const { app, clock, log, policy, offerUpdater, announce, openWindow, signIn } = deps;
  return {
    app,
    clock,
    log,
    settingsFile: createSettingsFile(
      join(app.dataDir, 'settings.json'),
      app.dataDir,
      (options) => new ElectronStore({ ...options, name: 'settings' }),
    ),
    async offerCipher() {
      if (app.demo) return { cipher: null, why: 'This is the demo: it forgets everything when it ends.' };
      return offerSafeStorage(process.platform);
    },
    policy,
    askSystemProxy,
    offerUpdater,
    announce,
    openWindow,
    signIn,
    keepAwake,
    chooseFile,
    async openExternal(text) {
      // The parsed form is handed on, never the text: what the system's opener makes of odd text is not ours to guess.
      const url = parseWebUrl(text);
      if (url === null) throw new JobdeckError('bad-input', 'Only web addresses can be opened.');
      await shell.openExternal(url.href);
    },
    readClipboard: async () => clipboard.readText(),
    writeClipboard: async (text) => clipboard.writeText(text),
  };
}
