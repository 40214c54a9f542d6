import type { Notice, NoticeAction, SessionId } from '../../contract.ts';

/** What a click on a notification, or on its button, does. */
export interface NotificationPlan {
  readonly urgency: 'low' | 'normal' | 'critical';
  /** The tab that a click leads to; null = only the window. */
  readonly sessionId: SessionId | null;
  /** Buttons, where the system has them. */
  readonly buttons: readonly { readonly label: string; readonly action: NoticeAction }[];
}

const URGENCY = { calm: 'low', soon: 'normal', now: 'critical' } as const;

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

export function notificationPlan(notice: Notice): NotificationPlan {
  const sessions = notice.actions.flatMap((action) => ('sessionId' in action ? [action.sessionId] : []));
  return {
    urgency: URGENCY[notice.urgency],
    sessionId: sessions[0] ?? null,
    buttons: notice.actions.flatMap((action) => {
      const text = label(action);
      return text === null ? [] : [{ label: text, action }];
    }),
  };
}
