import { join } from 'node:path';
import type { Clock, Host, Log } from '../../electron/core/host.ts';
import { noPolicy } from '../../electron/core/policy.ts';
import { createPlainSettingsFile } from './plain-settings-file.ts';

const absent = () => Promise.reject(new Error('not in this host'));

/** A door without windows, keyring or updates: what core needs and no more. */
export function createPlainHost(deps: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly rest?: Partial<Host>;
}): Host {
  return {
    app: {
      version: '0.0.0',
      door: 'browser',
      platform: 'linux',
      demo: false,
      localShell: false,
      signInWindow: false,
      dataDir: deps.dataDir,
    },
    clock: deps.clock,
    log: deps.log,
    settingsFile: createPlainSettingsFile(join(deps.dataDir, 'settings.json')),
    policy: noPolicy,
    askSystemProxy: null,
    offerUpdater: () => ({ updater: null, why: 'Not in a test.' }),
    offerCipher: async () => ({ cipher: null, why: 'Not in a test.' }),
    announce() {},
    openWindow: absent,
    signIn: null,
    keepAwake: async () => ({ lock: null, why: 'Not in a test.' }),
    chooseFile: null,
    openExternal: absent,
    readClipboard: absent,
    writeClipboard: absent,
    ...deps.rest,
  };
}
