import type { Job } from '../../contract.ts';
import type { Desk } from './desk.ts';
import { heldSessions, leftWords } from './hold-words.ts';
import { line, type MenuEntries, type MenuEntry, menuName } from './menu-entry.ts';
import { recentMenu } from './menu-template.ts';
import type { RecentJob } from './recent-list.ts';

export interface TrayFacts {
  readonly desk: Pick<Desk, 'sessions' | 'feeds' | 'awake'>;
  readonly recent: readonly RecentJob[];
  readonly now: number;
}

/** A menu longer than this is a list, and for that there is the window. */
const MOST_JOBS = 12;
/** As the badge has it. */
const SOON_MS = 5 * 60_000;

function runningJobs({ sessions, feeds }: Pick<Desk, 'sessions' | 'feeds'>): readonly Job[] {
  const held = new Set(heldSessions(sessions).map(({ session }) => session.job?.key));
  return feeds.flatMap(({ jobs }) => jobs).filter((job) => job.status === 'running' && job.mine && !held.has(job.key));
}

function limited(entries: readonly MenuEntry[]): MenuEntries {
  const rest = entries.length - MOST_JOBS;
  if (rest <= 0) return entries;
  return [
    ...entries.slice(0, MOST_JOBS),
    { kind: 'action', label: `And ${rest} More…`, action: { do: 'app', command: 'show' } },
  ];
}

/** The menu of the tray icon: what is held, with its countdown, then what runs. */
export function trayEntries({ desk, recent, now }: TrayFacts): MenuEntries {
  const held = heldSessions(desk.sessions).map<MenuEntry>(({ session, endsAt }) => {
    const project = session.job === null ? '' : ` — ${menuName(session.job.projectPath)}`;
    return {
      kind: 'action',
      label: `${menuName(session.title)}${project}: held, ${leftWords(endsAt - now)}`,
      action: { do: 'show-session', sessionId: session.id },
    };
  });
  const running = runningJobs(desk).map<MenuEntry>((job) => ({
    kind: 'action',
    label: `${menuName(job.name)} — ${menuName(job.projectPath)}`,
    action: { do: 'open-job', jobKey: job.key },
    enabled: job.terminal.status !== 'unavailable',
  }));
  const jobs = limited([...held, ...(held.length > 0 && running.length > 0 ? [line] : []), ...running]);
  return [
    ...(jobs.length === 0 ? [{ kind: 'note', label: 'No Job of Yours Is Running' } as const] : jobs),
    ...(desk.awake.status === 'awake' ? [{ kind: 'note', label: 'Keeping This Computer Awake' } as const] : []),
    line,
    recentMenu(recent),
    { kind: 'action', label: 'Show Jobdeck', action: { do: 'app', command: 'show' } },
    { kind: 'action', label: 'Settings…', action: { do: 'page', command: 'settings' } },
    line,
    { kind: 'action', label: 'Quit Jobdeck', action: { do: 'app', command: 'quit' } },
  ];
}

/** `Jobdeck: 1 held, 12 min left · 3 running`; in its last minutes `1 terminal ends soon` in front of that. */
export function trayTooltip({
  desk,
  now,
}: {
  readonly desk: Pick<Desk, 'sessions' | 'feeds'>;
  readonly now: number;
}): string {
  const held = heldSessions(desk.sessions);
  const first = held[0];
  const running = runningJobs(desk).length;
  const soon = held.filter(({ endsAt }) => endsAt > now && endsAt - now <= SOON_MS).length;
  const parts = [
    ...(soon === 0 ? [] : [soon === 1 ? '1 terminal ends soon' : `${soon} terminals end soon`]),
    ...(first === undefined ? [] : [`${held.length} held, ${leftWords(first.endsAt - now)}`]),
    ...(running === 0 ? [] : [`${running} running`]),
  ];
  return parts.length === 0 ? 'Jobdeck' : `Jobdeck: ${parts.join(' · ')}`;
}

export type TrayLook = 'quiet' | 'held';

export function trayLook({ sessions }: Pick<Desk, 'sessions'>): TrayLook {
  return heldSessions(sessions).length > 0 ? 'held' : 'quiet';
}
