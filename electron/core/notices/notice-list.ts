import { randomUUID } from 'node:crypto';
import type { Notice, NoticeReach } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { combine } from './batch-words.ts';
import type { NewNotice } from './new-notice.ts';

export interface KeptNotice {
  /** Of what in it is not past yet. */
  readonly keys: readonly string[];
  readonly notice: Notice;
}

type Reach = Exclude<NoticeReach, 'off'>;

interface Entry extends KeptNotice {
  /** Empty for one of an earlier run. */
  readonly parts: readonly NewNotice[];
}

export interface NoticeList {
  list(): readonly Notice[];
  kept(): readonly KeptNotice[];
  add(notice: NewNotice, reach: Reach): Notice;
  /** One more thing of the same kind; null when that notice has been read or is gone, and takes nothing more. */
  join(id: string, part: NewNotice, reach: Reach): Notice | null;
  /** Better words for what this run has told under that key. Answers whether there is such a notice. */
  amend(key: string, change: (part: NewNotice) => NewNotice): boolean;
  /** What was told under keys that begin so is past: a notice of nothing else counts as read. */
  past(keyStart: string): void;
  /** It was told, is not past, and its user has not seen it. */
  isOpen(key: string): boolean;
  read(ids: readonly string[]): void;
  dismiss(ids: readonly string[]): void;
}

const MOST_KEPT = 200;
const MOST_ACTIONS = 2;
const FAR: Readonly<Record<Reach, number>> = { list: 0, notify: 1, sound: 2 };

/** Newest first. */
export function createNoticeList(deps: {
  readonly clock: Clock;
  readonly kept: readonly KeptNotice[];
  onChange(notices: readonly Notice[]): void;
}): NoticeList {
  let entries: readonly Entry[] = deps.kept.map((kept) => ({ ...kept, parts: [] }));

  const list = () => entries.map(({ notice }) => notice);

  function set(next: readonly Entry[]): void {
    entries = next.slice(0, MOST_KEPT);
    deps.onChange(list());
  }

  function replace(id: string, next: Entry): void {
    set(entries.map((entry) => (entry.notice.id === id ? next : entry)));
  }

  function made(parts: readonly NewNotice[], rest: Pick<Notice, 'id' | 'at' | 'read' | 'reach'>): Entry {
    const { kind, urgency, title, body, about, actions } = combine(parts);
    const words = { kind, urgency, title, body, about: about ?? [], actions: (actions ?? []).slice(0, MOST_ACTIONS) };
    const { id, at, read, reach } = rest;
    return { keys: parts.map(({ key }) => key), parts, notice: { id, ...words, at, read, reach } };
  }

  const asRead = (entry: Entry): Entry => ({ ...entry, notice: { ...entry.notice, read: true } });

  return {
    list,
    kept: () => entries.map(({ keys, notice }) => ({ keys, notice })),
    add(part, reach) {
      const entry = made([part], { id: randomUUID(), at: deps.clock.now(), read: false, reach });
      set([entry, ...entries]);
      return entry.notice;
    },
    join(id, part, reach) {
      const entry = entries.find(({ notice }) => notice.id === id);
      if (entry === undefined || entry.notice.read || entry.parts.length === 0) return null;
      const further = FAR[reach] > FAR[entry.notice.reach] ? reach : entry.notice.reach;
      const next = made([...entry.parts, part], { ...entry.notice, reach: further });
      replace(id, { ...next, keys: [...entry.keys, part.key] });
      return next.notice;
    },
    amend(key, change) {
      const entry = entries.find(({ parts }) => parts.some((part) => part.key === key));
      if (entry === undefined) return false;
      const parts = entry.parts.map((part) => (part.key === key ? change(part) : part));
      replace(entry.notice.id, { ...made(parts, entry.notice), keys: entry.keys });
      return true;
    },
    past(keyStart) {
      const isPast = (key: string) => key.startsWith(keyStart);
      if (!entries.some(({ keys }) => keys.some(isPast))) return;
      set(
        entries.map((entry) => {
          const keys = entry.keys.filter((key) => !isPast(key));
          if (keys.length === entry.keys.length) return entry;
          return keys.length === 0 ? asRead({ ...entry, keys }) : { ...entry, keys };
        }),
      );
    },
    isOpen: (key) => entries.some(({ keys, notice }) => !notice.read && keys.includes(key)),
    read(ids) {
      const isNew = ({ notice }: Entry) => !notice.read && ids.includes(notice.id);
      if (entries.some(isNew)) set(entries.map((entry) => (isNew(entry) ? asRead(entry) : entry)));
    },
    dismiss(ids) {
      const wanted = new Set(ids);
      if (entries.some(({ notice }) => wanted.has(notice.id))) {
        set(entries.filter(({ notice }) => !wanted.has(notice.id)));
      }
    },
  };
}
