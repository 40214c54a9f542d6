import ElectronStore from 'electron-store';
import type { Desk } from './desk.ts';
import { nextRecent, type RecentJob, readRecent } from './recent-list.ts';

export interface RecentJobs {
  list(): readonly RecentJob[];
  /** Takes in what was opened since. */
  follow(desk: Desk, before: Desk | null): void;
  clear(): void;
}

/** The jobs opened last, in a file of their own: losing it costs little, so a damaged one is just replaced. */
export function createRecentJobs(dataDir: string, onChange: (recent: readonly RecentJob[]) => void): RecentJobs {
  const store = new ElectronStore({ name: 'recent', cwd: dataDir, configFileMode: 0o600, clearInvalidConfig: true });
  let recent = readRecent(store.get('jobs'));

  function set(next: readonly RecentJob[]): void {
    if (next === recent) return;
    recent = next;
    store.set('jobs', next);
    onChange(recent);
  }

  return {
    list: () => recent,
    follow(desk, before) {
      const known = new Set(before?.sessions.map(({ id }) => id));
      const opened = desk.sessions.filter(({ id }) => !known.has(id));
      if (opened.length > 0 || desk.accounts !== before?.accounts) set(nextRecent(recent, opened, desk.accounts));
    },
    clear: () => set([]),
  };
}
