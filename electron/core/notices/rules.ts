import type { NoticeReach, Settings } from '../../contract.ts';
import { kindReaches } from './kinds.ts';
import type { NewNotice } from './new-notice.ts';
import { fitsProject } from './project-pattern.ts';
import { isQuiet } from './quiet-hours.ts';

export type NoticeRules = Pick<
  Settings,
  'desktopNotifications' | 'notificationNames' | 'noticeKinds' | 'noticeProjects' | 'quietHours'
>;

type Judged = Pick<NewNotice, 'kind' | 'urgency' | 'about'>;

/** How far a notice goes by the rules for its kind and its project. */
export function reachOf(notice: Judged, rules: NoticeRules): NoticeReach {
  const byKind = rules.noticeKinds[notice.kind] ?? kindReaches[notice.kind];
  if (byKind === 'off' || byKind === 'list') return byKind;
  // a shell that its user has left is no surprise
  if (notice.kind === 'session-ended' && notice.urgency === 'calm') return 'list';
  const project = notice.about?.[0]?.projectPath ?? null;
  if (project === null) return byKind;
  const rule = rules.noticeProjects.find(({ pattern }) => fitsProject(pattern, project))?.rule;
  if (rule === 'mute' || (rule === 'urgent' && notice.urgency !== 'now')) return 'list';
  return byKind;
}

/** May the desktop be told now? */
export function mayAnnounce(urgency: NewNotice['urgency'], rules: NoticeRules, now: number): boolean {
  if (!rules.desktopNotifications) return false;
  const { quietHours } = rules;
  return (quietHours.letUrgent && urgency === 'now') || !isQuiet(quietHours, new Date(now));
}
