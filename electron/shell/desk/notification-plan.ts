import type { Announcement, Notice, NoticeAction, SessionId } from '../../contract.ts';

/** What a click on a notification, or on its button, does. */
export interface NotificationPlan {
  readonly urgency: 'low' | 'normal';
  /** Stays until it is dealt with. */
  readonly stays: boolean;
  /** The tab that a click leads to; null = only the window. */
  readonly sessionId: SessionId | null;
  /** Buttons, where the system has them. */
  readonly buttons: readonly { readonly label: string; readonly action: NoticeAction }[];
}

function label(action: NoticeAction): string | null {
  switch (action.do) {
    case 'reconnect':
      return 'Reconnect';
    case 'retry-job':
      return 'Retry with a terminal';
    case 'sign-in':
      return 'Sign in';
    case 'open-url':
    case 'copy':
      return action.label;
    // The click on the notification itself does these.
    case 'show-session':
    case 'edit-account':
    case 'renew-token':
    case 'open-settings':
      return null;
  }
}

/**
 * Never `critical`: GNOME and KDE show that in do-not-disturb too, which its user has asked for. What is urgent stays on
 * the screen instead.
 */
export function notificationPlan({ urgency, actions }: Pick<Announcement, 'urgency' | 'actions'>): NotificationPlan {
  const sessions = actions.flatMap((action) => ('sessionId' in action ? [action.sessionId] : []));
  return {
    urgency: urgency === 'calm' ? 'low' : 'normal',
    stays: urgency === 'now',
    sessionId: sessions[0] ?? null,
    buttons: actions.flatMap((action) => {
      const text = label(action);
      return text === null ? [] : [{ label: text, action }];
    }),
  };
}

/** All that it tells of has been read, or is past: it would only be in the way. */
export function isPast({ noticeIds }: Pick<Announcement, 'noticeIds'>, notices: readonly Notice[]): boolean {
  if (noticeIds.length === 0) return false;
  const unread = new Set(notices.filter(({ read }) => !read).map(({ id }) => id));
  return noticeIds.every((id) => !unread.has(id));
}
