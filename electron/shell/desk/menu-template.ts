import type { MenuCommand } from '../../contract.ts';
import type { Desk } from './desk.ts';
import { type AppCommand, line, type MenuEntries, type MenuEntry, type MenuRole, menuName } from './menu-entry.ts';
import type { RecentJob } from './recent-list.ts';

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  readonly desk: Pick<Desk, 'sessions' | 'activeSession'>;
  readonly recent: readonly RecentJob[];
  readonly localShell: boolean;
}

/** As many tabs have a number on the keyboard; the last of these keys always means the last tab. */
const NUMBERED_TABS = 8;

const role = (name: MenuRole, keys?: string): MenuEntry => ({
  kind: 'role',
  role: name,
  ...(keys === undefined ? {} : { keys }),
});
const app = (label: string, command: AppCommand, keys?: string): MenuEntry => ({
  kind: 'action',
  label,
  action: { do: 'app', command },
  ...(keys === undefined ? {} : { keys }),
});

interface PageItem {
  readonly keys?: string;
  readonly pageKeys?: boolean;
  readonly enabled?: boolean;
}
const page = (label: string, command: MenuCommand, item: PageItem = {}): MenuEntry => ({
  kind: 'action',
  label,
  action: { do: 'page', command },
  ...item,
});

export function recentMenu(recent: readonly RecentJob[]): MenuEntry {
  return {
    kind: 'menu',
    label: 'Open Recent',
    entries:
      recent.length === 0
        ? [{ kind: 'note', label: 'No Recent Jobs' }]
        : [
            ...recent.map<MenuEntry>(({ name, project, url }) => ({
              kind: 'action',
              label: `${menuName(name)} — ${menuName(project)}`,
              action: { do: 'open-job-url', url },
            })),
            line,
            app('Clear Recent Jobs', 'clear-recent'),
          ],
  };
}

/**
 * The application menu. Off macOS no key of it is Ctrl with a letter alone: those are the shell's. Keys that the page
 * hears itself (renderer/use-global-keys.ts, renderer/terminals/terminal-keys.ts) are shown and not taken.
 */
export function menuTemplate({ platform, desk, recent, localShell }: MenuFacts): MenuEntries {
  const mac = platform === 'darwin';
  /** Cmd and the key on macOS, Ctrl and Shift and the key elsewhere. */
  const letter = (key: string): string => (mac ? `Cmd+${key}` : `Ctrl+Shift+${key}`);
  const main = (key: string): string => (mac ? `Cmd+${key}` : `Ctrl+${key}`);
  const heard = (keys: string): PageItem => ({ keys, pageKeys: true });

  const { sessions, activeSession } = desk;
  const active = sessions.find(({ id }) => id === activeSession) ?? null;
  const someTab = { enabled: active !== null };
  const moreTabs = { enabled: sessions.length > 1 };

  const settings = page('Settings…', 'settings', { keys: main(',') });
  const appMenu: MenuEntry = {
    kind: 'menu',
    label: 'Jobdeck',
    entries: [
      ...[role('about'), line, settings, line, role('services'), line],
      ...[role('hide', 'Cmd+H'), role('hideOthers', 'Alt+Cmd+H'), role('unhide'), line, role('quit', 'Cmd+Q')],
    ],
  };
  const file: MenuEntry = {
    kind: 'menu',
    label: mac ? 'File' : '&File',
    entries: [
      app('New Window', 'new-window', letter('N')),
      ...(localShell ? [page('New Local Shell', 'local-shell', { keys: letter('T') })] : []),
      page('Open Job URL…', 'palette', { keys: letter('O') }),
      page('Wait for a Job…', 'wait-for-job'),
      recentMenu(recent),
      line,
      page('Close Tab', 'close-tab', { ...heard(letter('W')), ...someTab }),
      role('close', mac ? 'Shift+Cmd+W' : 'Alt+F4'),
      ...(mac ? [] : [line, settings, line, role('quit', 'Ctrl+Shift+Q')]),
    ],
  };
  const edit: MenuEntry = {
    kind: 'menu',
    label: mac ? 'Edit' : '&Edit',
    // On macOS these keys work in text fields only as the menu's; elsewhere the page has them by itself.
    entries: (
      [
        ['undo', 'Cmd+Z'],
        ['redo', 'Shift+Cmd+Z'],
        ['cut', 'Cmd+X'],
        ['copy', 'Cmd+C'],
        ['paste', 'Cmd+V'],
        ['selectAll', 'Cmd+A'],
      ] as const
    ).map(([name, keys]) => (mac ? role(name, keys) : role(name))),
  };
  const view: MenuEntry = {
    kind: 'menu',
    label: mac ? 'View' : '&View',
    entries: [
      page('Show or Hide the Job List', 'toggle-job-list', heard(letter('B'))),
      page('Refresh Jobs', 'refresh-jobs', { keys: 'F5' }),
      line,
      page('Larger Terminal Text', 'larger-text', heard(main('Plus'))),
      page('Smaller Terminal Text', 'smaller-text', heard(main('-'))),
      page('Usual Terminal Text', 'usual-text', heard(main('0'))),
      line,
      page('Split Right…', 'split-right', { ...heard(letter('D')), ...someTab }),
      page('Split Down…', 'split-down', { ...heard(mac ? 'Shift+Cmd+D' : 'Ctrl+Shift+S'), ...someTab }),
      page('All Tabs as a Grid', 'grid', moreTabs),
      page('Zoom the Pane', 'zoom-pane', { ...heard(mac ? 'Shift+Cmd+Enter' : 'Ctrl+Shift+Enter'), ...moreTabs }),
      page('Even Out the Panes', 'even-panes', moreTabs),
      page('Show the Tab Alone', 'show-alone', moreTabs),
      line,
      role('togglefullscreen', mac ? 'Ctrl+Cmd+F' : 'F11'),
      line,
      role('reload'),
      role('toggleDevTools', mac ? 'Alt+Cmd+I' : 'Ctrl+Shift+I'),
    ],
  };
  const tabs = sessions.map<MenuEntry>((session, index) => ({
    kind: 'action',
    label: menuName(session.title),
    action: { do: 'show-session', sessionId: session.id },
    checked: session === active,
    ...(index < NUMBERED_TABS ? heard(main(String(index + 1))) : {}),
  }));
  const go: MenuEntry = {
    kind: 'menu',
    label: mac ? 'Go' : '&Go',
    entries: [
      page('Job, Tab or Action…', 'palette', heard(letter('K'))),
      page('Job List', 'job-list', heard(mac ? 'Shift+Cmd+E' : 'Ctrl+Shift+E')),
      line,
      page('Switch Tab…', 'switch-tab', { ...heard(mac ? 'Shift+Cmd+A' : 'Ctrl+Shift+A'), ...moreTabs }),
      page('Next Tab', 'next-tab', { ...heard('Ctrl+Tab'), ...moreTabs }),
      page('Previous Tab', 'previous-tab', { ...heard('Ctrl+Shift+Tab'), ...moreTabs }),
      ...(tabs.length === 0 ? [] : [line, ...tabs]),
    ],
  };
  const terminal: MenuEntry = {
    kind: 'menu',
    label: mac ? 'Terminal' : '&Terminal',
    entries: [
      page('Find…', 'find', { ...heard(letter('F')), ...someTab }),
      page('Find in All Terminals…', 'search-everywhere', {
        ...heard(mac ? 'Shift+Cmd+F' : 'Ctrl+Shift+H'),
        ...someTab,
      }),
      page('Clear Scrollback', 'clear', someTab),
      line,
      page('Save What I See…', 'save-seen', { ...heard(mac ? 'Cmd+S' : 'Ctrl+Shift+X'), ...someTab }),
      page('Save Everything…', 'save-everything', { ...heard(mac ? 'Shift+Cmd+S' : 'Ctrl+Shift+Y'), ...someTab }),
      line,
      page('Snippets…', 'snippets', { ...heard(mac ? 'Shift+Cmd+L' : 'Ctrl+Shift+L'), ...someTab }),
      page('Type to Several Terminals', 'broadcast', { ...heard(mac ? 'Shift+Cmd+G' : 'Ctrl+Shift+G'), ...moreTabs }),
      line,
      page('Reconnect', 'reconnect', { keys: letter('R'), enabled: active?.state.status === 'ended' }),
    ],
  };
  const window: MenuEntry = {
    kind: 'menu',
    label: mac ? 'Window' : '&Window',
    ...(mac ? { place: 'window' as const } : {}),
    entries: mac ? [role('minimize', 'Cmd+M'), role('zoom'), line, role('front')] : [role('minimize')],
  };
  const help: MenuEntry = {
    kind: 'menu',
    label: mac ? 'Help' : '&Help',
    place: 'help',
    entries: [
      app('About GitLab’s Web Terminals', 'web-terminal-help'),
      line,
      app('Report a Problem…', 'copy-report'),
      app('Open the Log’s Folder', 'open-log-folder'),
      ...(mac ? [] : [line, role('about')]),
    ],
  };
  return [...(mac ? [appMenu] : []), file, edit, view, go, terminal, window, help];
}
