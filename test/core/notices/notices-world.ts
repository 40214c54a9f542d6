import type {
  Announcement,
  Ending,
  EndingReason,
  Notice,
  NoticeKind,
  SessionState,
  Settings,
  TerminalSession,
} from '../../../electron/contract.ts';
import type { Kept, NoticeMemory } from '../../../electron/core/notices/notice-memory.ts';
import { createNotices } from '../../../electron/core/notices.ts';
import { defaultSettings } from '../../../electron/default-settings.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createWorld, jobNamed } from '../jobs/world.ts';

export const MINUTE = 60_000;
const world = createWorld();

/** A disk that a killed run leaves as it last wrote it. */
export function createMemoryDisk(): { open(): NoticeMemory } {
  let kept: Kept = { told: [], notices: [] };
  return {
    open: () => ({
      kept,
      write(next) {
        kept = JSON.parse(JSON.stringify(next)) as Kept;
      },
    }),
  };
}

export function noticesOf(
  wanted: Partial<Settings> = {},
  clock: ManualClock = createManualClock(),
  memory: NoticeMemory = createMemoryDisk().open(),
  onAnnounce: (announcement: Announcement, list: readonly Notice[]) => void = () => {},
) {
  const settings: Settings = { ...defaultSettings, ...wanted };
  const desktop: Announcement[] = [];
  const notices = createNotices({
    clock,
    memory,
    settings: () => settings,
    onChange() {},
    announce(announcement) {
      desktop.push(announcement);
      onAnnounce(announcement, notices.list());
    },
  });
  return {
    clock,
    desktop,
    notices,
    kinds: (): NoticeKind[] => notices.list().map(({ kind }) => kind),
    unread: (): NoticeKind[] =>
      notices
        .list()
        .filter(({ read }) => !read)
        .map(({ kind }) => kind),
    newest: (): Notice | undefined => notices.list()[0],
  };
}

export const openState: SessionState = { status: 'open', since: 0 };

export function sessionOf(
  id: string,
  state: SessionState,
  rest: Partial<TerminalSession> & {
    readonly name?: string;
    readonly jobId?: number;
    readonly projectPath?: string;
  } = {},
): TerminalSession {
  const { name = 'build', jobId = 10, projectPath, ...session } = rest;
  const job = jobNamed(world, { id: jobId, projectId: 1, name });
  return {
    id,
    kind: 'job',
    job: projectPath === undefined ? job : { ...job, projectPath },
    title: name,
    state,
    answering: true,
    givesUpAt: null,
    kept: { status: 'off' },
    roundTripMs: null,
    bytesIn: 0,
    bytesOut: 0,
    backlogBytes: 0,
    slowed: false,
    inputPendingBytes: 0,
    shellNumber: 1,
    executor: null,
    shell: null,
    limits: [],
    ...session,
  };
}

export function jobOf(id: number, name = 'build') {
  return jobNamed(world, { id, projectId: 1, name });
}

export function ended(at: number, reason: EndingReason = 'network-lost', rest: Partial<Ending> = {}): SessionState {
  return {
    status: 'ended',
    ending: {
      ...{ reason, certainty: 'certain', at, livedMs: 12 * MINUTE, message: 'The network went away.' },
      next: ['reconnect'],
      ...rest,
    },
  };
}

export function held(now: number, limitMs: number): SessionState {
  return {
    status: 'held',
    since: now,
    hold: { limitMs, startedAt: now, endsAt: now + limitMs, source: 'log-mark' },
  };
}
