import { app, type JumpListCategory } from 'electron';
import { type MenuAction, type MenuEntry, menuName } from './menu-entry.ts';
import { nativeMenu } from './native-menu.ts';
import type { RecentJob } from './recent-list.ts';

const newWindow: MenuEntry = { kind: 'action', label: 'New Window', action: { do: 'app', command: 'new-window' } };

/** Windows shows at most 260 characters of a description, and names without `&` rules. */
const plain = (name: string): string => menuName(name).replaceAll('&&', '&');

function jumpList(recent: readonly RecentJob[]): JumpListCategory[] {
  const items = recent.map(({ name, project, url }) => ({
    type: 'task' as const,
    title: plain(name),
    description: plain(project),
    program: process.execPath,
    // The URL's parser has percent-encoded every quote and space.
    args: `"${url}"`,
  }));
  return items.length === 0 ? [] : [{ type: 'custom', name: 'Recent Jobs', items }];
}

/** The recent jobs where the system keeps such lists: the taskbar's jump list, the dock's menu. */
export function showRecentJobs(recent: readonly RecentJob[], act: (action: MenuAction) => void): void {
  // A checkout's program is a bare Electron, which would not know what to do with the URL.
  if (process.platform === 'win32' && app.isPackaged) app.setJumpList(jumpList(recent));
  if (process.platform !== 'darwin') return;
  const entries = recent.map<MenuEntry>(({ name, project, url }) => ({
    kind: 'action',
    label: `${menuName(name)} — ${menuName(project)}`,
    action: { do: 'open-job-url', url },
  }));
  app.dock?.setMenu(
    nativeMenu([newWindow, ...(entries.length === 0 ? [] : [{ kind: 'line' } as const]), ...entries], act),
  );
}
