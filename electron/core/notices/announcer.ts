import { randomUUID } from 'node:crypto';
import type { Announcement, Notice } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { announcementWords } from './announcement-words.ts';
import type { NewNotice } from './new-notice.ts';
import { mayAnnounce, type NoticeRules } from './rules.ts';

/** What comes so closely together has one cause: a network, a server, a pipeline. */
const SETTLE_MS = 2_000;
/** More may keep coming; the first has waited long enough. */
const LONGEST_WAIT_MS = 8_000;

interface Waiting {
  readonly noticeId: string;
  readonly part: NewNotice;
  readonly reach: Notice['reach'];
}

export interface Announcer {
  /** It will be told to the desktop, with what comes along, if it reaches so far. */
  queue(noticeId: string, part: NewNotice, reach: Notice['reach']): void;
  /** It will be in the next one. */
  isWaiting(key: string): boolean;
  amend(key: string, change: (part: NewNotice) => NewNotice): void;
  /** Tells at once what waits. */
  flush(): void;
  dispose(): void;
}

/** Gathers what is to be told to the desktop, so that what comes together is one notification. */
export function createAnnouncer(deps: {
  readonly clock: Clock;
  rules(): NoticeRules;
  /** Nobody has seen it yet, and it is not past. */
  isOpen(key: string): boolean;
  /** The time in which things count as one is over. */
  onSettled(): void;
  announce(announcement: Announcement): void;
}): Announcer {
  const { clock } = deps;
  let waiting: readonly Waiting[] = [];
  let since: number | null = null;
  let cancel: (() => void) | null = null;

  function flush(): void {
    cancel?.();
    cancel = null;
    since = null;
    const gathered = waiting;
    waiting = [];
    deps.onSettled();
    const rules = deps.rules();
    const now = clock.now();
    const due = gathered.flatMap((one) => {
      if (one.reach === 'list' || !deps.isOpen(one.part.key) || !mayAnnounce(one.part.urgency, rules, now)) return [];
      // the machine may have slept since
      const titles = one.part.titlesAt?.(now);
      return titles === null ? [] : [{ ...one, part: { ...one.part, ...titles } }];
    });
    if (due.length === 0) return;
    deps.announce({
      id: randomUUID(),
      noticeIds: [...new Set(due.map(({ noticeId }) => noticeId))],
      ...announcementWords(
        due.map(({ part }) => part),
        rules.notificationNames,
      ),
      sound: due.some(({ reach }) => reach === 'sound'),
      always: false,
    });
  }

  return {
    queue(noticeId, part, reach) {
      const now = clock.now();
      since ??= now;
      waiting = [...waiting, { noticeId, part, reach }];
      cancel?.();
      cancel = clock.after(Math.max(0, Math.min(SETTLE_MS, since + LONGEST_WAIT_MS - now)), flush);
    },
    isWaiting: (key) => waiting.some(({ part }) => part.key === key),
    amend(key, change) {
      waiting = waiting.map((one) => (one.part.key === key ? { ...one, part: change(one.part) } : one));
    },
    flush,
    dispose() {
      cancel?.();
      cancel = null;
      waiting = [];
    },
  };
}
