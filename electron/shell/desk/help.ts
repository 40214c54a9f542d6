import { release, type as systemType, version as systemVersion } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, clipboard, dialog, shell } from 'electron';
import type { Core } from '../../core/core.ts';
import { systemReport } from './report.ts';

/** GitLab's own page on what Jobdeck lives by. */
const WEB_TERMINAL_HELP = 'https://docs.gitlab.com/ci/interactive_web_terminal/';

export function openWebTerminalHelp(): void {
  void shell.openExternal(WEB_TERMINAL_HELP);
}

export function openLogFolder(dataDir: string): void {
  shell.showItemInFolder(join(dataDir, 'jobdeck.log'));
}

/** Puts the system's details on the clipboard, and says so. */
export async function copyReport(core: Core, window: BrowserWindow | null): Promise<void> {
  const { vault, accounts } = await core.calls.snapshot();
  const text = systemReport({
    version: app.getVersion(),
    versions: process.versions,
    system: `${systemType()} ${release()} ${process.arch} (${systemVersion()})`,
    session: [process.env.XDG_SESSION_TYPE, process.env.XDG_CURRENT_DESKTOP].filter(Boolean).join(' '),
    vault,
    accounts,
  });
  clipboard.writeText(text);
  const words = {
    type: 'info' as const,
    message: 'The details of this system are on the clipboard',
    detail: `${text}\nPaste them into your report, and add what you did and what you saw. The log is in Help, Open the Log’s Folder.`,
    buttons: ['OK'],
    noLink: true,
  };
  await (window === null ? dialog.showMessageBox(words) : dialog.showMessageBox(window, words));
}
