import { join } from 'node:path';

/** Tells the app that nobody asked for its window. */
export const HIDDEN = '--hidden';

interface ProgramFacts {
  readonly execPath: string;
  /** The AppImage that runs: its mounted program is gone after a restart. */
  readonly appImage: string | undefined;
  /** A checkout runs a bare Electron with this folder; null in a package. */
  readonly appFolder: string | null;
  /** The data directory, where it is not the usual one. */
  readonly dataDir: string | null;
}

/** Program and arguments that start this same app again, without its window. */
export function startCommand({ execPath, appImage, appFolder, dataDir }: ProgramFacts): readonly string[] {
  return [
    appImage === undefined || appImage === '' ? execPath : appImage,
    ...(appFolder === null ? [] : [appFolder]),
    ...(dataDir === null ? [] : [`--data-dir=${dataDir}`]),
    HIDDEN,
  ];
}

/**
 * One word of an `Exec` line. Quoting by the Desktop Entry Specification, whose strings are escaped once more:
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
function execWord(word: string): string {
  const percent = word.replaceAll('%', '%%');
  if (/^[\w@+=:,./%-]+$/.test(percent)) return percent;
  return `"${percent.replace(/["`$\\]/g, '\\$&')}"`.replaceAll('\\', '\\\\');
}

/** The file that makes a Linux desktop start the app at login: https://specifications.freedesktop.org/autostart-spec/latest/ */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Jobdeck',
    'Comment=Your running GitLab CI jobs, and a shell to each',
    `Exec=${command.map(execWord).join(' ')}`,
    'Icon=jobdeck',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Desktops switch an entry off in the file itself, rather than remove it. */
export function isSwitchedOn(entry: string): boolean {
  return !/^\s*Hidden\s*=\s*true\s*$/im.test(entry) && !/^\s*X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(entry);
}

export function autostartPath(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'jobdeck.desktop');
}
