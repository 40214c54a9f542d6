import { Notification } from 'electron';
import type { Notice, SessionId } from '../contract.ts';

interface NotificationsDeps {
  /** The window is in front: it shows the notice itself. */
  readonly isInFront: () => boolean;
  /** Brings the window up, at this session's tab if the notice is about one. */
  readonly show: (sessionId: SessionId | null) => void;
}

const URGENCY = { calm: 'low', soon: 'normal', now: 'critical' } as const;

function sessionOf(notice: Notice): SessionId | null {
  for (const action of notice.actions) {
    if (action.do === 'show-session' || action.do === 'reconnect') return action.sessionId;
  }
  return null;
}

/** Notices as desktop notifications, while the window is not in front. Title and body are core's own sentences. */
export function createNotifications({ isInFront, show }: NotificationsDeps): (notice: Notice) => void {
  // A notification that is collected loses its click.
  const alive = new Set<Notification>();

  return (notice) => {
    if (isInFront() || !Notification.isSupported()) return;
    const notification = new Notification({
      title: notice.title,
      body: notice.body,
      urgency: URGENCY[notice.urgency],
    });
    const forget = (): void => void alive.delete(notification);
    alive.add(notification);
    notification.on('click', () => {
      forget();
      show(sessionOf(notice));
    });
    notification.on('close', forget);
    notification.on('failed', forget);
    notification.show();
  };
}
