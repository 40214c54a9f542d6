import { join } from 'node:path';
import Conf from 'conf';
import type { AppInfo } from '../contract.ts';
import { JobdeckError } from '../core/errors.ts';
import type { Clock, Host, Log } from '../core/host.ts';
import { createSettingsFile } from '../doors/settings-file.ts';
import { createKeepAwake } from './keep-awake.ts';
import { offerKeyringCipher, openKeyringEntry } from './keyring-cipher.ts';

interface WebHostDeps {
  readonly app: AppInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Host['policy'];
}

/** Clipboard, links and windows are the page's: the browser may be on another machine, behind a tunnel. */
function leftToThePage(): Promise<never> {
  return Promise.reject(new JobdeckError('bad-input', 'The browser does this by itself.'));
}

export function createWebHost({ app, clock, log, policy }: WebHostDeps): Host {
  return {
    app,
    clock,
    log,
    settingsFile: createSettingsFile(
      join(app.dataDir, 'settings.json'),
      app.dataDir,
      (options) => new Conf({ ...options, configName: 'settings' }),
    ),
    async offerCipher() {
      // What is simulated must not leave an entry in the user's real keyring.
      if (app.demo) return { cipher: null, why: 'This is the demo: it forgets everything when it ends.' };
      return offerKeyringCipher(openKeyringEntry);
    },
    policy,
    askSystemProxy: null,
    offerUpdater: () => ({
      updater: null,
      why: 'In a browser Jobdeck does not update itself: update the copy that serves this page.',
    }),
    announce: () => {},
    openWindow: leftToThePage,
    signIn: null,
    keepAwake: createKeepAwake(process.platform),
    chooseFile: null,
    openExternal: leftToThePage,
    readClipboard: leftToThePage,
    writeClipboard: leftToThePage,
  };
}
