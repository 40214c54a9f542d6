import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { app } from 'electron';
import { autostartEntry, autostartPath, HIDDEN, isSwitchedOn, startCommand } from './autostart.ts';

export interface LoginItem {
  /** What the system does, whoever told it. */
  isOn(): boolean;
  /** Null when it was done, else why not, as a sentence. */
  set(on: boolean): string | null;
  /** Mends the entry where the app has moved since it was made. */
  refresh(): void;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function linuxItem(givenDataDir: string | null): LoginItem {
  const path = autostartPath(process.env, homedir());
  const entry = (): string =>
    autostartEntry(
      startCommand({
        execPath: process.execPath,
        appImage: process.env.APPIMAGE,
        appFolder: app.isPackaged ? null : app.getAppPath(),
        dataDir: givenDataDir,
      }),
    );
  function set(on: boolean): string | null {
    try {
      if (on) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, entry());
      } else rmSync(path, { force: true });
      return null;
    } catch {
      return `${path} could not be ${on ? 'written' : 'removed'}. Look at who may write in that folder.`;
    }
  }
  return {
    isOn() {
      const text = readText(path);
      return text !== null && isSwitchedOn(text);
    },
    set,
    refresh() {
      const text = readText(path);
      if (text !== null && isSwitchedOn(text) && text !== entry()) set(true);
    },
  };
}

function systemItem(): LoginItem {
  // Windows keeps the arguments with the entry, and finds it by them; macOS has none and says how the app was started.
  const identity = process.platform === 'win32' ? { args: [HIDDEN] } : {};
  const isOn = (): boolean => app.getLoginItemSettings(identity).openAtLogin;
  return {
    isOn,
    set(on) {
      app.setLoginItemSettings({ openAtLogin: on, ...identity });
      if (isOn() === on) return null;
      return process.platform === 'darwin'
        ? 'macOS has not agreed. Allow Jobdeck in System Settings, General, Login Items.'
        : 'Windows has not agreed. Look at Settings, Apps, Startup.';
    },
    refresh() {},
  };
}

/** Starting with the user's session, as each system wants to be told. `givenDataDir`: null = the usual one. */
export function createLoginItem(givenDataDir: string | null): LoginItem {
  return process.platform === 'linux' ? linuxItem(givenDataDir) : systemItem();
}

/** macOS: the session started the app, and not the user. Elsewhere an argument says so. */
export function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
