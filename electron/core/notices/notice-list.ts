import type { Notice, NoticeReach } from '../../contract.ts';
import type { Clock } from '../host.ts';

export type NewNotice = Omit<Notice, 'id' | 'at' | 'read' | 'actions' | 'about' | 'reach'> & {
  /** What it is about: a second notice with the same key is none. */
  readonly key: string;
  readonly actions?: Notice['actions'];
  readonly about?: Notice['about'];
};

export interface NoticeList {
  list(): readonly Notice[];
  /** Answers the notice, or null when its key was given before. */
  add(notice: NewNotice, reach?: Exclude<NoticeReach, 'off'>): Notice | null;
  /** The thing is well again: the next time it is worth a notice. */
  rearm(key: string): void;
  /** What the notices were about whose key begins so is past: they count as read. */
  past(keyStart: string): void;
  read(ids: readonly string[]): void;
  dismiss(ids: readonly string[]): void;
}

const MOST_KEPT = 200;
const MOST_KEYS = 5000;
const MOST_ACTIONS = 2;

/** Newest first, each thing once. */
export function createNoticeList(clock: Clock, onChange: (notices: readonly Notice[]) => void): NoticeList {
  let notices: readonly Notice[] = [];
  let count = 0;
  const given = new Set<string>();
  /** Keys of the notices in the list, by their ids. */
  const keys = new Map<string, string>();

  function set(next: readonly Notice[]): void {
    notices = next;
    const ids = new Set(notices.map((notice) => notice.id));
    for (const id of [...keys.keys()]) if (!ids.has(id)) keys.delete(id);
    onChange(notices);
  }

  function read(ids: readonly string[]): void {
    const wanted = new Set(ids);
    if (notices.some((notice) => wanted.has(notice.id) && !notice.read)) {
      set(notices.map((notice) => (wanted.has(notice.id) ? { ...notice, read: true } : notice)));
    }
  }

  return {
    list: () => notices,
    add({ key, ...wanted }, reach = 'notify') {
      if (given.has(key)) return null;
      given.add(key);
      for (const oldest of given) {
        if (given.size <= MOST_KEYS) break;
        given.delete(oldest);
      }
      count += 1;
      const actions = (wanted.actions ?? []).slice(0, MOST_ACTIONS);
      const notice: Notice = { about: [], ...wanted, reach, actions, id: `n${count}`, at: clock.now(), read: false };
      keys.set(notice.id, key);
      set([notice, ...notices].slice(0, MOST_KEPT));
      return notice;
    },
    rearm(key) {
      given.delete(key);
    },
    past(keyStart) {
      read([...keys].filter(([, key]) => key.startsWith(keyStart)).map(([id]) => id));
    },
    read,
    dismiss(ids) {
      const wanted = new Set(ids);
      if (notices.some((notice) => wanted.has(notice.id))) set(notices.filter((notice) => !wanted.has(notice.id)));
    },
  };
}
